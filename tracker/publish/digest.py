"""The daily digest as text and HTML, and the brief to paste into a chat. Facts first, both languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jinja2 import Environment, PackageLoader, select_autoescape

from geodata.boundaries import Boundary
from tracker.model import (
    UNIT_ORDER,
    Artifact,
    Edition,
    PublishedOutage,
    PublishedSchedule,
    Service,
    Status,
    main_quantity,
)
from tracker.publish import labels
from tracker.publish.gate import plain_text

BRIEF_LENGTH = 900
LISTED = (Status.ONGOING, Status.PARTIALLY_RESTORED, None, Status.RESTORED)
_SERVICES = (Service.ELECTRICITY, Service.HEAT, Service.WATER, Service.GAS)
_TEMPLATES = Environment(loader=PackageLoader("tracker.publish", "."), autoescape=select_autoescape(default=True))

TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Power, heat and water outages in Ukraine",
        "as_of": "As of",
        "none": "No published report of an outage. That is not the same as no outage.",
        "outages": "Outages",
        "orders": "Orders and limits in force or announced",
        "strikes": "Strikes on energy infrastructure (told 24 hours later, by oblast)",
        "cold": "The coldest night ahead",
        "sources": "Sources unheard",
        "all_heard": "All sources were heard.",
        "since": "since",
        "now": "now",
        "next72": "lowest in 72 h",
        "gaps": "Blank or absent means that nothing was reported, never that nothing happened.",
        "country": "whole country",
        "more": "more",
        "new": "NEW:",
        "licence": "Places © GeoNames (CC BY 4.0), KATOTTH. Weather data by Open-Meteo.com (CC BY 4.0).",
    },
    "uk": {
        "title": "Відключення світла, тепла й води в Україні",
        "as_of": "Станом на",
        "none": "Опублікованих повідомлень про відключення немає. Це не означає, що відключень немає.",
        "outages": "Відключення",
        "orders": "Чинні та оголошені графіки й обмеження",
        "strikes": "Удари по енергетичній інфраструктурі (через 24 години, за областями)",
        "cold": "Найхолодніша ніч попереду",
        "sources": "Джерела, яких не чути",
        "all_heard": "Усі джерела на зв'язку.",
        "since": "з",
        "now": "зараз",
        "next72": "найнижча за 72 год",
        "gaps": "Порожньо означає «не повідомляли», а не «нічого не сталося».",
        "country": "уся країна",
        "more": "ще",
        "new": "НОВЕ:",
        "licence": "Місця © GeoNames (CC BY 4.0), КАТОТТГ. Погода: Open-Meteo.com (CC BY 4.0).",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One digest in one language, before it is laid out."""

    lang: str
    title: str
    subject: str
    as_of: str
    note: str | None
    sections: tuple[Section, ...]
    closing: tuple[str, ...]


def make_digest(edition: Edition, lang: str, *, since: datetime | None = None) -> Digest:
    """Say what the edition holds, the gravest first; what is new since the last digest is marked."""
    words = TEXTS[lang]
    ordered = sort_outages(edition.outages)
    outages = tuple(
        f"{words['new']} {describe_outage(outage, lang)}"
        if since and outage.updated_at > since
        else describe_outage(outage, lang)
        for outage in ordered
    ) or (words["none"],)
    silent = tuple(plain_text(labels.publisher(source, lang)) for source in edition.sources if source.is_silent)
    sections = (
        Section(title=words["outages"], lines=outages),
        Section(title=words["orders"], lines=tuple(describe_order(row, lang) for row in edition.schedules)),
        Section(title=words["strikes"], lines=_strikes(edition, lang)),
        Section(title=words["cold"], lines=_coldest(edition, lang)),
        Section(title=words["sources"], lines=silent or (words["all_heard"],)),
    )
    return Digest(
        lang=lang,
        title=words["title"],
        subject=subject(edition, lang),
        as_of=f"{words['as_of']} {labels.kyiv_time(edition.as_of, lang)}",
        note=edition.note,
        sections=tuple(section for section in sections if section.lines),
        closing=(words["gaps"], words["licence"]),
    )


def subject(edition: Edition, lang: str) -> str:
    """A stable subject of at most 78 characters: day, the hardest hit, the cold, how many."""
    day = edition.as_of.astimezone(labels.KYIV).date().isoformat()
    going_on = [outage for outage in edition.outages if outage.status in {Status.ONGOING, Status.PARTIALLY_RESTORED}]
    areas = {outage.adm1_pcode for outage in going_on}
    colds = [row.temperature_tonight_min_c for row in edition.oblasts if row.temperature_tonight_min_c is not None]
    parts = [
        f"[Svitlo] {day}",
        {"en": f"{len(areas)} regions", "uk": f"областей: {len(areas)}"}[lang],
        {"en": f"{len(going_on)} outages", "uk": f"відключень: {len(going_on)}"}[lang],
        *([labels.degrees(min(colds), lang)] if colds else []),
        *(["DEMO"] if edition.note else []),
    ]
    return plain_text(" · ".join(parts), longest=78)


def digest_text(digest: Digest) -> str:
    """Lay a digest out as plain text."""
    lines = [digest.title, digest.as_of, *([digest.note] if digest.note else []), ""]
    for section in digest.sections:
        lines += [section.title.upper(), *(f"- {line}" for line in section.lines), ""]
    return "\n".join([*lines, *digest.closing, ""])


def digest_html(digests: Sequence[Digest], *, image: str | None = None) -> str:
    """Lay digests out as one HTML mail: no script, nothing from outside; the map comes as an inline part."""
    return _TEMPLATES.get_template("digest.html.j2").render(digests=digests, image=image)


def digest_txt_file(edition: Edition, boundaries: Mapping[str, Boundary] | None = None) -> Artifact:
    """The digest of an edition as text, Ukrainian first."""
    del boundaries
    text = "\n".join(digest_text(make_digest(edition, lang)) for lang in labels.LANGUAGES)
    return Artifact(name="digest.txt", media_type="text/plain; charset=utf-8", body=text.encode())


def digest_html_file(edition: Edition, boundaries: Mapping[str, Boundary] | None = None) -> Artifact:
    """The digest of an edition as a page, Ukrainian first."""
    del boundaries
    text = digest_html([make_digest(edition, lang) for lang in labels.LANGUAGES])
    return Artifact(name="digest.html", media_type="text/html; charset=utf-8", body=text.encode())


def brief_file(edition: Edition, boundaries: Mapping[str, Boundary] | None = None) -> Artifact:
    """The brief: both languages in at most 900 characters, whole items only."""
    del boundaries
    half = (BRIEF_LENGTH - 2) // 2
    text = "\n".join(_brief(edition, lang, half) for lang in labels.LANGUAGES)
    return Artifact(name="brief.txt", media_type="text/plain; charset=utf-8", body=f"{text}\n".encode())


def sort_outages(outages: Sequence[PublishedOutage]) -> list[PublishedOutage]:
    """The gravest first: going on before restored, whole areas before points, large numbers before small and none."""
    return sorted(
        outages,
        key=lambda outage: (
            LISTED.index(outage.status),
            not outage.is_area,
            _SERVICES.index(outage.service),
            *_size(outage),
            outage.adm1_pcode or "",
            outage.place_en,
            outage.outage_id,
        ),
    )


def _size(outage: PublishedOutage) -> tuple[int, float]:
    """Consumers before buildings before settlements: units are never converted, so they cannot be compared."""
    told = main_quantity(outage.quantities)
    return (UNIT_ORDER.index(told.unit), -told.value) if told else (len(UNIT_ORDER), 0.0)


def describe_outage(outage: PublishedOutage, lang: str) -> str:
    """One line: where, what, how many, since when, how cold, who says so."""
    words, unknown = TEXTS[lang], labels.UNKNOWN[lang]
    place = plain_text(outage.place_en if lang == "en" else outage.place_uk)
    oblast = outage.adm1_en if lang == "en" else outage.adm1_uk
    where = f"{place} ({plain_text(oblast)})" if oblast and oblast != place else place
    state = labels.state(outage, lang)
    told = main_quantity(outage.quantities)
    cold = outage.exposure
    parts = [
        f"{where}: {labels.SERVICE[lang][outage.service].lower()} — {state}",
        labels.quantity(told, lang) if told else "",
        f"{words['since']} {labels.onset(outage.started_at, outage.onset_precision, lang)}"
        if outage.started_at
        else f"{words['since']}: {unknown}",
        f"{words['now']} {labels.degrees(cold.temperature_now_c, lang)}" if cold else "",
        f"{words['next72']} {labels.degrees(cold.temperature_min_next_72h_c, lang)}" if cold else "",
        labels.VERIFICATION[lang][outage.verification],
        "; ".join(
            f"{plain_text(labels.publisher(citation, lang))}, {citation.published_date or unknown}"
            for citation in outage.citations
        ),
    ]
    return "; ".join(part for part in parts if part)


def describe_order(schedule: PublishedSchedule, lang: str) -> str:
    """One line: where, what is ordered, from when to when."""
    place = plain_text(schedule.place_en if lang == "en" else schedule.place_uk)
    where = TEXTS[lang]["country"] if schedule.adm1_pcode is None else place
    span = _span(schedule.start_at, schedule.end_at, lang)
    publishers = ", ".join(sorted({plain_text(labels.publisher(citation, lang)) for citation in schedule.citations}))
    return "; ".join(part for part in (f"{where}: {labels.order(schedule, lang)}", span, publishers) if part)


def _span(start_at: datetime | None, end_at: datetime | None, lang: str) -> str:
    """From when to when in Kyiv time; a whole day by its date alone, and an order without an end since when."""
    if start_at is None:
        return ""
    start = start_at.astimezone(labels.KYIV)
    is_from_midnight = (start.hour, start.minute) == (0, 0)
    if end_at is None:
        return f"{TEXTS[lang]['since']} {start:%d.%m}{'' if is_from_midnight else f' {start:%H:%M}'}"
    end = end_at.astimezone(labels.KYIV)
    if is_from_midnight and end == start + timedelta(days=1):
        return f"{start:%d.%m}"
    return f"{start:%d.%m %H:%M} – {end:%d.%m %H:%M}"


def _strikes(edition: Edition, lang: str) -> tuple[str, ...]:
    return tuple(
        f"{incident.date}: {plain_text(incident.area_en if lang == 'en' else incident.area_uk)}"
        for incident in edition.incidents
    )


def _coldest(edition: Edition, lang: str) -> tuple[str, ...]:
    known = [row for row in edition.oblasts if row.temperature_tonight_min_c is not None]
    coldest = sorted(known, key=lambda row: (row.temperature_tonight_min_c or 0.0, row.adm1_pcode))[:3]
    return tuple(
        f"{plain_text(row.adm1_en if lang == 'en' else row.adm1_uk)}: "
        f"{labels.degrees(row.temperature_tonight_min_c, lang)}"
        for row in coldest
    )


def _brief(edition: Edition, lang: str, most: int) -> str:
    words = TEXTS[lang]
    head = [f"{words['title']}. {words['as_of']} {labels.kyiv_time(edition.as_of, lang)}."]
    if edition.note:
        head.insert(0, edition.note)
    going_on = [outage for outage in sort_outages(edition.outages) if outage.status != Status.RESTORED]
    items = [_brief_item(outage, lang) for outage in going_on] + [
        describe_order(schedule, lang).split(";")[0] for schedule in edition.schedules
    ]
    lines = [*head, *(["• " + words["none"]] if not items else [])]
    for index, item in enumerate(items):
        rest = len(items) - index
        tail = f"+{rest} {words['more']}"
        if len("\n".join([*lines, f"• {item}", tail])) > most:
            lines.append(tail)
            break
        lines.append(f"• {item}")
    return "\n".join(lines)[:most]


def _brief_item(outage: PublishedOutage, lang: str) -> str:
    place = plain_text(outage.place_en if lang == "en" else outage.place_uk, longest=60)
    told = main_quantity(outage.quantities)
    cold = outage.exposure.temperature_now_c if outage.exposure else None
    parts = [
        f"{place}: {labels.SERVICE[lang][outage.service].lower()} {labels.state(outage, lang)}",
        labels.quantity(told, lang) if told else "",
        labels.degrees(cold, lang) if cold is not None else "",
    ]
    return ", ".join(part for part in parts if part)
