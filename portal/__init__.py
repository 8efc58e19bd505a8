"""What a customer sees, without log-in: the own case behind a link. No rule of its own."""
