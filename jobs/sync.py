"""Bring the place data up to date, or go back to what was before."""

from datetime import datetime
from email.utils import format_datetime

from geodata.folder import DATA, DataError
from geodata.sync.errors import NotFetched, NotUsable, NotWritten, SyncError
from geodata.sync.inputs import Addresses, Download
from geodata.sync.swap import roll_back
from geodata.sync.update import NothingNew, Synced, update
from tracker.errors import NotConfigured, StoreUnavailable, SvitloError, Unreachable, Unreadable
from tracker.model import Payload, PollOutcome, Validators
from tracker.settings import Settings
from tracker.sources.fetch import Fetcher

SOURCE_ID = "place-data"
MOST_SECONDS = 60.0
MOST_ARCHIVE_BYTES = 250_000_000
_AS_OURS: tuple[tuple[type[SyncError], type[SvitloError]], ...] = (
    (NotFetched, Unreachable),
    (NotUsable, Unreadable),
    (NotWritten, StoreUnavailable),
)
KEPT = "the place data in use stays"


def open_fetcher(contact: str) -> Fetcher:
    """A client for archives: larger and slower than feeds."""
    return Fetcher(contact=contact, most_seconds=MOST_SECONDS, most_bytes=MOST_ARCHIVE_BYTES)


def sync_places(fetcher: Fetcher, settings: Settings, *, now: datetime, again: bool = False) -> str:
    """Do one sync and say in one line what came of it.

    Raises:
        Unreachable: an input could not be had.
        Unreadable: an input cannot be read, or a gate fails.
        StoreUnavailable: the disk is full or refuses, or another sync is at work.
    """

    def fetch(url: str, since: datetime | None) -> Download | None:
        known = Validators(last_modified=format_datetime(since, usegmt=True)) if since else None
        answer = fetcher.fetch(url, source_id=SOURCE_ID, now=now, validators=known)
        if isinstance(answer, Payload):
            return Download(body=answer.body, media_type=answer.media_type)
        if answer.outcome == PollOutcome.NOTHING_NEW:
            return None
        failed = NotUsable if answer.outcome == PollOutcome.UNREADABLE else NotFetched
        raise failed(url, answer.detail)

    addresses = Addresses(codab=settings.codab_url, geonames=settings.geonames_url, uageo=settings.uageo_url)
    try:
        result = update(settings.geodata, fetch, addresses, packaged=DATA, now=now, again=again)
    except (NotFetched, NotUsable, NotWritten) as error:
        ours = next(ours for theirs, ours in _AS_OURS if isinstance(error, theirs))
        raise ours(error.subject, f"{error.reason}; {KEPT}") from error
    return _describe(result)


def _describe(result: Synced | NothingNew) -> str:
    if isinstance(result, NothingNew):
        reason = "this is what was rolled back from; --again takes it" if result.is_withdrawn else "nothing new"
        return f"{reason}; {KEPT}"
    built, summary = result.built, result.summary
    areas = ", ".join(f"{area.count} of level {level}" for level, area in summary.areas.items())
    gained = built.points_by_code + built.points_by_name
    parts = [
        f"place data {result.version} is in use from the next start on",
        f"official areas: {areas}",
        f"{gained} places got points of their own ({summary.exact_count} of {summary.settlements_count} settlements)",
    ]
    if built.points_by_code:
        parts.append("points of OpenStreetMap are among them (ODbL): credit it wherever you publish them")
    if built.far_points:
        parts.append(f"{built.far_points} points left out, far from their raion")
    if built.named:
        parts.append(f"{len(built.named)} new names, in their base forms only")
    if built.unplaced:
        parts.append(f"{len(built.unplaced)} areas without a place in the register: {', '.join(built.unplaced[:5])}")
    return "; ".join(parts)


def roll_places_back(settings: Settings) -> str:
    """Go back one version and say in one line to which.

    Raises:
        NotConfigured: there is nothing to go back to.
        StoreUnavailable: the disk refuses, or a sync is at work.
    """
    try:
        version = roll_back(settings.geodata)
    except DataError as error:
        raise NotConfigured(str(settings.geodata), str(error)) from error
    except NotWritten as error:
        raise StoreUnavailable(error.subject, error.reason) from error
    return f"{version or 'the packaged place data'} is in use from the next start on"
