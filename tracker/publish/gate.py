"""The one gate for untrusted text on its way into a page, a mail, a table or a log."""

import unicodedata

LONGEST = 300
# Overrides of direction, zero-width characters and line separators: they hide or turn text around.
_HIDDEN = {
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2065),
    *range(0x2066, 0x206A),
    0xFEFF,
    0x061C,
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


def plain_text(value: str, *, longest: int = LONGEST) -> str:
    """One line of visible characters, cut to a length. It is still to be escaped for where it goes."""
    normal = unicodedata.normalize("NFC", value)
    visible = "".join(" " if _is_break(letter) else letter for letter in normal if ord(letter) not in _HIDDEN)
    line = " ".join(visible.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def cell(value: object) -> object:
    """A cell of a spreadsheet: text that a program would run as a formula gets a quote; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = plain_text(value)
    return f"'{text}" if text.startswith(_FORMULA) or value.startswith(_FORMULA) else text


def _is_break(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Zl", "Zp"}
