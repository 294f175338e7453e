"""The daily digest: one letter to each recipient, never two."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from jobs.lease import StillMine, always
from jobs.publish import know, write_whole
from jobs.registers import Registers
from tracker.crashpoints import crash_at
from tracker.errors import NotConfigured
from tracker.mail import Delivery, Letter, MailServer, Outcome, compose, message_id, send
from tracker.model import Edition, Tier
from tracker.policy import redact
from tracker.publish.digest import digest_html, digest_text, make_digest
from tracker.publish.filters import Choice, choose
from tracker.publish.still import still_png
from tracker.settings import Recipient, Settings
from tracker.store import outbox

KYIV = ZoneInfo("Europe/Kyiv")
SETTINGS_FILE = "svitlo.toml"
MAP_CID = "cid:map"
HandOver = Callable[[Letter], Outcome]


def send_digests(
    engine: Engine, registers: Registers, settings: Settings, *, now: datetime, still_mine: StillMine = always
) -> str:
    """Send today's digest to the recipients of the settings; one line about what came of it.

    Raises:
        NotConfigured: there are recipients, and no mail server to hand letters to.
    """
    if not settings.recipients:
        return "no recipients"
    if settings.mail is None:
        reason = "recipients are set, but no [mail] section with a server; write one, or use --out"
        raise NotConfigured(SETTINGS_FILE, reason)
    mail = settings.mail
    server = MailServer(
        host=mail.host,
        port=mail.port,
        username=mail.username,
        password=mail.password,
        use_starttls=mail.use_starttls,
    )
    edition = make_edition(engine, registers, now=now)
    return deliver(
        engine, registers, settings, edition, lambda letter: send(letter, server), now=now, still_mine=still_mine
    )


def save_digests(
    engine: Engine, registers: Registers, settings: Settings, edition: Edition, folder: Path, *, now: datetime
) -> str:
    """Write the letters as .eml files instead of sending them; the same letter is the same file."""

    def save(letter: Letter) -> Outcome:
        name = message_id(letter).strip("<>").partition("@")[0]
        write_whole(folder / f"{letter.day}-{letter.lang}-{name[:8]}.eml", compose(letter))
        return Outcome(delivery=Delivery.SENT)

    return deliver(engine, registers, settings, edition, save, now=now, is_kept=False)


def deliver(
    engine: Engine,
    registers: Registers,
    settings: Settings,
    edition: Edition,
    hand_over: HandOver,
    *,
    now: datetime,
    is_kept: bool = True,
    still_mine: StillMine = always,
) -> str:
    """Write and hand over a letter for each recipient, claiming it in the outbox before it leaves."""
    results = [
        _deliver_one(engine, registers, settings, edition, recipient, hand_over, now=now, is_kept=is_kept)
        for recipient in settings.recipients
        if still_mine()
    ]
    counts = {result: results.count(result) for result in dict.fromkeys(results)}
    return ", ".join(f"{count} {result}" for result, count in counts.items()) or "no recipients"


def make_edition(engine: Engine, registers: Registers, *, now: datetime) -> Edition:
    """The public edition of a moment."""
    picture = know(engine, registers, as_of=now)
    return redact(picture, Tier.PUBLIC, registers.policy, registers.sources, registers.gazetteer)


def write_letter(
    edition: Edition,
    registers: Registers,
    settings: Settings,
    recipient: Recipient,
    *,
    since: datetime | None,
    now: datetime,
) -> Letter:
    """One recipient's letter: their areas, their language, the map of the same rows."""
    own = choose(edition, Choice(areas=tuple(recipient.areas)))
    digest = make_digest(own, recipient.lang, since=since)
    sender = settings.mail.sender if settings.mail else "digest@svitlo.example"
    unsubscribe = settings.mail.unsubscribe if settings.mail else f"mailto:{sender}?subject=unsubscribe"
    return Letter(
        sender=sender,
        recipient=recipient.address,
        subject=digest.subject,
        day=now.astimezone(KYIV).date().isoformat(),
        text=digest_text(digest),
        html=digest_html([digest], image=MAP_CID),
        lang=recipient.lang,
        written_at=now,
        unsubscribe=unsubscribe,
        map_png=still_png(own, registers.boundaries),
    )


def _deliver_one(
    engine: Engine,
    registers: Registers,
    settings: Settings,
    edition: Edition,
    recipient: Recipient,
    hand_over: HandOver,
    *,
    now: datetime,
    is_kept: bool,
) -> str:
    since = outbox.last_sent_as_of(engine, recipient.address) if is_kept else None
    letter = write_letter(edition, registers, settings, recipient, since=since, now=now)
    if not is_kept:
        return hand_over(letter).delivery
    key = message_id(letter)
    if not outbox.take_letter(engine, key, recipient.address, day=letter.day, as_of=edition.as_of, now=now):
        return "already done"
    crash_at("letter.taken")
    outcome = hand_over(letter)
    crash_at("letter.handed_over")
    outbox.settle_letter(engine, key, state=outcome.delivery, detail=outcome.detail, now=now)
    crash_at("letter.settled")
    return outcome.delivery
