"""Payload to reports, one module per kind of source. All pure: bytes in, reports out."""

from collections.abc import Callable, Mapping

from tracker.errors import NotConfigured
from tracker.model import Payload, Source
from tracker.sources.connectors import article, email_file, records, rss, telegram_preview, yasno
from tracker.sources.reports import Parsed

CONNECTORS: Mapping[str, Callable[[Payload, Source], Parsed]] = {
    "article": article.parse,
    "csv": records.parse_csv,
    "email": email_file.parse,
    "json": records.parse_json,
    "jsonl": records.parse_jsonl,
    "rss": rss.parse,
    "telegram_preview": telegram_preview.parse,
    "yasno": yasno.parse,
}

__all__ = ["CONNECTORS", "Parsed", "parse"]


def parse(payload: Payload, source: Source) -> Parsed:
    """Read a payload as its source's kind asks.

    Raises:
        NotConfigured: no connector reads this kind.
    """
    connector = CONNECTORS.get(source.kind)
    if connector is None:
        reason = f"no connector reads kind {source.kind!r}; kinds are {', '.join(sorted(CONNECTORS))}"
        raise NotConfigured(source.source_id, reason)
    return connector(payload, source)
