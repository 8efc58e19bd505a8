"""Who we serve, how they reach us, and what they own."""
