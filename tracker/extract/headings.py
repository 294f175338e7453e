"""Headings of a bulletin: a line that says why what stands under it is so, or what is told of each place below."""

import re
from dataclasses import dataclass, replace

from tracker.extract.frames import Frame, read_cause, read_frames
from tracker.extract.losses import OUTAGES
from tracker.extract.moods import is_told
from tracker.extract.orders import read_order
from tracker.extract.strikes import find_attacks
from tracker.extract.text import Clause, Sentence
from tracker.model import Cause, ClaimKind

MOST_WORDS = 6
MOST_WORDS_RUN_IN = 2
MOST_WORDS_OF_AN_ITEM = 9
LONGEST_ITEM = 400  # characters of a line that are looked at
_WORD = re.compile(r"\w+")
# What makes an attack a reason and not an event: "Consequences of attacks", «Через обстріли».
_REASON = re.compile(
    r"наслідк|через|внаслідок|унаслідок|последств|из за|вследствие|consequence|aftermath|because|due to"
)
_ENDS_A_SENTENCE = re.compile(r"[.!?…»”\"]$")
_BULLET = re.compile(r"^\s*(?:[^\w\s\"'‘’„«“(]|\d{1,2}[.)]\s)")
_BULLET_BELOW = re.compile(r"\n*\s{0,8}(?:[^\w\s\"'‘’„«“(]|\d{1,2}[.)]\s)")
_NO_HEADINGS = ("supply.cancelled", "supply.lifted", "supply.restored")
_STATES = frozenset({ClaimKind.OUTAGE, ClaimKind.RESTORATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a heading gives to what stands under it: a cause, an order, or a state that each place is in."""

    cause: Cause | None = None
    is_attack: bool = False  # the cause is an attack, and not hostilities at large
    order: Cause | None = None
    states: tuple[Frame, ...] = ()


def read_heading(sentence: Sentence, text: str) -> Heading | None:
    """Read a line of its own as a heading; None where it is a sentence, or a headline above the text."""
    line_start = _line_start(text, sentence.start)
    ends_in_colon = sentence.text.endswith(":")
    if _WORD.search(text, line_start, sentence.start) or (line_start == 0 and not ends_in_colon):
        return None
    clause = sentence.as_clause()
    if not text.startswith("\n", sentence.end):
        return _read_run_in(clause)
    if _ENDS_A_SENTENCE.search(sentence.text):
        return None
    if ends_in_colon or (_is_item_at(text, sentence.end) and not _is_item_at(text, line_start)):
        states = tuple(frame for frame in _told(clause) if frame.kind in _STATES)
        if states:
            return replace(_because(clause), states=states)
    order = read_order(clause)
    heading = _because(clause) if order is None else Heading(order=order.cause)
    says_why = ends_in_colon and heading != Heading()
    return heading if says_why or _is_short(clause) else None


def _read_run_in(clause: Clause) -> Heading | None:
    """A word or two with a stop, before the text of its line: "Weather. …"."""
    words = _WORD.findall(clause.marked.text)
    is_label = clause.text.endswith((".", ":")) and len(words) <= MOST_WORDS_RUN_IN and clause.text[:1].isupper()
    attack = clause.marked.find("strike.attack")
    is_attack = attack is not None and attack.text == clause.marked.text.rstrip(".:")
    heading = _because(clause) if is_label and (is_attack or _is_short(clause)) else None
    return heading if heading != Heading() else None


def _told(clause: Clause) -> tuple[Frame, ...]:
    return read_frames(clause) if is_told(clause, None) else ()


def _because(clause: Clause) -> Heading:
    cause = read_cause(clause)
    is_attack = cause == Cause.STRIKE and bool(find_attacks(clause.marked))
    return Heading(cause=cause, is_attack=is_attack)


def is_item(clause: Clause, text: str) -> bool:
    """Whether a clause stands in an item of a list: behind a bullet, or in a line of a few words."""
    line_start = _line_start(text, clause.start)
    if line_start > 0 and text[line_start - 1] != "\n":
        return False
    line_end = text.find("\n", clause.end, line_start + LONGEST_ITEM)
    line = text[line_start : line_end if line_end >= 0 else line_start + LONGEST_ITEM]
    return _BULLET.match(line) is not None or len(_WORD.findall(line)) <= MOST_WORDS_OF_AN_ITEM


def _line_start(text: str, at: int) -> int:
    """Where the line of a place begins, or where so much of it stands before that it is no item."""
    begin = max(0, at - LONGEST_ITEM)
    return max(text.rfind("\n", begin, at) + 1, begin)


def _is_item_at(text: str, end: int) -> bool:
    return _BULLET_BELOW.match(text, end) is not None


def _is_short(clause: Clause) -> bool:
    """Whether a line without a stop tells nothing itself: few words, no number, no event."""
    marked = clause.marked
    folded = marked.text
    words = _WORD.findall(folded)
    if any((hit := marked.find(sense)) is not None and hit.text == folded for sense in OUTAGES):
        return True  # a bare noun: "Outages"
    tells = any(frame.kind in _STATES for frame in _told(clause))
    is_event = bool(find_attacks(marked)) and not _REASON.search(folded)
    return (
        0 < len(words) <= MOST_WORDS
        and not is_event
        and not tells
        and not any(word.isdigit() for word in words)
        and not marked.has(*_NO_HEADINGS)
    )
