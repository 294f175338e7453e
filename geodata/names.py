"""How names are compared: the letters of two scripts, and the marks that are typed in many ways."""

import re
import unicodedata

LATIN_LOOK_ALIKES = "aceiopxyABCEHIKMOPTXY"
LOOK_ALIKES = str.maketrans(LATIN_LOOK_ALIKES, "асеіорхуАВСЕНІКМОРТХУ")
_APOSTROPHES = dict.fromkeys(map(ord, '’ʼ`´′"ʹ'), "'")
_DASHES = {ord(dash): "-" for dash in "‐‑‒–—−"}
_CYRILLIC = re.compile(r"[а-яёіїєґА-ЯЁІЇЄҐ]")
_LATIN_FOLDS = (("yi", "i"), ("iy", "i"), ("yy", "y"), ("y", "i"), ("j", "i"), ("ii", "i"))
_SPACES = re.compile(r"[\s\u00a0]+")


def fold_name(text: str) -> str:
    """Fold a name to the key it is compared by: case, apostrophes, dashes, ё, look-alike letters and spaces."""
    return key_of(fold_spelling(text))


def fold_spelling(text: str, *, keep_case: bool = False) -> str:
    """Fold all but what a name may be written with or without: its apostrophes, all alike now, and ё."""
    folded = unicodedata.normalize("NFC", text)
    if _CYRILLIC.search(folded):
        folded = folded.translate(LOOK_ALIKES)
    cased = folded if keep_case else folded.casefold()
    return _SPACES.sub(" ", cased.translate(_APOSTROPHES).translate(_DASHES)).strip("' ")


def key_of(spelling: str) -> str:
    """The key of a spelling, or of many at once."""
    return spelling.casefold().replace("'", "").replace("ё", "е")


def fold_latin(name: str) -> str:
    """Fold a romanised name, so that spellings by different rules compare equal."""
    folded = re.sub(r"[^a-z]", "", name.casefold())
    for old, new in _LATIN_FOLDS:
        folded = folded.replace(old, new)
    return folded
