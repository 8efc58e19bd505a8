"""Words of the pages of articles."""
