"""The words of the outputs, in English and Ukrainian. Every table has both languages, by test."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.model import (
    Basis,
    Bound,
    Cause,
    Citation,
    CoverageState,
    OblastRow,
    PollOutcome,
    PublishedOutage,
    PublishedSchedule,
    PublishedSource,
    PublishedTelling,
    Quantity,
    Scope,
    Service,
    Status,
    TimePrecision,
    Unit,
    Verification,
)

KYIV = ZoneInfo("Europe/Kyiv")
LANGUAGES = ("uk", "en")
Words = Mapping[str, Mapping[str, str]]

SERVICE: Words = {
    "en": {
        Service.ELECTRICITY: "Electricity",
        Service.HEAT: "Heat",
        Service.WATER: "Water",
        Service.GAS: "Gas",
    },
    "uk": {
        Service.ELECTRICITY: "Електропостачання",
        Service.HEAT: "Теплопостачання",
        Service.WATER: "Водопостачання",
        Service.GAS: "Газопостачання",
    },
}
STATUS: Words = {
    "en": {
        Status.ONGOING: "without",
        Status.PARTIALLY_RESTORED: "partly restored",
        Status.RESTORED: "restored",
        "": "not heard of since",
    },
    "uk": {
        Status.ONGOING: "немає",
        Status.PARTIALLY_RESTORED: "частково відновлено",
        Status.RESTORED: "відновлено",
        "": "новин більше не було",
    },
}
CAUSE: Words = {
    "en": {
        Cause.STRIKE: "strike",
        Cause.EMERGENCY_SHUTDOWN: "emergency outages",
        Cause.NETWORK_LIMIT: "network limits",
        Cause.SCHEDULED: "hourly schedule",
        Cause.WEATHER: "weather",
        Cause.ACCIDENT: "accident",
        Cause.DAMAGE: "damage",
        "": "not told",
    },
    "uk": {
        Cause.STRIKE: "удар",
        Cause.EMERGENCY_SHUTDOWN: "аварійні відключення",
        Cause.NETWORK_LIMIT: "мережеві обмеження",
        Cause.SCHEDULED: "погодинні графіки",
        Cause.WEATHER: "негода",
        Cause.ACCIDENT: "аварія",
        Cause.DAMAGE: "пошкодження",
        "": "не повідомлено",
    },
}
ANNOUNCED: Mapping[str, str] = {"en": "announced", "uk": "оголошено"}
IN_PART: Mapping[str, str] = {"en": "for some of the area", "uk": "для частини території"}
VERIFICATION: Words = {
    "en": {
        Verification.OFFICIAL: "official source",
        Verification.CORROBORATED: "several independent sources",
        Verification.SINGLE_SOURCE: "one source",
        Verification.REVIEWED: "reviewed",
    },
    "uk": {
        Verification.OFFICIAL: "офіційне джерело",
        Verification.CORROBORATED: "кілька незалежних джерел",
        Verification.SINGLE_SOURCE: "одне джерело",
        Verification.REVIEWED: "перевірено",
    },
}
# Ukrainian nouns after a number: one, few, many.
UNIT_EN: Mapping[str, tuple[str, str]] = {
    Unit.CUSTOMERS: ("customer", "customers"),
    Unit.HOUSEHOLDS: ("household", "households"),
    Unit.PEOPLE: ("person", "people"),
    Unit.BUILDINGS: ("building", "buildings"),
    Unit.SETTLEMENTS: ("settlement", "settlements"),
    Unit.MEGAWATTS: ("MW", "MW"),
    Unit.QUEUES: ("queue", "queues"),
}
UNIT_UK: Mapping[str, tuple[str, str, str]] = {
    Unit.CUSTOMERS: ("споживач", "споживачі", "споживачів"),
    Unit.HOUSEHOLDS: ("домогосподарство", "домогосподарства", "домогосподарств"),
    Unit.PEOPLE: ("людина", "людини", "людей"),
    Unit.BUILDINGS: ("будинок", "будинки", "будинків"),
    Unit.SETTLEMENTS: ("населений пункт", "населені пункти", "населених пунктів"),
    Unit.MEGAWATTS: ("МВт", "МВт", "МВт"),
    Unit.QUEUES: ("черга", "черги", "черг"),
}
BOUND: Words = {
    "en": {Bound.EXACT: "", Bound.AT_LEAST: "at least ", Bound.AT_MOST: "at most ", Bound.ABOUT: "about "},
    "uk": {Bound.EXACT: "", Bound.AT_LEAST: "щонайменше ", Bound.AT_MOST: "щонайбільше ", Bound.ABOUT: "близько "},
}
BASIS: Words = {
    "en": {
        Basis.WITHOUT_NOW: "",
        Basis.NEWLY_CUT: " newly cut off",
        Basis.CUMULATIVE: " in all",
        Basis.RECONNECTED: " reconnected",
    },
    "uk": {
        Basis.WITHOUT_NOW: "",
        Basis.NEWLY_CUT: " щойно знеструмлено",
        Basis.CUMULATIVE: " загалом",
        Basis.RECONNECTED: " підключено",
    },
}
PART_OF_DAY: Words = {
    "en": {"0": "night", "6": "morning", "12": "afternoon", "18": "evening"},
    "uk": {"0": "ніч", "6": "ранок", "12": "день", "18": "вечір"},
}
UNKNOWN = {"en": "unknown", "uk": "невідомо"}


HEARD: Words = {
    "en": {
        "heard": "heard",
        "silent": "silent",
        "quiet": "answers, but has said nothing new for unusually long",
        PollOutcome.UNREACHABLE: "unreachable",
        PollOutcome.UNREADABLE: "answers, but cannot be read",
        PollOutcome.NOT_CONFIGURED: "not set up",
        "never": "never asked",
    },
    "uk": {
        "heard": "на зв'язку",
        "silent": "мовчить",
        "quiet": "відповідає, але незвично довго нічого нового",
        PollOutcome.UNREACHABLE: "недоступне",
        PollOutcome.UNREADABLE: "відповідає, але прочитати не вдається",
        PollOutcome.NOT_CONFIGURED: "не налаштовано",
        "never": "ще не запитували",
    },
}


def publisher(said: Citation | PublishedSource | PublishedTelling, lang: str) -> str:
    """The name of a publisher, in Ukrainian where there is one and the reader reads it."""
    return (said.publisher_uk if lang == "uk" else None) or said.publisher


def heard(source: PublishedSource, lang: str) -> str:
    """Whether a source was heard, and if not, why."""
    if source.outcome is None:
        return HEARD[lang]["never"]
    is_quiet = source.state == CoverageState.SILENT
    return HEARD[lang].get(
        source.outcome, HEARD[lang]["silent" if source.is_silent else "quiet" if is_quiet else "heard"]
    )


def own_sources(row: OblastRow, lang: str) -> str:
    """How many of the sources that speak of one oblast would have told us; that there is none is told too."""
    if not row.sources_count:
        return NO_SOURCE[lang]
    return f"{row.sources_live_count} {OF[lang]} {row.sources_count}"


NO_SOURCE = {"en": "none", "uk": "немає"}
OF = {"en": "of", "uk": "з"}
IN_PLACES = {"en": "in places without", "uk": "місцями немає"}
WIDE_LEVELS = frozenset({"country", "oblast", "raion", "hromada"})


def state(outage: PublishedOutage, lang: str) -> str:
    """How a service stands. An area of which only a part is told to be out is not said to be without."""
    is_part = outage.level in WIDE_LEVELS and not outage.is_area
    if is_part and outage.status == Status.ONGOING:
        return IN_PLACES[lang]
    return STATUS[lang][outage.status or ""]


def order(schedule: PublishedSchedule, lang: str) -> str:
    """What is ordered, and whether only for a time ahead or for some of its area."""
    more = [
        ANNOUNCED[lang] if schedule.status == Status.ANNOUNCED else "",
        IN_PART[lang] if schedule.scope == Scope.PART else "",
    ]
    told = ", ".join(part for part in more if part)
    return f"{CAUSE[lang][schedule.cause]} ({told})" if told else CAUSE[lang][schedule.cause]


def plural_uk(count: int, forms: tuple[str, str, str]) -> str:
    """The form of a Ukrainian noun after a number: 1 будинок, 2 будинки, 5 будинків, 21 будинок."""
    few = (2, 3, 4)
    teens = (11, 12, 13, 14)
    if count % 100 in teens:
        return forms[2]
    if count % 10 == 1:
        return forms[0]
    return forms[1] if count % 10 in few else forms[2]


def quantity(value: Quantity, lang: str) -> str:
    """A number with its bound, unit and basis."""
    if value.unit == Unit.SHARE:
        number, noun = f"{value.value:.0%}", ""
    else:
        number = f"{value.value:,.10g}".replace(",", "\u00a0")
        count = int(value.value)
        is_whole = float(count) == value.value
        if lang == "en":
            noun = " " + UNIT_EN[value.unit][0 if value.value == 1 else 1]
        else:
            noun = " " + (plural_uk(count, UNIT_UK[value.unit]) if is_whole else UNIT_UK[value.unit][1])
    return f"{BOUND[lang][value.bound]}{number}{noun}{BASIS[lang][value.basis]}"


def kyiv_time(at: datetime | None, lang: str) -> str:
    """An instant in Kyiv time with its zone: 20.01.2026 18:00 (Київ, UTC+2)."""
    if at is None:
        return UNKNOWN[lang]
    local = at.astimezone(KYIV)
    offset = f"{local:%z}"[:3].replace("+0", "+").replace("-0", "-")
    return f"{local:%d.%m.%Y %H:%M} ({'Kyiv' if lang == 'en' else 'Київ'}, UTC{offset})"


def onset(at: datetime | None, precision: TimePrecision | None, lang: str) -> str:
    """When something began, no finer than it is known."""
    if at is None:
        return UNKNOWN[lang]
    local = at.astimezone(KYIV)
    if precision == TimePrecision.PART_OF_DAY:
        return f"{local:%d.%m.%Y}, {PART_OF_DAY[lang][str(local.hour // 6 * 6)]}"
    if precision in {TimePrecision.MINUTE, TimePrecision.HOUR}:
        return f"{local:%d.%m.%Y %H:%M}"
    return f"{local:%d.%m.%Y}"


def day(at: datetime) -> str:
    """The Kyiv day of an instant: 20.01.2026."""
    return f"{at.astimezone(KYIV):%d.%m.%Y}"


def degrees(value: float | None, lang: str) -> str:
    """A temperature in °C with a true minus."""
    if value is None:
        return UNKNOWN[lang]
    rounded = round(value)
    return f"{'−' if rounded < 0 else '+' if rounded > 0 else ''}{abs(rounded)} °C"
