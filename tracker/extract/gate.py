"""Whether a text can say anything at all: one pass of an automaton over it as it is, before anything else is read."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import ahocorasick_rs

from tracker.extract.lexicon import fold, load_lexicon, load_senses
from tracker.extract.temperatures import find_temperatures

# Without a word of these senses no frame can be read: a service, an energy object, an outage, an order, a return.
NEEDED = (
    "services",
    "target",
    "supply.outage",
    "supply.emergency",
    "supply.scheduled",
    "supply.limit",
    "count.customers",
)
NOT_NEEDED = frozenset({"services.other_service", "target.infrastructure"})
RECONNECTED = ("заживл", "запитан", "підключ", "подключ", "reconnect", "re-connect", "reenergi", "re-energi")
# A temperature is told in reports that tell nothing else too.
DEGREES = (
    "°",
    "º",
    "градус",
    "мороз",
    "мінус",
    "минус",
    "minus",
    "degree",
    "celsius",
    "temperatur",
    "температур",
    "нуля",
    "freez",
    "похолод",
    "frost",
    "cold",
    "below",
    "stopni",
    "grad ",
    *(f"{digit}{blank}{scale}" for digit in range(10) for blank in ("", " ") for scale in "CСF"),
)
BEFORE = " \n\t\u00a0(«\"“'„[-–—/>*_#:…"
_APOSTROPHE = re.compile(r"(?<=[бпвмфркг])(?=[єїюя])")
MOST_AROUND = 150  # characters that a pattern reaches to either side of one of its words
READ_ON = 300  # characters read at once behind a stem, so that those in them are not read again
SHORTEST = 4  # letters: a shorter stem is looked for at the beginning of a word only


def may_tell(text: str) -> bool:
    """Whether a text has any word without which no claim is made. It never refuses a text that makes one.

    A stem alone is not enough: a station is a power station only behind its other word. What stands around it is read.
    """
    padded = f" {text}"
    read_to = 0
    for stem, start, end in _find(padded):
        if stem < len(_sure()):
            return True
        if end > read_to:
            around = padded[max(0, start - MOST_AROUND) : end + READ_ON + MOST_AROUND]
            if any(map(_is_needed, load_lexicon().senses_of(fold(around)))) or find_temperatures(around):
                return True
            read_to = end + READ_ON
    return False


def _find(text: str) -> Sequence[tuple[int, int, int]]:
    """The stems in a text; half a pair of surrogates, which some JSON holds, counts as any other sign."""
    try:
        return _automaton().find_matches_as_indexes(text)
    except UnicodeEncodeError:
        return _automaton().find_matches_as_indexes(text.encode(errors="replace").decode())


def written_stems() -> list[str]:
    """All that is looked for, as it is written in texts; what tells by itself first."""
    degrees = {*DEGREES, *(form.capitalize() for form in DEGREES), *(form.upper() for form in DEGREES)}
    return [*_sure(), *sorted((_written(_stems(load_senses())) | degrees) - {*_sure()})]


@cache
def _automaton() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(written_stems(), implementation=ahocorasick_rs.Implementation.DFA)


@cache
def _sure() -> Sequence[str]:
    return sorted(_written(RECONNECTED))


def _is_needed(sense: str) -> bool:
    return sense.startswith(NEEDED) and sense not in NOT_NEEDED


def _stems(senses: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """One word of every pattern: that with the longest shortest choice, for it is the rarest."""
    for sense, patterns in senses.items():
        if not _is_needed(sense):
            continue
        for pattern in patterns:
            words = [word.split("|") for word in pattern.split() if word != "~"]
            yield from max(words, key=lambda choices: min(len(choice) for choice in choices))


def _written(stems: Iterable[str]) -> set[str]:
    """The forms a stem has in a text: small, with a capital, in capitals; short ones behind what begins a word."""
    found: set[str] = set()
    for stem in stems:
        plain = stem.rstrip("*").lower()
        forms = {form for spelt in _spellings(plain) for form in (spelt, spelt.capitalize(), spelt.upper())}
        found |= forms if len(plain) >= SHORTEST else {before + form for form in forms for before in BEFORE}
    return found


def _spellings(stem: str) -> set[str]:
    """With the apostrophes that may stand before some vowels, and with ё for е."""
    spelt = {_APOSTROPHE.sub(mark, stem) for mark in ("", "'", "’", "ʼ", "`")}
    return spelt | {form.replace("е", "ё", count) for form in spelt for count in (1, 2)}
