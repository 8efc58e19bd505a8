"""Doors of the command line for plans."""
