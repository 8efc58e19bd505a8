"""Codes to be scanned."""

import segno

# Steps of a module: large enough for the camera of any phone.
SCALE = 5


def qr_picture(address: str) -> str:
    """An address as a QR code, as the source of a picture. It bears a smear of 15 %."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=SCALE, border=2)
