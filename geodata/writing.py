"""Letters that look right and are not: accents, invisible marks, Latin letters in Cyrillic words, odd apostrophes.

Names are searched as they are mostly written. These signs show, in the same search, that a text must be put right.
"""

import re
import unicodedata
from bisect import bisect_right

from geodata.names import LATIN_LOOK_ALIKES, LOOK_ALIKES

APOSTROPHES = "'\u2019\u02bc"
_RARE_APOSTROPHES = "`\u00b4\u2032\u02b9"
_ACCENTS = "\u0300\u0301\u0306\u0308"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_CYRILLIC = [chr(code) for code in (*range(0x0401, 0x045F), 0x0490, 0x0491)]
_CYRILLIC_LETTER = re.compile("[\u0401-\u045f\u0490\u0491]")
_WORD = re.compile(r"\w+")
_ODD = re.compile(f"[{_ACCENTS}{_INVISIBLE}{_RARE_APOSTROPHES}]| {{2,}}")
_HALVES = re.compile("[\ud800-\udfff]")
# One character for another, so that places in the text stay.
_SAME_WIDTH = (("\u00a0", " "), ("\u202f", " "), ("\u2011", "-"), ("\u2010", "-"))


def signs_of_odd_writing() -> list[str]:
    """What shows that a text is not written as names are: a mark, or a Latin letter beside a Cyrillic one."""
    pairs = (pair for one in _CYRILLIC for other in LATIN_LOOK_ALIKES for pair in (one + other, other + one))
    return sorted({*_ACCENTS, *_INVISIBLE, *_RARE_APOSTROPHES, "  ", *pairs})


def with_plain_spaces(text: str) -> str:
    """The text with ordinary spaces and hyphens, every character at its place."""
    for odd, plain in _SAME_WIDTH:
        text = text.replace(odd, plain)
    return text


def without_half_letters(text: str) -> str:
    """The text with a mark for each half of a surrogate pair, every character at its place."""
    return _HALVES.sub("\ufffd", text)


class PutRight:
    """A text as it should be written, and where its characters stood in the text as it is."""

    def __init__(self, text: str) -> None:
        """Take away marks that cannot be seen, join accents to their letters, and put one space for several."""
        pieces: list[str] = []
        self._origin = text
        self._begins, self._shifts = [0], [0]  # from a place in the new text on, how much further it stood
        length = last = 0
        for odd in _ODD.finditer(text):
            kept = text[last : odd.start()]
            mark = _written(kept[-1:], odd[0])
            pieces += (kept[:-1], mark) if odd[0] in _ACCENTS else (kept, mark)
            length += len(kept) + (0 if odd[0] in _ACCENTS else len(mark))
            last = odd.end()
            self._begins.append(length)
            self._shifts.append(last - length)
        whole = "".join((*pieces, text[last:]))
        self.text = _WORD.sub(lambda word: _in_one_script(word[0]), with_plain_spaces(whole))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the new text stood, with the accents of its last letter."""
        first, last = self._place(start), self._place(end - 1) + 1
        while last < len(self._origin) and self._origin[last] in _ACCENTS:
            last += 1
        return first, last

    def _place(self, at: int) -> int:
        return at + self._shifts[bisect_right(self._begins, at) - 1]


def _in_one_script(word: str) -> str:
    return word.translate(LOOK_ALIKES) if _CYRILLIC_LETTER.search(word) else word


def _written(letter: str, odd: str) -> str:
    """What is written in the place of an odd mark: an accent changes the letter before it, or is left out."""
    if odd in _ACCENTS:
        joined = unicodedata.normalize("NFC", letter + odd) if letter else ""
        return joined if len(joined) == 1 else letter
    if odd in _RARE_APOSTROPHES:
        return "'"
    return " " if odd[0] == " " else ""
