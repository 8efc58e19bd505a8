"""Writers of people and rights."""
