"""Whether a clause tells of a fact: not of the past, a threat, a rumour, a drill, a story, a count, or a question."""

import re

from tracker.extract.lexicon import Hit, Lexicon
from tracker.extract.text import Clause, Sentence
from tracker.extract.times import KYIV, read_time
from tracker.model import Report

_SINCE = re.compile(r"(?:^|\s)(?:since|from|з|із|зі|від|с|со)\s(?:\w+\s)?$")
WEEK_DAYS = 7
_BEFORE = 16  # characters before a time in which "since" stands
_NEGATED = 22  # characters between a "not" and what it denies
_NOT_YET = re.compile(
    r"(?:\b(?:not|never|to|will|could|would|може|можуть|может|могут|щоб|аби|чтобы|nicht|nie|не)|n't)\s(?:\w+\s){0,2}$"
)


def is_past(clause: Clause, lexicon: Lexicon, *, is_recent: bool) -> bool:
    """Whether a clause looks back; not at what holds since then, nor, as a reminder, at a day of the last week."""
    if lexicon.has("modality.reminder", clause.sentence.folded) and not is_recent:
        return True
    folded = clause.folded
    return any(
        not _SINCE.search(folded[max(0, hit.start - _BEFORE) : hit.start])
        for hit in lexicon.find_all("modality.recap", folded)
    )


def is_of_last_week(clause: Clause, report: Report) -> bool:
    """Whether the day a sentence names lies before the publication, by a week at most."""
    told = read_time(clause, report)
    if told is None or told.start_at is None or report.published_at is None:
        return False
    days = (report.published_at.astimezone(KYIV).date() - told.start_at.astimezone(KYIV).date()).days
    return 0 < days <= WEEK_DAYS


def is_unreal(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether a sentence denies a rumour, tells a story or of a drill."""
    return lexicon.has("modality.unreal", sentence.folded) or lexicon.has("modality.fiction", sentence.folded)


def is_asked(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether a sentence asks if something is so; who, where and why ask about what is."""
    return sentence.text.rstrip("»”\"'").endswith("?") and not lexicon.has("modality.asking", sentence.folded)


def is_told(clause: Clause, lexicon: Lexicon, *, is_recent: bool) -> bool:
    """Whether a clause tells of single events as they are."""
    sentence = clause.sentence
    return not (
        is_past(clause, lexicon, is_recent=is_recent)
        or is_unreal(sentence, lexicon)
        or is_asked(sentence, lexicon)
        or clause.has(lexicon, "modality.tally")
    )


def is_negated(folded: str, hit: Hit, lexicon: Lexicon) -> bool:
    """Whether a "not" stands right before a word, in the same stretch between commas."""
    begin = max(folded.rfind(",", 0, hit.start), hit.start - _NEGATED)
    return lexicon.has_between("modality.negation", folded, begin, hit.start)


def is_yet_to_come(folded: str, hit: Hit) -> bool:
    """Whether what a verb tells of is denied, wanted or promised."""
    return _NOT_YET.search(folded[: hit.start]) is not None
