"""Doors of the house."""
