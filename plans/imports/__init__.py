"""Whole files on their way in: form F2, read by its cells."""
