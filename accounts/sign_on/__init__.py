"""Log-in by the company: what allauth leaves open, and what holds here."""
