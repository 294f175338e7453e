"""The own words of a letter: without what it answers, who signed it, and what a mailing list adds."""

import re
from dataclasses import dataclass

# "On 15 January at 9:12, somebody wrote:" and its like, on one line or broken in two: with a clock or an address.
_ATTRIBUTION = re.compile(
    r"^(?=[^\n]{0,300}(?:[<@]|\d:\d\d))[^\n\d]{0,40}\d[^\n]{0,250}(?:\n[^\n]{0,100})?"
    r"\b(?:wrote|пише|пишет|пишуть|написав|написала|написал|schrieb|a écrit|napisał\w*|escribió):[ \t]*$",
    re.MULTILINE,
)
_ORIGINAL = re.compile(
    r"^[ \t]*-{2,}[ \t]*(?:Original Message|Оригінальне повідомлення|Початкове повідомлення|Исходное сообщение)"
    r"[ \t]*-{2,}",
    re.MULTILINE | re.IGNORECASE,
)
# The letter below in full, under its header lines.
_BELOW = re.compile(
    r"^[ \t]*\*?(?:From|Від|От):[^\n]*\n[ \t]*\*?(?:Sent|Date|Надіслано|Дата|Отправлено):", re.MULTILINE | re.IGNORECASE
)
_FORWARDED = re.compile(
    r"^[ \t]*(?:-{2,}[ \t]*(?:Forwarded message|Пересланное сообщение|Переслане повідомлення"
    r"|Перенаправлене повідомлення)[ \t]*-{2,}|Begin forwarded message:)[ \t]*\n",
    re.MULTILINE | re.IGNORECASE,
)
_FIELD = re.compile(
    r"\s*\*?(?P<name>From|Date|Sent|Subject|To|Cc|Reply-To|Від|Дата|Надіслано|Тема|Кому|Копія|От|Отправлено|Копия)"
    r"\*?:\*?[ \t]*(?P<value>[^\n]*)(?:\n|$)",
    re.IGNORECASE,
)
_DATES = frozenset({"date", "sent", "дата", "надіслано", "отправлено"})
_SENDERS = frozenset({"from", "від", "от"})
_QUOTED_LINE = re.compile(r"^[ \t]*>.*\n?", re.MULTILINE)
_QUOTED_BLOCK = re.compile(r"<blockquote\b", re.IGNORECASE)
_QUOTED_BLOCK_END = re.compile(r"</blockquote\s*>", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"^(?:-- ?|[ \t]*(?:З повагою|З найкращими побажаннями|С уважением|Best regards|Kind regards|Regards|Sincerely"
    r"|Mit freundlichen Grüßen)[^\n]{0,60})$",
    re.MULTILINE | re.IGNORECASE,
)
_FOOT = re.compile(
    r"^(?:_{20,}[ \t]*\n[^\n]*mailing list[^\n]*|You received this message because[^\n]*|To unsubscribe[^\n]*"
    r"|Щоб відписатися[^\n]*|Чтобы отписаться[^\n]*|Sent from my [^\n]*|Надіслано з [^\n]*|Отправлено с [^\n]*"
    r"|Get Outlook for [^\n]*)$",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The own words of a letter; where it passes on another, that one's words, time and sender as written."""

    text: str
    written_at: str | None = None
    sender: str | None = None


def read_letter(text: str) -> Letter:
    """Take the own words of a plain letter."""
    text = text.replace("\r\n", "\n")
    passed_on = _find_passed_on(text)
    if passed_on is None:
        return Letter(text=_own_words(text))
    note, fields_at = passed_on
    fields, rest = _read_fields(text, fields_at)
    return Letter(
        text=f"{_own_words(note)}\n{_own_words(rest)}".strip(),
        written_at=next((value for name, value in fields if name in _DATES), None),
        sender=next((value for name, value in fields if name in _SENDERS), None),
    )


def drop_quoted_blocks(markup: str) -> str:
    """HTML without the blocks that it quotes."""
    kept: list[str] = []
    end = 0
    while opening := _QUOTED_BLOCK.search(markup, end):
        kept.append(markup[end : opening.start()])
        closing = _QUOTED_BLOCK_END.search(markup, opening.end())
        end = closing.end() if closing else len(markup)
    return "\n".join([*kept, markup[end:]])


def _find_passed_on(text: str) -> tuple[str, int] | None:
    """What stands above a letter that is passed on, and where that begins: below its mark, or at once."""
    if mark := _FORWARDED.search(text):
        return text[: mark.start()], mark.end()
    below = _BELOW.search(text)
    return ("", below.start()) if below and not text[: below.start()].strip() else None


def _read_fields(text: str, at: int) -> tuple[list[tuple[str, str]], str]:
    """The header lines of a letter that is passed on, and what follows them."""
    fields: list[tuple[str, str]] = []
    while field := _FIELD.match(text, at):
        fields.append((field["name"].casefold(), field["value"].strip()))
        at = field.end()
    return fields, text[at:]


def _own_words(text: str) -> str:
    """Without quoted lines, and without all from the first mark of an answer, a signature or a foot on."""
    ends = (match.start() for mark in (_ATTRIBUTION, _ORIGINAL, _BELOW) if (match := mark.search(text)))
    at = min(ends, default=len(text))
    before, after = text[:at], _after_quotes(text[at:])
    words = _QUOTED_LINE.sub("", before) + after
    foot = min((match.start() for mark in (_SIGNATURE, _FOOT) if (match := mark.search(words))), default=len(words))
    return words[:foot].strip()


def _after_quotes(text: str) -> str:
    """What someone wrote below the lines they quote; nothing where the quoted lines bear no mark."""
    quotes = list(_QUOTED_LINE.finditer(text))
    return text[quotes[-1].end() :] if quotes else ""
