"""Law of people and rights."""
