"""Doors for files that leave the house."""
