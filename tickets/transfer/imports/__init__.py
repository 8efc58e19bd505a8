"""Doors for files that bring tickets in."""
