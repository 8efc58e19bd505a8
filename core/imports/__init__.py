"""Files on their way in: checked before they are opened, read by a limited process."""
