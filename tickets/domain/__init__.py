"""The law of the work order as pure functions and frozen values."""
