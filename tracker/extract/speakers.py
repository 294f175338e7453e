"""Who claims something: whoever a sentence or the head of a report lets speak, or else the source."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import attrgetter

from tracker.extract.lexicon import Hit, Marked
from tracker.extract.text import Sentence
from tracker.model import Role

# An occupation authority is one whatever office it claims; a ministry of the grid operator's country speaks for itself.
_SPEAKERS = (
    ("people.occupation", Role.OCCUPATION_AUTHORITY),
    ("people.grid_operator", Role.GRID_OPERATOR),
    ("people.ministry", Role.MINISTRY),
    ("people.utility", Role.UTILITY),
    ("people.administration", Role.OBLAST_ADMINISTRATION),
    ("people.mayor", Role.MAYOR),
    ("people.emergency_service", Role.EMERGENCY_SERVICE),
    ("people.resident", Role.RESIDENT),
)
# Companies that bear the name of their area: «Харківобленерго», "Poltavaoblenergo".
_COMPANY = re.compile(
    r"(?<!\w)\w{1,40}(?:обленерго|облэнерго|oblenergo|oblenerho|теплоенерго|теплоэнерго|teploenergo|водоканал)\w*"
)
_OF_COMPANIES = ("енерго", "энерго", "energo", "oblenerho", "водоканал")
_HEAD = re.compile(r"\s*(?:[:|—–/]|,\s|\.?\s*\Z|\s-\s)")
_OPENS = re.compile(r"\s*(?:[:|]|\s[—–]\s)")
_SAYING = 46  # characters between a speaker and the verb
_SOURCE = 30  # … and between "according to" and the speaker


def read_claimant(sentence: Sentence, source_role: Role, signature: Role) -> Role:
    """The role of whoever a sentence lets speak; who signs the report where nobody does.

    An official source speaks for itself. Being named is not enough: a company that was hit says nothing.
    """
    return source_role if source_role != Role.MEDIUM else _speaker(sentence) or signature


@lru_cache(maxsize=4)  # every claim of a sentence asks
def _speaker(sentence: Sentence) -> Role | None:
    named = list(_named(sentence.marked))
    if not named:
        return None
    said = _said(sentence)
    spoken = [(distance, role) for role, hit in named if (distance := _distance(hit, said, sentence)) is not None]
    if any(role == Role.OCCUPATION_AUTHORITY for _, role in spoken):
        return Role.OCCUPATION_AUTHORITY
    return min(spoken, key=lambda found: found[0])[1] if spoken else None


def read_signature(head: Sentence, source_role: Role) -> Role:
    """Who signs a report: an official source itself, or the office that its first line begins with."""
    if source_role != Role.MEDIUM:
        return source_role
    speaking = (
        role
        for role, hit in _named(head.marked)
        if _HEAD.match(head.text, hit.end) is not None and not _is_told_of(head, hit)
    )
    return next(speaking, None) or _speaker(head) or source_role


def _named(marked: Marked) -> Iterator[tuple[Role, Hit]]:
    for sense, role in _SPEAKERS:
        if sense in marked.hits:
            for hit in marked.hits[sense]:
                yield role, hit
    for match in _COMPANY.finditer(marked.text) if any(map(marked.text.__contains__, _OF_COMPANIES)) else ():
        yield Role.UTILITY, Hit(match.start(), match.end(), match[0])


def _said(sentence: Sentence) -> list[Hit]:
    verbs = (hit for sense in ("people.speech", "people.saying") for hit in sentence.marked.find_all(sense))
    return sorted(verbs, key=attrgetter("start"))


def _distance(hit: Hit, said: Sequence[Hit], sentence: Sentence) -> int | None:
    """How far a speaker is from what makes it one; None where nothing does."""
    if sentence.marked.has_between("people.source", hit.start - _SOURCE, hit.start):
        return 0
    is_head = hit.start == 0 and _OPENS.match(sentence.text, hit.end) is not None
    if is_head:
        return 0
    at = bisect_left(said, hit.start, key=attrgetter("start"))
    near = [max(verb.start - hit.end, hit.start - verb.end, 0) for verb in said[max(0, at - 1) : at + 1]]
    closest = min(near, default=_SAYING + 1)
    return closest if closest <= _SAYING else None


def _is_told_of(head: Sentence, hit: Hit) -> bool:
    """Whether an office in a headline is not its first words."""
    return len(head.marked.text[: hit.start].split()) > len("two")
