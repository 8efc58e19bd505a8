"""The floor: a minimal Django project that reads the product's tables and does the same work with nothing around it."""
