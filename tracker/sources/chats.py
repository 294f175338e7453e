"""What messengers write around a message that is copied out of them: who wrote it, when, and that it was passed on."""

import re
from dataclasses import dataclass, field, replace

from tracker.sources.screen import MASK

MOST_LINE = 300  # characters in which a header is looked for
_DAY = (
    r"(?P<day>\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}\.? [^\W\d_]{3,12}\.?,? \d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4})"
)
_CLOCK = r"(?P<clock>\d{1,2}:\d{2})(?::\d{2})?(?:[\s\u202f]?(?P<half>[AaPp])\.?[Mm]\.?)?"
_WHEN = rf"{_DAY}(?: р\.| г\.)?,?(?: (?:о|об|в|at|um))?[\s\u202f]+{_CLOCK}"
_NAME = r"[^\[\]:\n]{1,80}"
_AROUND = (
    " \t\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"  # blanks, and marks of direction
)
_HEADERS = (
    re.compile(rf"\[\s*{_WHEN}\s*\]\s*{_NAME}:\s*"),  # [15.01.26, 09:12:33] Somebody: text
    re.compile(rf"{_WHEN}\s+[-\u2013\u2014]\s+{_NAME}:\s*"),  # 15.01.2026, 09:12 - Somebody: text
    re.compile(rf"{_NAME},?\s*\[\s*{_WHEN}\s*\]:?\s*"),  # Somebody, [15.01.2026 09:12]
)
_NOTICE = re.compile(rf"\[?\s*{_WHEN}\s*\]?\s+[-\u2013\u2014]\s+")  # "… joined the group": no name before a colon
_PASSED_ON = re.compile(
    r"\[?\s*(?:Forwarded(?: message| from\b.*)?|Переслано(?: від\b.*| от\b.*| из\b.*| з\b.*)?|Переслане повідомлення.*"
    r"|Пересланное сообщение.*|In reply to\b.*|У відповідь на\b.*|В ответ на\b.*)\s*\]?:?",
    re.IGNORECASE,
)
_MEDIA = re.compile(
    r"[<\[]\s*(?:(?:Media|image|video|audio|document|sticker)(?: omitted)?|attached: .*|Photo|Фото\w*|Відео\w*|Видео\w*"
    r"|(?:Медіа|Медиа|Без медиа|Без медіа)\w*.*|Голосов\w+ \w+)\s*[>\]]|(?:image|video|audio|document) omitted",
    re.IGNORECASE,
)
_MENTION = re.compile(r"@\+?\d{7,15}\b|@~?\u2068[^\u2069\n]{1,80}\u2069")
_NUMBERS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{2,4})")
MENTIONED = f"@{MASK}"
MONTHS, CENTURY, CENTURY_YEARS = 12, 2000, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message: when it was written, as dates.py reads it, and its lines. Nobody is named."""

    written_at: str | None = None
    lines: list[str] = field(default_factory=list)
    has_media: bool = False


def split_messages(text: str) -> list[Said]:
    """Cut a paste into its messages, without what the messenger wrote around them."""
    messages = [Said()]
    for line in text.replace("\r\n", "\n").split("\n"):
        stripped = line.strip(_AROUND)
        beginning = stripped[:MOST_LINE]
        header = next((match for pattern in _HEADERS if (match := pattern.match(beginning))), None)
        if header is not None:
            messages.append(Said(written_at=_date(header)))
            _add_line(messages, stripped[header.end() :])
        elif not (_NOTICE.match(beginning) or _PASSED_ON.fullmatch(beginning)):
            _add_line(messages, line)
    return [said for said in messages if said.has_media or any(line.strip(_AROUND) for line in said.lines)]


def _add_line(messages: list[Said], line: str) -> None:
    """Add a line to the last message; what stands for a picture is no word of it."""
    words = _MEDIA.sub("", _MENTION.sub(MENTIONED, line))
    if _MEDIA.search(line):
        messages[-1] = replace(messages[-1], has_media=True)
    messages[-1].lines.append(words)


def _date(header: re.Match[str]) -> str:
    """The date of a header as dates.py reads it: the day first, unless an American clock or a month says otherwise."""
    half = header["half"] or ""
    return f"{_day(header['day'], has_halves=bool(half))} {header['clock']} {half and f'{half}m'}"


def _day(written: str, *, has_halves: bool) -> str:
    numbers = _NUMBERS.fullmatch(written)
    if numbers is None:
        return written
    first, second, year = map(int, numbers.groups())
    is_month_first = first <= MONTHS and (second > MONTHS or (has_halves and "/" in written))
    month, day = (first, second) if is_month_first else (second, first)
    return f"{year + CENTURY if year < CENTURY_YEARS else year:04}-{month:02}-{day:02}"
