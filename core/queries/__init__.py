"""Page-shaped reads that any house can use."""
