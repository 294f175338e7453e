"""Whether a clause tells of a fact: not of the past, a threat, a rumour, a drill, a story, a count, or a question."""

import re

from tracker.extract.lexicon import Hit, Marked
from tracker.extract.text import Clause, Sentence
from tracker.extract.times import KYIV, Told, read_time
from tracker.model import Report

_SINCE = re.compile(r"(?:^|\s)(?:since|from|з|із|зі|від|с|со)\s(?:\w+\s)?$")
_YEAR = re.compile(r"\b20[12]\d\b")
_SINCE_YEAR = re.compile(r"\b(?:since|from|з|із|с)\b[^.,;]{0,60}\Z")
# Without one of these, a year or a question, a sentence tells of a fact.
_DOUBTS = frozenset({"modality.reminder", "modality.recap", "modality.unreal", "modality.fiction", "modality.tally"})
TURN_MONTHS = 2
WEEK_DAYS = 7
_SINCE_THEN = 70  # characters before a year in which "since" stands
_SINCE_LONG = re.compile(r"\bsince\s(?:[\w']+\s){0,9}\Z")
_BEFORE, _LONG_BEFORE = 16, 90  # characters before a time in which "since" stands
_QUOTES = 8  # that may stand behind a question
_SETTING = 18  # characters before a word in which "during" stands
_NEGATED = 22  # characters between a "not" and what it denies
_ABSENT = 45  # characters behind a word in which it is told to be absent
_DENIED = 60  # characters before a verb in which it is denied or promised
_NOT_YET = re.compile(
    r"(?:\b(?:not|never|to|will|could|would|може|можуть|может|могут|щоб|аби|чтобы|nicht|nie|не)|n't)\s(?:\w+\s){0,2}\Z"
)


def is_past(clause: Clause, report: Report | None) -> bool:
    """Whether a clause looks back; not at what holds since then, nor, as a reminder, at a day of the last week."""
    if clause.sentence.has("modality.reminder") and not (report is not None and is_of_last_week(clause, report)):
        return True
    if report is not None and _is_of_earlier_year(clause.marked.text, report):
        return True
    marked = clause.marked
    folded = marked.text
    return any(
        not _SINCE.search(folded[max(0, hit.start - _BEFORE) : hit.start])
        and not _SINCE_LONG.search(folded[max(0, hit.start - _LONG_BEFORE) : hit.start])
        for hit in marked.find_all("modality.recap")
    )


def _is_of_earlier_year(folded: str, report: Report) -> bool:
    """Whether a clause names only years gone by; in January the last year is not."""
    published = report.published_at
    if published is None:
        return False
    years = [
        int(match[0])
        for match in _YEAR.finditer(folded)
        if not _SINCE_YEAR.search(folded, max(0, match.start() - _SINCE_THEN), match.start())
    ]
    return bool(years) and max(years) < published.year - (published.month <= TURN_MONTHS)


def is_of_last_week(clause: Clause, report: Report) -> bool:
    """Whether the day a sentence names lies before the publication, by a week at most."""
    told = read_time(clause, report, Told())
    if told is None or told.start_at is None or report.published_at is None:
        return False
    days = (report.published_at.astimezone(KYIV).date() - told.start_at.astimezone(KYIV).date()).days
    return 0 < days <= WEEK_DAYS


def is_unreal(sentence: Sentence) -> bool:
    """Whether a sentence denies a rumour, tells a story or of a drill."""
    return sentence.has("modality.unreal") or sentence.has("modality.fiction")


def is_asked(sentence: Sentence) -> bool:
    """Whether a sentence asks if something is so; who, where and why ask about what is."""
    return sentence.text[-_QUOTES:].rstrip("»”\"'").endswith("?") and not sentence.has("modality.asking")


def is_told(clause: Clause, report: Report | None) -> bool:
    """Whether a clause tells of single events as they are."""
    sentence = clause.sentence
    if not (sentence.has_any(_DOUBTS) or "20" in clause.text or "?" in sentence.text[-_QUOTES:]):
        return True
    return not (is_past(clause, report) or is_unreal(sentence) or is_asked(sentence) or clause.has("modality.tally"))


def is_negated(marked: Marked, hit: Hit) -> bool:
    """Whether a "not" stands right before a word, between the same commas, and no reason: "not running because of"."""
    begin = max(marked.text.rfind(",", max(0, hit.start - _NEGATED), hit.start), hit.start - _NEGATED)
    is_reason = marked.has_between("modality.because", begin, hit.start)
    return not is_reason and marked.has_between("modality.negation", begin, hit.start)


def is_denied(marked: Marked, hit: Hit) -> bool:
    """Whether what a word tells of is told not to be: "no damage to …", "were not damaged", «пошкоджень … немає»."""
    begin = max(marked.text.rfind(",", 0, hit.start), hit.start - _NEGATED)
    comma = marked.text.find(",", hit.end, hit.end + _ABSENT)
    end = comma if comma >= 0 else hit.end + _ABSENT
    is_absent = marked.has_between("supply.absent", begin, hit.start) or marked.has_between(
        "modality.none", hit.end, end
    )
    return is_absent or is_negated(marked, hit)


def is_setting(marked: Marked, hit: Hit) -> bool:
    """Whether a word is only the setting of something else: "during blackouts"."""
    return marked.has_between("modality.circumstance", hit.start - _SETTING, hit.start)


def is_yet_to_come(marked: Marked, hit: Hit) -> bool:
    """Whether what a verb tells of is denied, wanted or promised."""
    return _NOT_YET.search(marked.text, max(0, hit.start - _DENIED), hit.start) is not None
