"""Invented words in the place of a source's own, so that the structure of what it gave may be shown to others.

Tags, keys, addresses, dates and single Latin words stay; sentences, and whatever is written in Cyrillic, are replaced.
The same word is always replaced by the same one, in its script and case.
"""

import json
import re
import zlib
from datetime import UTC, datetime
from typing import Any

from tracker.sources.charset import decode
from tracker.sources.dates import read_date

WORDS = {
    "uk": ("місце", "зміна", "відомо", "інший", "єдиний", "їхній", "річ", "подія"),
    "ru": ("слышно", "этот", "объём", "новый", "выше", "мысль"),
    "cyrillic": ("слово", "приклад", "рядок", "зразок", "справа", "вигадка", "пора"),
    "latin": ("word", "sample", "line", "example", "matter", "filler", "story"),
}
DIGITS = "1234567890"
SHOWN_ATTRIBUTES = "content|title|alt|label|aria-label|placeholder|summary"
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")  # the apostrophes that people write
_DIGITS = re.compile(r"\d+")
_CYRILLIC = re.compile("[а-яіїєґё]", re.IGNORECASE)
_UKRAINIAN, _RUSSIAN = re.compile("[іїєґ]", re.IGNORECASE), re.compile("[ыэъё]", re.IGNORECASE)
_SENTENCE = re.compile(r"[A-Za-z]{2,}[,;:]? [A-Za-z]+")
_ADDRESS = re.compile(r"\s*https?://\S+\s*")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_LETTER_ADDRESS = "name@example.org"
_MARKUP = re.compile(
    r"(?P<script><script\b[^>]*>)(?P<code>.*?)(?=</script)|<style\b.*?</style>|<!--.*?-->|<!\[CDATA\[|\]\]>|<[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(rf"""(\b(?:{SHOWN_ATTRIBUTES})\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*(?:"|$)')
_JSON = re.compile(r'[\ufeff\s]*(?:"|\{\s*["}]|\[\s*["{\[\]])')  # a message may begin with a bracket, too
_HEADER = re.compile(r"[^\d\n]+[,;\t][^\d\n]*\n")  # of a table: names without numbers
_CELL = re.compile(r'[^,;\t\r\n"]+')
_ZONE = re.compile(r"[A-Z]{1,4}")
_AFTER_ANY_DATE = datetime(2100, 1, 1, tzinfo=UTC)
MOST_DATE_WORDS = 2


def fill(body: bytes, media_type: str) -> bytes | None:
    """Replace the words of JSON, markup, tables and plain text; None where bytes are none of these."""
    if b"\x00" in body[:4096] or body.startswith(b"PK\x03\x04"):
        return None
    text = decode(body, media_type)
    encoding = "utf-8" if _is_utf8(body) else "cp1251"
    return _fill_document(text).encode(encoding, errors="replace")


def _fill_document(text: str) -> str:
    if _JSON.match(text):
        try:
            return json.dumps(_fill_json(json.loads(text)), ensure_ascii=False, indent=1)
        except (ValueError, RecursionError):
            return _QUOTED.sub(_fill_quoted, text)  # cut, or several lines of it
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return _fill_markup(text)
    head, newline, rows = text.partition("\n") if _HEADER.match(text) else ("", "", text)
    return head + newline + _CELL.sub(lambda cell: _fill_value(cell[0]), rows)


def fill_words(text: str) -> str:
    """Replace every word and every number of a text."""
    return _LETTER_ADDRESS.join(
        _DIGITS.sub(lambda run: (DIGITS * len(run[0]))[: len(run[0])], _WORD.sub(_replace_word, part))
        for part in _EMAIL.split(text)
    )


def _replace_word(match: re.Match[str]) -> str:
    word = match[0]
    words = WORDS[_script(word)]
    other = words[zlib.crc32(word.casefold().encode()) % len(words)]
    if word.isupper() and len(word) > 1:
        return other.upper()
    return other.capitalize() if word[0].isupper() else other


def _script(word: str) -> str:
    if not _CYRILLIC.search(word):
        return "latin"
    if _UKRAINIAN.search(word):
        return "uk"
    return "ru" if _RUSSIAN.search(word) else "cyrillic"


def _fill_value(text: str) -> str:
    """Replace the words of a value, if it has any: an address, a date or a single code stays."""
    if _ADDRESS.fullmatch(text) or not (_CYRILLIC.search(text) or _SENTENCE.search(text) or _EMAIL.search(text)):
        return text
    return text if _is_date(text) else fill_words(text)


def _is_date(text: str) -> bool:
    """Whether a value is nothing but a date: a month, a day of the week and a zone are all its words."""
    words = [word for word in _WORD.findall(text) if not _ZONE.fullmatch(word)]
    if len(words) > MOST_DATE_WORDS:
        return False
    return read_date(text.strip(), time_zone="Europe/Kyiv", now=_AFTER_ANY_DATE)[0] is not None


def _fill_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _fill_json(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_fill_json(inner) for inner in value]
    if isinstance(value, str):
        return _fill_markup(value) if "<" in value else _fill_value(value)
    return value


def _fill_quoted(match: re.Match[str]) -> str:
    try:
        return json.dumps(_fill_json(json.loads(match[0])), ensure_ascii=False)
    except ValueError:  # cut inside
        return '"' + _fill_value(match[0][1:])


def _fill_markup(text: str) -> str:
    """Replace the words between tags, those of attributes that are shown, and the strings of scripts."""
    parts, end = [], 0
    for tag in _MARKUP.finditer(text):
        parts += [_fill_value(text[end : tag.start()]), _fill_tag(tag)]
        end = tag.end()
    return "".join([*parts, _fill_value(text[end:])])


def _fill_tag(tag: re.Match[str]) -> str:
    if tag["script"] is not None:
        return tag["script"] + _QUOTED.sub(_fill_quoted, tag["code"])
    if tag[0].startswith("<!--"):
        return "<!---->"
    return _ATTRIBUTE.sub(lambda shown: shown[1] + _fill_value(shown[2]), tag[0])


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
