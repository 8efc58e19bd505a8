"""Marks of plans, written for the pages."""
