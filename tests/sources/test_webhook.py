"""A pushed body is believed only with its owner's fresh signature over its raw bytes."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tracker.errors import NotConfigured, Unreadable
from tracker.sources.webhook import verify_webhook

NOW = datetime(2026, 2, 3, 8, 20, tzinfo=UTC)
BODY = b'{"regionId":"31", "alarmType":"AIR"}'


@pytest.fixture(scope="module")
def owner() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def pem(owner: rsa.RSAPrivateKey) -> bytes:
    return owner.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def sign(key: rsa.RSAPrivateKey, body: bytes = BODY, at: datetime = NOW) -> dict[str, str]:
    timestamp = str(int(at.timestamp()))
    signature = key.sign(timestamp.encode() + b"." + body, PKCS1v15(), SHA256())
    return {
        "X-Webhook-Signature": base64.b64encode(signature).decode(),
        "X-Webhook-Timestamp": timestamp,
        "X-Webhook-Signature-Alg": "rsa-sha256",
    }


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_a_fresh_signature_of_the_owner_is_accepted(owner: rsa.RSAPrivateKey, pem: bytes, seconds: int) -> None:
    headers = sign(owner, at=NOW + timedelta(seconds=seconds))

    verify_webhook(BODY, headers, pem, NOW)

    with pytest.raises(Unreadable, match="signature"):
        verify_webhook(BODY + b" ", headers, pem, NOW)


@pytest.mark.parametrize("seconds", [-301, 301, -86_400])
def test_a_signature_more_than_five_minutes_off_is_refused(owner: rsa.RSAPrivateKey, pem: bytes, seconds: int) -> None:
    with pytest.raises(Unreadable, match="five minutes"):
        verify_webhook(BODY, sign(owner, at=NOW + timedelta(seconds=seconds)), pem, NOW)


def test_a_stale_signature_is_not_made_fresh_by_another_time(owner: rsa.RSAPrivateKey, pem: bytes) -> None:
    stale = sign(owner, at=NOW - timedelta(hours=1))
    fresh = sign(owner)

    with pytest.raises(Unreadable, match="signature"):
        verify_webhook(BODY, stale | {"X-Webhook-Timestamp": fresh["X-Webhook-Timestamp"]}, pem, NOW)


def test_the_signature_of_another_key_is_refused(pem: bytes) -> None:
    forger = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    with pytest.raises(Unreadable, match="signature"):
        verify_webhook(BODY, sign(forger), pem, NOW)


def test_the_same_content_in_other_bytes_is_refused(owner: rsa.RSAPrivateKey, pem: bytes) -> None:
    with pytest.raises(Unreadable, match="signature"):
        verify_webhook(BODY.replace(b" ", b""), sign(owner), pem, NOW)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Webhook-Signature", ""),
        ("X-Webhook-Signature", "no base64!"),
        ("X-Webhook-Timestamp", ""),
        ("X-Webhook-Timestamp", "1e9"),
        ("X-Webhook-Timestamp", "9" * 5000),
        ("X-Webhook-Timestamp", "١٧٧٠١٠٦٨٠٠"),
        ("X-Webhook-Signature-Alg", "none"),
        ("X-Webhook-Signature-Alg", ""),
    ],
)
def test_a_header_that_is_wrong_or_missing_is_refused(
    owner: rsa.RSAPrivateKey, pem: bytes, name: str, value: str
) -> None:
    with pytest.raises(Unreadable):
        verify_webhook(BODY, sign(owner) | {name: value}, pem, NOW)


def test_what_is_no_json_is_refused_for_its_signature_not_for_its_content(pem: bytes) -> None:
    with pytest.raises(Unreadable, match="signed"):
        verify_webhook(b"\xff{{{", {}, pem, NOW)


@pytest.mark.parametrize(
    "key",
    [
        b"no pem",
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    ],
    ids=["no-pem", "no-rsa"],
)
def test_a_key_of_another_kind_is_a_matter_of_the_settings(owner: rsa.RSAPrivateKey, key: bytes) -> None:
    with pytest.raises(NotConfigured, match="public key"):
        verify_webhook(BODY, sign(owner), key, NOW)
