"""Mails of customers: fetched, kept as they came, brought into tickets or to the tray."""
