"""The law of messages: wording and timing. Pure."""
