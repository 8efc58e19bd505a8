"""The floor: a minimal Django project on the product's tables.

It does the same work with nothing around it.
"""
