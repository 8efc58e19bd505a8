"""Reads of the work order, shaped for pages, exports and actions."""
