"""The law of plans as pure functions."""
