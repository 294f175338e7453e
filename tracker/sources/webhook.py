"""Whether a pushed body comes from whom it says: checked over the raw bytes, before anything reads them."""

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from tracker.errors import NotConfigured, Unreadable

SUBJECT = "ukrainealarm webhook"
ALGORITHM = "rsa-sha256"
MOST_AGE_S = 5 * 60
_TIMESTAMP = re.compile(r"[0-9]{1,12}")


def verify_webhook(body: bytes, headers: Mapping[str, str], public_key_pem: bytes, now: datetime) -> None:
    """Accept a body that the owner of the key signed within the last five minutes; return only then.

    Args:
        body: the raw bytes as they came.
        headers: of the request, in any case.
        public_key_pem: the provider's RSA key.
        now: an instant in UTC.

    Raises:
        Unreadable: a header is missing or wrong, the time is off by more than five minutes, or the signature is forged.
        NotConfigured: the key is no RSA key.
    """
    known = {name.casefold(): value.strip() for name, value in headers.items()}
    if known.get("x-webhook-signature-alg", "").casefold() != ALGORITHM:
        raise Unreadable(SUBJECT, f"not signed with {ALGORITHM}, refused")
    timestamp = known.get("x-webhook-timestamp", "")
    if not _TIMESTAMP.fullmatch(timestamp) or abs(now.timestamp() - int(timestamp)) > MOST_AGE_S:
        raise Unreadable(SUBJECT, "its time is missing or more than five minutes off, refused")
    try:
        signature = base64.b64decode(known.get("x-webhook-signature", ""), validate=True)
        _load_key(public_key_pem).verify(signature, timestamp.encode() + b"." + body, PKCS1v15(), SHA256())
    except (binascii.Error, InvalidSignature) as error:
        raise Unreadable(SUBJECT, "its signature is not the provider's, refused") from error


def _load_key(public_key_pem: bytes) -> RSAPublicKey:
    try:
        key = load_pem_public_key(public_key_pem)
    except ValueError as error:
        raise NotConfigured(SUBJECT, "the public key is no PEM; fetch it from the provider again") from error
    if not isinstance(key, RSAPublicKey):
        raise NotConfigured(SUBJECT, "the public key is no RSA key; fetch it from the provider again")
    return key
