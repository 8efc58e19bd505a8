"""What may be read of people, and what is kept of it: classes of fields, masks, sealed secrets."""
