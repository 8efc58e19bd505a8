"""The demo as plays: every step goes through the actions, with its own time."""
