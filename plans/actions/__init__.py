"""The only writers of plans. One verb, one transaction."""
