"""Reads of messages."""

from notifications.queries.inbox import items_of, unread_count

__all__ = ["items_of", "unread_count"]
