"""A text as one byte a character, in small letters: what is looked for in many texts is looked for in these."""

import ahocorasick_rs

ALPHABET = "cp1251"  # holds all Ukrainian, Russian and English letters; what it lacks becomes a question mark
CYRILLIC = "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя".encode(ALPHABET)
LATIN = b"abcdefghijklmnopqrstuvwxyz"
UKRAINIAN = "іїєґ".encode(ALPHABET)  # letters that Russian has not
RUSSIAN = "ыэъё".encode(ALPHABET)  # letters that Ukrainian has not


def _small(code: int) -> int:
    letter = bytes([code]).decode(ALPHABET, errors="replace").lower().encode(ALPHABET, errors="replace")
    return letter[0] if len(letter) == 1 and letter != b"?" else code


_SMALL = bytes(map(_small, range(256)))


def small_letters(text: str) -> bytes:
    """The text in small letters; each byte stands where its character does."""
    return text.encode(ALPHABET, errors="replace").translate(_SMALL)


def count_letters(small: bytes, letters: bytes) -> int:
    """How many of some letters are in a text of small letters."""
    return len(small) - len(small.translate(None, letters))


class Stems:
    """Beginnings of words that are looked for all at once, wherever they stand and however they are written."""

    def __init__(self, stems: tuple[str, ...]) -> None:
        """Take the stems, in letters of the alphabet only."""
        self._automaton = ahocorasick_rs.BytesAhoCorasick(
            [stem.lower().encode(ALPHABET) for stem in stems], implementation=ahocorasick_rs.Implementation.DFA
        )

    def find(self, small: bytes) -> list[tuple[int, int]]:
        """The number of each stem found, and where it begins."""
        matches = self._automaton.find_matches_as_indexes(small, overlapping=True)
        return [(number, start) for number, start, _ in matches]
