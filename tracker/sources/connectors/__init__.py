"""Payload to reports, one module per kind of source. All pure: bytes in, reports out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tracker.errors import NotConfigured
from tracker.model import Payload, Source
from tracker.sources.connectors import (
    acled,
    article,
    cap,
    email_file,
    geojson,
    kobo,
    odk,
    rss,
    tables,
    telegram_preview,
    ucdp,
    viina,
    xlsx,
    yasno,
)
from tracker.sources.hearing import Hearing, Request, ask_address
from tracker.sources.reports import Parsed


@dataclass(frozen=True, slots=True)
class Connector:
    """One kind of source: how its answers are read, and what to ask it for."""

    parse: Callable[[Payload, Source, Hearing], Parsed]
    ask: Callable[[Source, Hearing], Sequence[Request]] = ask_address


def _plain(parse: Callable[[Payload, Source], Parsed]) -> Connector:
    """A kind whose answers are read by themselves, from one address."""
    return Connector(lambda payload, source, _: parse(payload, source))


CONNECTORS: Mapping[str, Connector] = {
    "acled": Connector(acled.parse, acled.ask),
    "article": _plain(article.parse),
    "cap": Connector(cap.parse),
    "csv": _plain(tables.parse_csv),
    "email": _plain(email_file.parse),
    "geojson": _plain(geojson.parse),
    "json": _plain(tables.parse_json),
    "jsonl": _plain(tables.parse_jsonl),
    "kobo": Connector(kobo.parse, kobo.ask),
    "odk": Connector(odk.parse, odk.ask),
    "rss": _plain(rss.parse),
    "telegram_preview": _plain(telegram_preview.parse),
    "ucdp": Connector(ucdp.parse, ucdp.ask),
    "viina": Connector(viina.parse, viina.ask),
    "xlsx": _plain(xlsx.parse),
    "yasno": _plain(yasno.parse),
}

__all__ = ["CONNECTORS", "Connector", "Parsed", "ask", "parse"]


def ask(source: Source, hearing: Hearing) -> Sequence[Request]:
    """What to ask a source for.

    Raises:
        NotConfigured: no connector speaks to this kind.
    """
    return _connector(source.kind, source).ask(source, hearing)


def parse(payload: Payload, source: Source, hearing: Hearing | None = None, *, kind: str | None = None) -> Parsed:
    """Read a payload as its source's kind asks, or as another kind where the request said so.

    Raises:
        NotConfigured: no connector reads this kind.
    """
    hearing = hearing or Hearing(now=payload.fetched_at)
    return _connector(kind or source.kind, source).parse(payload, source, hearing)


def _connector(kind: str, source: Source) -> Connector:
    connector = CONNECTORS.get(kind)
    if connector is None:
        reason = f"no connector reads kind {kind!r}; kinds are {', '.join(sorted(CONNECTORS))}"
        raise NotConfigured(source.source_id, reason)
    return connector
