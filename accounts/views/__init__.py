"""Doors of people: log-in, security of the account, own settings."""
