"""What other programs report by webhook: each event once, into a ticket, or kept for a person."""
