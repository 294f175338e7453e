"""Whether two readings agree: a side that does nothing, or something else, is fast."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from tracker.evaluate import reports_from_jsonl
from tracker.extract.gate import may_tell
from tracker.model import Claim, ClaimKind
from tracker.sources.connectors import Parsed

PRACTICE = Path(__file__).parents[3] / "shared" / "practice"  # beside a checkout, where it is


def refuse_alike(claims: Sequence[tuple[Claim, ...]], stems: Sequence[Sequence[object]]) -> bool | None:
    """Nothing is claimed where no stem is, and no relevant report of the practice set is refused.

    None where that set is not there.
    """
    if any(told and not found for told, found in zip(claims, stems, strict=True)):
        return False
    return _lets_practice_through()


def _lets_practice_through() -> bool | None:
    reports, gold = PRACTICE / "reports.jsonl", PRACTICE / "gold.jsonl"
    if not (reports.exists() and gold.exists()):
        return None
    facts = (json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines())
    relevant = {fact["id"] for fact in facts if fact["relevant"]}
    texts = reports_from_jsonl(reports.read_text(encoding="utf-8").splitlines())
    return all(may_tell(report.text) for report in texts if report.native_id in relevant)


def both_find(ours: Sequence[object], theirs: Sequence[object]) -> bool:
    """Both sides find something in every text: what they find is not of one kind."""
    return all(ours) and all(theirs)


def both_read(ours: Sequence[tuple[Claim, ...]], theirs: Sequence[object]) -> bool:
    """We claim more than a temperature of every report, and the rival finds something in each of its own."""
    is_read = all(any(claim.kind != ClaimKind.TEMPERATURE for claim in claims) for claims in ours)
    return is_read and all(theirs)


def same_items(ours: Parsed, theirs: Sequence[tuple[str, str]]) -> bool:
    """The same titles with the same links, in the same order."""
    return [(report.title, report.url) for report in ours.reports] == list(theirs)


def same_texts(ours: Sequence[Parsed], theirs: Sequence[str]) -> bool:
    """Some pages pass the gate and others do not, and of those that do the text is the rival's, apart from blanks."""
    reports = [parsed.reports[0] for parsed in ours]
    passed = [(report.text, text) for report, text in zip(reports, theirs, strict=True) if report.text != report.title]
    return 0 < len(passed) < len(reports) and all(_squeeze(text) in _squeeze(read) for read, text in passed)


def _squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)
