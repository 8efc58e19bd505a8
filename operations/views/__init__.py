"""Doors of operation."""
