"""A passkey as a browser hands it over, made of a key of its own."""

from __future__ import annotations

import os
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

NO_MODEL = b"\0" * 16


def credential_made() -> dict[str, Any]:
    """What the product keeps of a passkey that was set up."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    identifier = os.urandom(16)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    held = AttestedCredentialData.create(NO_MODEL, identifier, key)
    data = AuthenticatorData.create(b"\0" * 32, flags, 0, held)
    client = CollectedClientData.create(type="webauthn.create", challenge=b"x", origin="https://x")
    return {
        "id": websafe_encode(identifier),
        "rawId": websafe_encode(identifier),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
        "clientExtensionResults": {},
    }
