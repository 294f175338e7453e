"""Payload to reports, one module per kind of source. All pure: bytes in, reports out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tracker.errors import NotConfigured
from tracker.model import Payload, Source
from tracker.sources.connectors import (
    acled,
    alerts_in_ua,
    article,
    cap,
    dtek,
    dtek_page,
    email_file,
    gdelt,
    gdelt_doc,
    gdelt_gkg,
    geojson,
    ioda,
    kobo,
    loe_accidents,
    loe_menus,
    message,
    odk,
    reliefweb,
    rss,
    tables,
    telegram_bot,
    telegram_preview,
    ucdp,
    ukrainealarm,
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
    "alerts_in_ua": Connector(alerts_in_ua.parse, alerts_in_ua.ask),
    "article": Connector(article.parse),
    "cap": Connector(cap.parse),
    "csv": _plain(tables.parse_csv),
    "dtek": _plain(dtek.parse),
    "dtek_page": _plain(dtek_page.parse),
    "email": _plain(email_file.parse),
    "gdelt": Connector(gdelt.parse),
    "gdelt_doc": Connector(gdelt_doc.parse),
    "gdelt_gkg": Connector(gdelt_gkg.parse),
    "geojson": _plain(geojson.parse),
    "ioda": Connector(ioda.parse, ioda.ask),
    "json": _plain(tables.parse_json),
    "jsonl": _plain(tables.parse_jsonl),
    "kobo": Connector(kobo.parse, kobo.ask),
    "loe_accidents": _plain(loe_accidents.parse),
    "loe_menus": _plain(loe_menus.parse),
    "message": _plain(message.parse),
    "odk": Connector(odk.parse, odk.ask),
    "reliefweb": Connector(reliefweb.parse, reliefweb.ask),
    "rss": Connector(rss.parse),
    "telegram_bot": Connector(telegram_bot.parse, telegram_bot.ask),
    "telegram_preview": Connector(telegram_preview.parse),
    "ucdp": Connector(ucdp.parse, ucdp.ask),
    "ukrainealarm": Connector(ukrainealarm.parse, ukrainealarm.ask),
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
