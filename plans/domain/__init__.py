"""The rules of plans as pure functions."""
