"""Writers of operation: the watch, and people who leave."""
