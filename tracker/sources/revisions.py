"""Edited reports: the same identity with another text is a new revision, and both are kept."""

from collections.abc import Mapping
from dataclasses import replace

from tracker.model import Report


def next_revision(known: Mapping[str, tuple[int, str]], report: Report) -> Report | None:
    """The report as it is to be stored: as it is, as the next revision of a known one, or None if nothing changed.

    `known` gives the newest revision and its content hash by report id.
    """
    if report.report_id not in known:
        return report
    revision, content_sha256 = known[report.report_id]
    return None if content_sha256 == report.content_sha256 else replace(report, revision=revision + 1)
