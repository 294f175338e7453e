"""Edited reports: the same identity with another text is a new revision, and both are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracker.model import Report

Known = Mapping[str, Sequence[tuple[int, str]]]  # by report id, oldest first: each revision and its content hash


def next_revision(known: Known, report: Report, *, has_pages: bool = False) -> Report | None:
    """The report as it is to be stored: as it is, as the next revision of a known one, or None if nothing changed.

    Where a report is told twice, by a feed and by its page (`has_pages`), a text that any revision had is no change.
    """
    earlier = known.get(report.report_id, ())
    if not earlier:
        return report
    compared = earlier if has_pages else earlier[-1:]
    if any(content_sha256 == report.content_sha256 for _, content_sha256 in compared):
        return None
    return replace(report, revision=earlier[-1][0] + 1)
