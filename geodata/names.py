"""How names are compared and romanised."""

import re
import unicodedata

_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ`´′\"ʹ"))
_DASHES = {ord(dash): "-" for dash in "‐‑‒–—−"}
_LOOK_ALIKES = str.maketrans("aceiopxyABCEHIKMOPTXY", "асеіорхуАВСЕНІКМОРТХУ")
_CYRILLIC = re.compile(r"[а-яёіїєґА-ЯЁІЇЄҐ]")
_LATIN_FOLDS = (("yi", "i"), ("iy", "i"), ("yy", "y"), ("y", "i"), ("j", "i"), ("ii", "i"))
_SPACES = re.compile(r"[\s\u00a0]+")

# Official Ukrainian romanisation (Cabinet of Ministers, 2010).
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


def fold_name(text: str) -> str:
    """Fold a name to the key it is compared by: case, apostrophes, dashes, ё, look-alike letters and spaces."""
    folded = unicodedata.normalize("NFC", text)
    if _CYRILLIC.search(folded):
        folded = folded.translate(_LOOK_ALIKES)
    folded = folded.casefold().translate(_APOSTROPHES).translate(_DASHES).replace("ё", "е")
    return _SPACES.sub(" ", folded).strip()


def fold_latin(name: str) -> str:
    """Fold a romanised name, so that spellings by different rules compare equal."""
    folded = re.sub(r"[^a-z]", "", name.casefold())
    for old, new in _LATIN_FOLDS:
        folded = folded.replace(old, new)
    return folded


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
