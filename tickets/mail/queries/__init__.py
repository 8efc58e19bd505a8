"""Reads of mails."""
