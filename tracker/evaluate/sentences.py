"""Sentences with the places they name marked in them: `[Шостці](Shostka|city|UA59)`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from geodata.gazetteer import Gazetteer
from geodata.places import Level
from tracker.errors import Unreadable

HEADER = ("lang", "home", "sentence")
ABROAD = "abroad"
_MARKED = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A place that a sentence names, and what it is in truth."""

    start: int  # code points in the text
    end: int
    label: str  # as written
    place_ids: frozenset[str]  # any of them is right; none for what lies abroad


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A text, where its source reports from, and all places it names, in order."""

    sentence_id: str
    lang: str
    home_place_id: str | None
    text: str
    named: tuple[Named, ...]


def read_sentences(lines: str, name: str, gazetteer: Gazetteer) -> tuple[Sentence, ...]:
    r"""Read a table with the columns lang, home (a p-code or nothing) and sentence; `\n` in one breaks its line.

    A label is a p-code of a first-level unit, `Name|level|p-code` (of the unit or of the raion), an id, `UA` for the
    country or for what cannot be told, or `abroad`.

    Raises:
        Unreadable: the columns are others, or a label names no place of the register.
    """
    header, *rows = lines.splitlines() or [""]
    if tuple(header.split("\t")) != HEADER:
        raise Unreadable(name, f"no table with the columns {', '.join(HEADER)}")
    known = _known(gazetteer)
    return tuple(_sentences(rows, name, known))


def _sentences(rows: list[str], name: str, known: Mapping[str, frozenset[str]]) -> Iterator[Sentence]:
    for number, row in enumerate(rows, start=2):
        if not row.strip():
            continue
        subject = f"{name}:{number}"
        lang, home, marked = _cells(row, subject)
        text, named = _unmark(marked.replace("\\n", "\n"), subject, known)
        home_ids = _ids(home, subject, known) if home else frozenset({None})
        yield Sentence(
            sentence_id=subject, lang=lang, home_place_id=next(iter(home_ids), None), text=text, named=tuple(named)
        )


def _cells(row: str, subject: str) -> tuple[str, str, str]:
    cells = row.split("\t")
    if len(cells) != len(HEADER):
        raise Unreadable(subject, f"{len(cells)} columns instead of {len(HEADER)}")
    return cells[0], cells[1], cells[2]


def _unmark(marked: str, subject: str, known: Mapping[str, frozenset[str]]) -> tuple[str, list[Named]]:
    text, named, at = "", list[Named](), 0
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        start = len(text)
        text += match[1]
        named.append(
            Named(start=start, end=len(text), label=match[2], place_ids=_ids(match[2], subject, known)),
        )
        at = match.end()
    return text + marked[at:], named


def _ids(label: str, subject: str, known: Mapping[str, frozenset[str]]) -> frozenset[str]:
    if label == ABROAD:
        return frozenset()
    if label not in known:
        raise Unreadable(subject, f"no place {label!r} in the register")
    return known[label]


def _known(gazetteer: Gazetteer) -> dict[str, frozenset[str]]:
    """All labels of places in Ukraine. Parts of cities may be in the register twice; either is right."""
    found: dict[str, set[str]] = {}
    for place in gazetteer.places.values():
        if place.country_iso2 != gazetteer.country_id:
            continue
        labels = [place.place_id]
        if place.parent_id == gazetteer.country_id and place.level == Level.OBLAST and place.adm1_pcode:
            labels.append(place.adm1_pcode)
        labels += [f"{place.name_en}|{place.level}|{pcode}" for pcode in {place.adm1_pcode, place.adm2_pcode} if pcode]
        for label in labels:
            found.setdefault(label, set()).add(place.place_id)
    return {label: frozenset(ids) for label, ids in found.items()}
