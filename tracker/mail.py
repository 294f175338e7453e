"""Letters: how one is written, and the only place that speaks SMTP."""

import smtplib
import ssl
import uuid
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum

# A relay may re-encode an 8-bit body, and a signature made later would then be broken.
WIRE = SMTP.clone(cte_type="7bit")
ACCEPTED = frozenset({250, 251})
LETTERS = uuid.uuid5(uuid.NAMESPACE_URL, "https://svitlo.example/letters")


class Delivery(StrEnum):
    """What came of handing a letter over."""

    SENT = "sent"
    REFUSED = "refused"  # the server said no for good
    DEFERRED = "deferred"  # the server said later, or could not be reached; nothing was accepted
    UNKNOWN = "unknown"  # the letter went out and no answer came: it may have arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where letters are handed over."""

    host: str
    port: int
    username: str | None = None
    password: str | None = None
    use_starttls: bool = False
    timeout_s: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One e-mail to one person."""

    sender: str
    recipient: str
    subject: str
    day: str  # the day it is for, YYYY-MM-DD
    text: str
    html: str
    lang: str
    written_at: datetime
    unsubscribe: str  # mailto: or https: address
    map_png: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one letter, and one line about it."""

    delivery: Delivery
    detail: str | None = None


def message_id(letter: Letter) -> str:
    """The same for the same recipient and day, so that a second copy can be dropped by whoever gets it."""
    return f"<{uuid.uuid5(LETTERS, f'{letter.day}/{letter.recipient.casefold()}')}@{letter.sender.rpartition('@')[2]}>"


def compose(letter: Letter) -> bytes:
    """Write a letter as the bytes that go over the wire: text, HTML, and the map inline where there is one.

    Raises:
        ValueError: a line break in a header.
    """
    message = EmailMessage(policy=WIRE)
    message["From"] = Address("Svitlo", addr_spec=letter.sender)
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = message_id(letter)
    message["Auto-Submitted"] = "auto-generated"  # stops holiday replies
    message["List-Id"] = f"<digest.{letter.sender.rpartition('@')[2]}>"
    message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    if letter.map_png is not None:
        html = message.get_body(("html",))
        if isinstance(html, EmailMessage):
            html.add_related(letter.map_png, "image", "png", cid="<map>", disposition="inline", filename="map.png")
    message["Content-Language"] = letter.lang  # setting the content takes it away, so it comes last
    _name_boundaries(message, letter)
    return message.as_bytes()


def send(letter: Letter, server: MailServer) -> Outcome:
    """Hand one letter over, and say truly what came of it: an answer that never came is not a refusal."""
    body = compose(letter)
    try:
        with smtplib.SMTP(server.host, server.port, timeout=server.timeout_s) as connection:
            if server.use_starttls:
                connection.starttls(context=ssl.create_default_context())
            if server.username is not None:
                connection.login(server.username, server.password or "")
            return _hand_over(connection, letter, body)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(delivery=Delivery.DEFERRED, detail=_one_line(error))


def _hand_over(connection: smtplib.SMTP, letter: Letter, body: bytes) -> Outcome:
    """Go through the steps of SMTP one by one: only after DATA may a letter have been accepted without our hearing."""
    connection.ehlo_or_helo_if_needed()
    for code, reason in (connection.mail(letter.sender), connection.rcpt(letter.recipient)):
        if code not in ACCEPTED:
            return Outcome(delivery=_by_code(code), detail=f"{code} {reason.decode(errors='replace')}")
    try:
        code, reason = connection.data(body)
    except smtplib.SMTPDataError as error:
        return Outcome(delivery=_by_code(error.smtp_code), detail=_one_line(error))
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        return Outcome(delivery=Delivery.UNKNOWN, detail=_one_line(error))
    if code not in ACCEPTED:
        return Outcome(delivery=_by_code(code), detail=f"{code} {reason.decode(errors='replace')}")
    return Outcome(delivery=Delivery.SENT)


def _by_code(code: int) -> Delivery:
    permanent = 500
    return Delivery.REFUSED if code >= permanent else Delivery.DEFERRED


def _name_boundaries(message: EmailMessage, letter: Letter) -> None:
    """Derive part boundaries from the letter, so that the same letter is the same bytes."""
    for index, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"svitlo-{uuid.uuid5(LETTERS, f'{letter.day}/{letter.recipient}/{index}').hex}")


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
