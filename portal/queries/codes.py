"""Codes to be scanned."""

import segno

# Steps of a module: large enough for the camera of any phone.
SCALE = 5
# Modules of white around it.
BORDER = 2


def qr_code(address: str) -> segno.QRCode:
    """An address as a QR code. It bears a smear of 15 %."""
    return segno.make(address, error="m", micro=False)


def qr_picture(address: str) -> str:
    """The code of an address as the source of a picture."""
    return qr_code(address).svg_data_uri(scale=SCALE, border=BORDER)
