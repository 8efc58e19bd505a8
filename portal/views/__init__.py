"""Customers' pages, and what the desk does with them."""
