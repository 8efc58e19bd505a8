"""Customers, their people and their devices over REST."""
