"""The edition that the pages show: made anew now and then, kept when nothing new can be made."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from tracker.errors import SvitloError
from tracker.model import Edition, Tier

EDITION = TypeAdapter(Edition)
FRESH_FOR = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is shown, and whether it could be made from the store at the last try."""

    edition: Edition | None  # None: nothing was ever made here
    is_live: bool
    trouble: str | None


class Snapshot:
    """Keeps the newest public edition, and one file of it, so that pages stand when store and scheduler are down."""

    def __init__(self, make: Callable[[], Edition], path: Path, clock: Callable[[], datetime]) -> None:
        """Take what makes an edition, where to keep the last one, and the clock."""
        self._make = make
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._shown = Shown(edition=read_edition(path), is_live=False, trouble=None)
        self._tried_at: datetime | None = None

    def current(self) -> Shown:
        """The newest edition there is; tries the store at most once a minute."""
        with self._lock:
            now = self._clock()
            if self._tried_at is None or now - self._tried_at >= FRESH_FOR:
                self._tried_at = now
                self._refresh()
            return self._shown

    def _refresh(self) -> None:
        try:
            edition = self._make()
        except SvitloError as error:
            # The file may be newer: what was forgotten since is no longer in it.
            known = [one for one in (read_edition(self._path), self._shown.edition) if one is not None]
            newest = max(known, key=lambda one: one.as_of, default=None)
            self._shown = Shown(edition=newest, is_live=False, trouble=str(error))
        else:
            self._shown = Shown(edition=edition, is_live=True, trouble=None)


def read_edition(path: Path) -> Edition | None:
    """Read the edition a publishing job left; None where there is none that this code understands."""
    try:
        edition = EDITION.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    return edition if edition.tier == Tier.PUBLIC else None


def dump_edition(edition: Edition) -> bytes:
    """Write an edition so that `read_edition` gives the same again."""
    return EDITION.dump_json(edition)
