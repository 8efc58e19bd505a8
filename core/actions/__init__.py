"""The only writers of the ground floor."""
