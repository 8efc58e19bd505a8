"""Writers of customers."""
