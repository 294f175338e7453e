"""Hours as texts give them: "from 08:00 to 17:00", «о 8 ранку», "at 9 pm", "until 20:00"."""

import re
from dataclasses import dataclass

from tracker.extract.lexicon import Marked

_HOUR = re.compile(r"(?<![\d.:,/-])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?![\d:%]|\.\d))?(?![\d])")
_MINUTES_TOLD = re.compile(r"\d[:.]\d\d")
_HOURS_TOLD = ("times.am", "times.pm", "times.hour")
_JOINED = re.compile(r"\s?[-–—]\s?\Z")
_LAST_WORD = re.compile(r"\S+\s*\Z")
_WORDS_BEHIND = re.compile(r"\s*(\S+)(?:\s+\S+)?")
_BEFORE, _AFTER = 12, 12  # characters
_LAST_HOUR, _NOON = 24, 12
_MINUTES = range(60)

HourMinute = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """From which hour to which; None where it is not said."""

    start: HourMinute | None = None
    end: HourMinute | None = None


def find_clock(text: str, marked: Marked) -> Clock | None:
    """The first hours a text gives, as wall-clock times of 24 hours.

    What something was like as of an hour is none; nor is an hour without a word that says when it is.
    """
    if _MINUTES_TOLD.search(text) is None and marked.hits.keys().isdisjoint(_HOURS_TOLD):
        return None
    folded = marked.text
    start: HourMinute | None = None
    end: HourMinute | None = None
    last_end, was_start = -1, False
    for match in _HOUR.finditer(text):
        at = _read(match, marked)
        if at is None or marked.has_between("times.as_of", match.start() - _BEFORE, match.start()):
            was_start = False
            continue
        before = _LAST_WORD.search(folded, max(0, match.start() - _BEFORE), match.start())
        word = before.span() if before else (0, 0)
        is_joined = was_start and _JOINED.match(text[last_end : match.start()]) is not None
        is_between = was_start and marked.has_between("times.and", *word) and match.start() - last_end < _BEFORE
        if end is None and (is_joined or is_between or marked.has_between("times.until", *word)):
            end = at
        elif start is None and any(marked.has_between(sense, *word) for sense in ("times.since", "times.at")):
            start, was_start = at, True
        last_end = match.end()
        if start is None and end is None:
            was_start = False
    return Clock(start=start, end=end) if start or end else None


def _read(match: re.Match[str], marked: Marked) -> HourMinute | None:
    """Hours and minutes; an hour alone needs a word that says it is one: "8 am", «о 18 годині»."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    words = _WORDS_BEHIND.match(marked.text, match.end(), match.end() + _AFTER)
    behind = match.end(), words.end() if words else match.end()
    next_word = match.end(), words.end(1) if words else match.end()
    is_pm = marked.has_between("times.pm", *behind)
    is_am = marked.has_between("times.am", *behind)
    is_hour = is_pm or is_am or marked.has_between("times.hour", *next_word)
    if (match["minute"] is None and not is_hour) or hour > _LAST_HOUR or minute not in _MINUTES:
        return None
    return hour + _NOON if is_pm and hour < _NOON else hour, minute
