"""Hours as texts give them: "from 08:00 to 17:00", «о 8 ранку», "at 9 pm", "until 20:00"."""

import re
from dataclasses import dataclass

from tracker.extract.lexicon import Lexicon

_HOUR = re.compile(r"(?<![\d.:,/-])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?![\d:%]|\.\d))?(?![\d])")
_JOINED = re.compile(r"\s?[-–—]\s?\Z")
_BEFORE, _AFTER = 12, 12  # characters
_LAST_HOUR, _NOON = 24, 12
_MINUTES = range(60)

HourMinute = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """From which hour to which; None where it is not said."""

    start: HourMinute | None = None
    end: HourMinute | None = None


def find_clock(text: str, folded: str, lexicon: Lexicon) -> Clock | None:
    """The first hours a text gives, as wall-clock times of 24 hours.

    What something was like as of an hour is none; nor is an hour without a word that says when it is.
    """
    start: HourMinute | None = None
    end: HourMinute | None = None
    last_end, was_start = -1, False
    for match in _HOUR.finditer(text):
        at = _read(match, folded, lexicon)
        before = folded[max(0, match.start() - _BEFORE) : match.start()]
        if at is None or lexicon.has("times.as_of", before):
            was_start = False
            continue
        word = (before.split() or [""])[-1]
        is_joined = was_start and _JOINED.match(text[last_end : match.start()]) is not None
        is_between = was_start and lexicon.has("times.and", word) and match.start() - last_end < _BEFORE
        if end is None and (is_joined or is_between or lexicon.has("times.until", word)):
            end = at
        elif start is None and (lexicon.has("times.since", word) or lexicon.has("times.at", word)):
            start, was_start = at, True
        last_end = match.end()
        if start is None and end is None:
            was_start = False
    return Clock(start=start, end=end) if start or end else None


def _read(match: re.Match[str], folded: str, lexicon: Lexicon) -> HourMinute | None:
    """Hours and minutes; an hour alone needs a word that says it is one: "8 am", «о 18 годині»."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    after = folded[match.end() : match.end() + _AFTER].split()[:2]
    word, both = " ".join(after[:1]).strip(".,;)"), " ".join(after).replace(".", " ")
    is_pm = lexicon.has("times.pm", word) or lexicon.has("times.pm", both)
    is_hour = is_pm or lexicon.has("times.am", word) or lexicon.has("times.am", both) or lexicon.has("times.hour", word)
    if (match["minute"] is None and not is_hour) or hour > _LAST_HOUR or minute not in _MINUTES:
        return None
    return hour + _NOON if is_pm and hour < _NOON else hour, minute
