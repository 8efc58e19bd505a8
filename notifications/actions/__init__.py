"""Writers of notifications."""
