"""A passkey as a browser hands it over, made of a key of its own."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from accounts.models import User

NO_MODEL = b"\0" * 16
HOST = "testserver"


@dataclass(frozen=True)
class Passkey:
    """A key in the hand of a person: what the product keeps of it, and what it answers."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    identifier: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def credential(self) -> dict[str, Any]:
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
        public = ES256.from_cryptography_key(self.key.public_key())
        held = AttestedCredentialData.create(NO_MODEL, self.identifier, public)
        data = AuthenticatorData.create(b"\0" * 32, flags, 0, held)
        client = CollectedClientData.create(
            type="webauthn.create", challenge=b"x", origin="https://x"
        )
        return self._said(
            clientDataJSON=websafe_encode(client),
            attestationObject=websafe_encode(AttestationObject.create("none", data, {})),
        )

    def answer(self, options: dict[str, Any], person: User) -> dict[str, Any]:
        """To the question of a log-in, as the browser of that person gives it."""
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
        place = hashlib.sha256(HOST.encode()).digest()
        data = AuthenticatorData.create(place, flags, 1)
        client = CollectedClientData.create(
            type="webauthn.get",
            challenge=websafe_decode(options["publicKey"]["challenge"]),
            origin=f"https://{HOST}",
        )
        signed = bytes(data) + hashlib.sha256(client).digest()
        return self._said(
            clientDataJSON=websafe_encode(client),
            authenticatorData=websafe_encode(bytes(data)),
            signature=websafe_encode(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            userHandle=websafe_encode(user_pk_to_url_str(person).encode()),
        )

    def _said(self, **response: str) -> dict[str, Any]:
        identifier = websafe_encode(self.identifier)
        return {
            "id": identifier,
            "rawId": identifier,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }


def credential_made() -> dict[str, Any]:
    """What the product keeps of a passkey that was set up."""
    return Passkey().credential
