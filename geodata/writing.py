"""Letters that look right and are not: accents, invisible marks, Latin letters in Cyrillic words, odd apostrophes.

Names are searched as they are mostly written. These signs show, in the same search, that a text must be put right.
"""

import re
import unicodedata

from geodata.names import LATIN_LOOK_ALIKES, LOOK_ALIKES

APOSTROPHES = "'\u2019\u02bc"
_RARE_APOSTROPHES = "`\u00b4\u2032\u02b9"
_ACCENTS = "\u0300\u0301\u0306\u0308"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_CYRILLIC = [chr(code) for code in (*range(0x0401, 0x045F), 0x0490, 0x0491)]
_CYRILLIC_WORD = re.compile(r"(?=\w*[\u0401-\u045f\u0490\u0491])\w+")
# One character for another, so that places in the text stay.
_SAME_WIDTH = (("\u00a0", " "), ("\u202f", " "), ("\u2011", "-"), ("\u2010", "-"))


def signs_of_odd_writing() -> list[str]:
    """What shows that a text is not written as names are: a mark, or a Latin letter beside a Cyrillic one."""
    pairs = (pair for one in _CYRILLIC for other in LATIN_LOOK_ALIKES for pair in (one + other, other + one))
    return sorted({*_ACCENTS, *_INVISIBLE, *_RARE_APOSTROPHES, *pairs})


def with_plain_spaces(text: str) -> str:
    """The text with ordinary spaces and hyphens, every character at its place."""
    for odd, plain in _SAME_WIDTH:
        text = text.replace(odd, plain)
    return text


def put_right(text: str) -> tuple[str, list[int], list[int]]:
    """The text as it should be written, and where each of its characters began and ended in the text as it is."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, letter in enumerate(with_plain_spaces(text)):
        if letter in _INVISIBLE:
            continue
        if letter in _ACCENTS and letters:
            joined = unicodedata.normalize("NFC", letters[-1] + letter)
            letters[-1], ends[-1] = joined if len(joined) == 1 else letters[-1], at + 1
            continue
        letters.append("'" if letter in _RARE_APOSTROPHES else letter)
        starts.append(at)
        ends.append(at + 1)
    return _CYRILLIC_WORD.sub(lambda word: word[0].translate(LOOK_ALIKES), "".join(letters)), starts, ends
