"""Doors of the work order: translate, read the clock, call one action or query."""
