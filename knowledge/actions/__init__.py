"""The only writers of articles."""
