"""Handing letters to a real SMTP server on loopback that answers as the case asks. All letters are invented."""

import email
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tracker.mail import Delivery, Letter, MailServer, compose, message_id, send

LETTER = Letter(
    sender="digest@svitlo.example",
    recipient="reader@aid.example",
    subject="[Svitlo] 2026-01-20 · Київ · -18 °C",
    day="2026-01-20",
    text="Вигадано: без світла одне місто.\n",
    html='<html lang="uk"><body><p>Вигадано</p><img src="cid:map" alt="мапа"></body></html>',
    lang="uk",
    written_at=datetime(2026, 1, 20, 5, tzinfo=UTC),
    unsubscribe="mailto:leave@svitlo.example",
    map_png=b"\x89PNG invented",
)


class Postbox:
    """Takes letters, or answers as the case asks."""

    def __init__(self, rcpt: str | None = None, data: str | None = None, *, cut: bool = False) -> None:
        self.rcpt, self.data, self.cut = rcpt, data, cut
        self.letters: list[bytes] = []

    async def handle_RCPT(  # noqa: N802 - the names and arguments are aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        del server, session, rcpt_options
        if self.rcpt is not None:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        del session
        content = envelope.content
        self.letters.append(content if isinstance(content, bytes) else b"")
        transport: Any = server.transport
        if self.cut:
            transport.abort()
        return self.data or "250 OK"


@contextmanager
def serving(postbox: Postbox) -> Iterator[MailServer]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield MailServer(host="127.0.0.1", port=port, timeout_s=5)
    finally:
        controller.stop()


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_letter_arrives_with_text_html_and_the_map_inline() -> None:
    postbox = Postbox()
    with serving(postbox) as server:
        outcome = send(LETTER, server)
    arrived = read(postbox.letters[0])
    html = arrived.get_body(("html",))
    images = [part for part in arrived.walk() if part.get_content_type() == "image/png"]

    assert outcome.delivery == Delivery.SENT
    assert arrived["Content-Language"] == "uk"
    assert arrived["Subject"] == LETTER.subject
    assert html is not None
    assert "cid:map" in html.get_content()
    assert [(image["Content-ID"], image.get_content_disposition()) for image in images] == [("<map>", "inline")]


def test_the_same_recipient_and_day_have_the_same_message_id() -> None:
    assert message_id(LETTER) == message_id(replace(LETTER, text="другий текст"))
    assert message_id(LETTER) != message_id(replace(LETTER, day="2026-01-21"))
    assert message_id(LETTER) != message_id(replace(LETTER, recipient="other@aid.example"))


def test_the_same_letter_is_the_same_bytes() -> None:
    assert compose(LETTER) == compose(LETTER)


def test_no_body_is_eight_bit() -> None:
    assert compose(LETTER).isascii()


def test_every_letter_can_be_left() -> None:
    assert read(compose(LETTER))["List-Unsubscribe"] == "<mailto:leave@svitlo.example>"


INJECTED = "a\r\nBcc: victim@aid.example"


@pytest.mark.parametrize(
    "letter",
    [replace(LETTER, subject=INJECTED), replace(LETTER, recipient=INJECTED), replace(LETTER, unsubscribe=INJECTED)],
)
def test_a_line_break_in_a_header_is_refused(letter: Letter) -> None:
    with pytest.raises(ValueError, match=r"(?i)linefeed|newline|CR|carriage"):
        compose(letter)


CASES: list[tuple[Callable[[], Postbox], Delivery]] = [
    (lambda: Postbox(rcpt="550 no such person"), Delivery.REFUSED),
    (lambda: Postbox(rcpt="451 come back later"), Delivery.DEFERRED),
    (lambda: Postbox(data="451 come back later"), Delivery.DEFERRED),
    (lambda: Postbox(data="554 not wanted"), Delivery.REFUSED),
    (lambda: Postbox(cut=True), Delivery.UNKNOWN),
]


@pytest.mark.parametrize(("make", "expected"), CASES)
def test_what_the_server_said_is_told_truly(make: Callable[[], Postbox], expected: Delivery) -> None:
    with serving(make()) as server:
        outcome = send(LETTER, server)

    assert (outcome.delivery, bool(outcome.detail)) == (expected, True)


def test_a_server_that_is_not_there_defers() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    assert send(LETTER, MailServer(host="127.0.0.1", port=port, timeout_s=1)).delivery == Delivery.DEFERRED
