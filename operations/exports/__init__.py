"""What leaves whole: backups."""
