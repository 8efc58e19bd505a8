"""Hands of the plan: the only writers. One verb, one transaction."""
