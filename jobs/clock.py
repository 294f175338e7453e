"""Times as people write them: Kyiv time, unless they name an offset."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tracker.errors import SvitloError

KYIV = ZoneInfo("Europe/Kyiv")


class WrongTime(SvitloError):
    """A time that cannot be read."""

    exit_code = 2


def read_time(text: str) -> datetime:
    """Read a day or a time as UTC; a day alone is its midnight.

    Raises:
        WrongTime: the text is neither.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongTime(text, "no time; write it as 2026-01-20T18:00 or 2026-01-20, in Kyiv time") from error
    return (at if at.tzinfo else at.replace(tzinfo=KYIV)).astimezone(UTC)
