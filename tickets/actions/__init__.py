"""The only writers of the work order: one verb, one transaction."""
