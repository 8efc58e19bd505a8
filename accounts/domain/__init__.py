"""What holds for accounts, without database or clock."""
