"""The official romanisation of Ukrainian (Cabinet of Ministers, 2010)."""

import re
import unicodedata

_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ`´′\"ʹ"))
_AT_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_LETTERS = {
    "а": "a",
    "б": "b",
    "в": "v",
    "г": "h",
    "ґ": "g",
    "д": "d",
    "е": "e",
    "є": "ie",
    "ж": "zh",
    "з": "z",
    "и": "y",
    "і": "i",
    "ї": "i",
    "й": "i",
    "к": "k",
    "л": "l",
    "м": "m",
    "н": "n",
    "о": "o",
    "п": "p",
    "р": "r",
    "с": "s",
    "т": "t",
    "у": "u",
    "ф": "f",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ь": "",
    "ю": "iu",
    "я": "ia",
}


def romanise(text: str) -> str:
    """Write a Ukrainian name in Latin letters by the official rules of 2010."""
    return re.sub(r"[А-ЯҐЄІЇа-яґєії'’ʼ]+", lambda word: _romanise_word(word[0]), unicodedata.normalize("NFC", text))


def _romanise_word(word: str) -> str:
    plain = word.translate(_APOSTROPHES)
    low = plain.lower()
    out = []
    for index, letter in enumerate(low):
        if letter == "г" and index and low[index - 1] == "з":
            latin = "gh"
        else:
            latin = _AT_START.get(letter, _LETTERS.get(letter, letter)) if index == 0 else _LETTERS.get(letter, letter)
        out.append(latin.capitalize() if plain[index].isupper() else latin)
    return "".join(out)
