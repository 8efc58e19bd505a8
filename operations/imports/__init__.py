"""What comes back whole: restored backups."""
