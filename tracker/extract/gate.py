"""Whether a text can say anything at all: one pass of an automaton over it as it is, before anything else is read."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import ahocorasick_rs

from tracker.extract.lexicon import GAPS, load_senses

# Without a word of these senses no frame can be read: a service, an energy object, an outage, an order, a return.
NEEDED = (
    "services",
    "target",
    "supply.outage",
    "supply.blackout",
    "supply.cold",
    "supply.warm",
    "supply.cut_off",
    "supply.emergency",
    "supply.scheduled",
    "supply.limit",
    "supply.restriction",
    "count.customers",
)
NOT_NEEDED = frozenset({"services.other_service", "services.other_power", "target.infrastructure"})
RECONNECTED = (
    "заживл",
    "заживи",
    "запитан",
    "запитал",
    "підключ",
    "подключ",
    "reconnect",
    "re-connect",
    "reenergi",
    "re-energi",
)
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
)
BEFORE = " \n\t\u00a0(«\"“'„[-–—/>*_#:…"
_APOSTROPHE = re.compile(r"(?<=[бпвмфркг])(?=[єїюя])")
SHORTEST = 4  # letters: a shorter stem is looked for at the beginning of a word only


def may_tell(text: str) -> bool:
    """Whether a text has any word without which no claim is made. It never refuses a text that makes one."""
    return bool(_automaton().find_matches_as_indexes(f" {text}"))


@cache
def _automaton() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(
        sorted(_written(_stems(load_senses()))), implementation=ahocorasick_rs.Implementation.DFA
    )


def _stems(senses: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """One word of every pattern: that with the longest shortest choice, for it is the rarest."""
    for sense, patterns in senses.items():
        if sense in NOT_NEEDED or not sense.startswith(NEEDED):
            continue
        for pattern in patterns:
            words = [word.split("|") for word in pattern.split() if word not in GAPS]
            yield from max(words, key=lambda choices: min(len(choice) for choice in choices))


def _written(stems: Iterable[str]) -> set[str]:
    """The forms a stem has in a text: small, with a capital, in capitals; short ones behind what begins a word."""
    found = set(DEGREES)
    for stem in {*stems, *RECONNECTED}:
        plain = stem.rstrip("*").lower()
        forms = {form for spelt in _spellings(plain) for form in (spelt, spelt.capitalize(), spelt.upper())}
        found |= forms if len(plain) >= SHORTEST else {before + form for form in forms for before in BEFORE}
    return found | {form.capitalize() for form in DEGREES} | {form.upper() for form in DEGREES}


def _spellings(stem: str) -> set[str]:
    """With the apostrophes that may stand before some vowels, and with ё for е."""
    spelt = {_APOSTROPHE.sub(mark, stem) for mark in ("", "'", "’", "ʼ", "`")}
    return spelt | {form.replace("е", "ё", count) for form in spelt for count in (1, 2)}
