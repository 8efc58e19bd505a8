"""Doors for forms that leave the house.

What a file holds is the very query behind the screen, masked by the reader's rights.
"""
