"""Every word of the line as one frozen type. No behaviour beyond what keeps a value true.

Instants are aware datetimes in UTC. Unknown is None: never zero, never a guess.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from math import isfinite


class Role(StrEnum):
    """Who claims something. What comes from an occupation authority is never official."""

    GRID_OPERATOR = "grid_operator"  # the transmission operator, Ukrenergo
    UTILITY = "utility"  # a distribution company, a heat or gas utility
    MINISTRY = "ministry"
    OBLAST_ADMINISTRATION = "oblast_administration"
    MAYOR = "mayor"
    EMERGENCY_SERVICE = "emergency_service"
    OCCUPATION_AUTHORITY = "occupation_authority"
    HUMANITARIAN = "humanitarian"
    MEDIUM = "medium"
    RESIDENT = "resident"


OFFICIAL_ROLES = frozenset(
    {
        Role.GRID_OPERATOR,
        Role.UTILITY,
        Role.MINISTRY,
        Role.OBLAST_ADMINISTRATION,
        Role.MAYOR,
        Role.EMERGENCY_SERVICE,
    }
)


class Tier(StrEnum):
    """Who may see an edition."""

    PUBLIC = "public"
    PARTNER = "partner"
    REVIEWER = "reviewer"


class Service(StrEnum):
    """What is lost. Services are never summed."""

    ELECTRICITY = "electricity"
    HEAT = "heat"
    WATER = "water"
    GAS = "gas"


class Cause(StrEnum):
    """Why a service is off, as told."""

    STRIKE = "strike"
    EMERGENCY_SHUTDOWN = "emergency_shutdown"  # ordered by the operator, or automatic
    NETWORK_LIMIT = "network_limit"
    SCHEDULED = "scheduled"
    WEATHER = "weather"
    ACCIDENT = "accident"
    DAMAGE = "damage"  # earlier damage or wear


class Target(StrEnum):
    """What kind of energy object a strike hit, or an outage concerns."""

    SUBSTATION = "substation"
    GRID_LINES = "grid_lines"
    CHP = "chp"
    HPP = "hpp"
    NPP = "npp"
    GAS = "gas"
    HEAT = "heat"
    UNSPECIFIED = "unspecified"


class Weapon(StrEnum):
    """What a strike came by, where one can be told."""

    MISSILE = "missile"
    DRONE = "drone"
    SHELLING = "shelling"


class ClaimKind(StrEnum):
    """What one thing a report says is about."""

    STRIKE = "strike"
    OUTAGE = "outage"
    RESTORATION = "restoration"
    SCHEDULE = "schedule"  # a timetable, a limit, an order: with cause scheduled, network_limit or emergency_shutdown
    TEMPERATURE = "temperature"


class TemperatureKind(StrEnum):
    """What a stated temperature is one of."""

    MEASURED = "measured"
    FORECAST = "forecast"
    INDOOR = "indoor"  # of rooms, pipes and norms: says nothing of the air


class Status(StrEnum):
    """How things stand with an outage, a restoration or a schedule."""

    ONGOING = "ongoing"
    PARTIALLY_RESTORED = "partially_restored"
    RESTORED = "restored"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


class Scope(StrEnum):
    """How much of the place a claim is about. Only WHOLE shades an area."""

    WHOLE = "whole"
    MOST = "most"
    PART = "part"
    UNSTATED = "unstated"


class Unit(StrEnum):
    """What a number counts. Units are never mixed."""

    CUSTOMERS = "customers"
    HOUSEHOLDS = "households"
    PEOPLE = "people"
    BUILDINGS = "buildings"
    SETTLEMENTS = "settlements"
    MEGAWATTS = "megawatts"
    QUEUES = "queues"
    SHARE = "share"  # 0 to 1


# People first, then what stands for people, then what does not.
UNIT_ORDER = (
    Unit.CUSTOMERS,
    Unit.HOUSEHOLDS,
    Unit.PEOPLE,
    Unit.BUILDINGS,
    Unit.SETTLEMENTS,
    Unit.SHARE,
    Unit.MEGAWATTS,
    Unit.QUEUES,
)


class Bound(StrEnum):
    """How a number bounds the truth."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"


class Basis(StrEnum):
    """What a number is a count of."""

    WITHOUT_NOW = "without_now"
    NEWLY_CUT = "newly_cut"
    CUMULATIVE = "cumulative"
    RECONNECTED = "reconnected"


class TimePrecision(StrEnum):
    """How finely a time is known."""

    MINUTE = "minute"
    HOUR = "hour"
    PART_OF_DAY = "part_of_day"
    DAY = "day"
    INFERRED = "inferred"  # worked out from the text
    CRAWL = "crawl"  # the day a page was stored: gives the year, never "yesterday"


class ScheduleLayer(StrEnum):
    """What a timetable says. Layers are never filled from one another."""

    PLAN = "plan"  # weekly or probable: what might be switched off
    ORDER = "order"  # what is applied on a day
    OBSERVED = "observed"  # what was recorded as off


class ScheduleState(StrEnum):
    """How things stand with the timetable of a group on a day."""

    IN_FORCE = "in_force"  # the slots say when
    EMERGENCY = "emergency"  # emergency switch-offs: the slots, empty or not, say nothing
    WAITING = "waiting"  # not published yet
    NONE = "none"  # proven: nothing ordered
    UNKNOWN = "unknown"


class PollOutcome(StrEnum):
    """What came of one attempt to hear a source."""

    NEW = "new"
    NOTHING_NEW = "nothing_new"
    EMPTY = "empty"  # proven empty
    UNREADABLE = "unreadable"
    UNREACHABLE = "unreachable"
    NOT_CONFIGURED = "not_configured"


class CoverageState(StrEnum):
    """Whether a source would have told us in an hour."""

    LIVE = "live"
    SILENT = "silent"  # it answers, but says nothing new for far longer than usual
    FAILED = "failed"  # asked in vain
    UNKNOWN = "unknown"  # not asked, or not configured


class NoticeKind(StrEnum):
    """How the volume of a source changed."""

    DROP = "drop"
    JUMP = "jump"
    RESUMED = "resumed"  # back to what was usual before


class Verification(StrEnum):
    """What a published row rests on."""

    OFFICIAL = "official"
    CORROBORATED = "corroborated"  # two independent publishers or more
    SINGLE_SOURCE = "single_source"
    REVIEWED = "reviewed"


def require_finite(name: str, value: float | None) -> None:
    """Refuse infinities and what is no number.

    Raises:
        ValueError: the value is one of them.
    """
    if value is not None and not isfinite(value):
        message = f"{name} is no number: {value}"
        raise ValueError(message)


def require_utc(name: str, value: datetime | None) -> None:
    """Refuse an instant that is not UTC.

    Raises:
        ValueError: the datetime is naive or in another zone.
    """
    if value is not None and value.tzinfo is not UTC and value.utcoffset() != UTC.utcoffset(None):
        message = f"{name} must be a datetime in UTC, not {value!r}"
        raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Someone who publishes reports."""

    source_id: str
    kind: str  # which connector reads it: rss, article, telegram_preview, ...
    publisher: str
    publisher_uk: str | None = None
    url: str
    homepage: str | None = None
    note: str | None = None  # for the operator
    role: Role
    languages: tuple[str, ...]
    home_place_id: str | None = None
    area_place_ids: tuple[str, ...] = ()  # where it speaks for several areas
    trust: float = 0.5  # 0 to 1
    licence: str | None = None
    time_zone: str = "Europe/Kyiv"  # of times written without one
    interval_minutes: int = 15
    least_reports_per_week: int | None = None  # fewer, or more in a day than the next: something is broken
    most_reports_per_day: int | None = None
    key: str | None = None  # name of the secret it needs, which settings hold; None: it needs none
    options: Mapping[str, str] = field(default_factory=dict)  # what its kind needs beside the address
    is_enabled: bool = True
    publish: bool = True  # False: nothing of it ever leaves the house
    tier: Tier = Tier.PUBLIC  # the first that may see anything of it
    store_text: bool = True  # False: headline, link and claims with their quotes are all that is kept of a report
    keep_payload: bool = True  # False: the bytes it gives are not kept
    is_synthetic: bool = False  # invented, for the demo: everything made from it says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What an answer is known again by: how its server marks it, byte for byte in Latin-1, and the hash of its body."""

    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """The bytes a source gave at one moment."""

    source_id: str
    url: str
    media_type: str
    body: bytes
    sha256: str
    fetched_at: datetime
    status: int = 200  # of the answer
    validators: Validators | None = None
    moved_to: str | None = None  # where its address says it now lives for good

    def __post_init__(self) -> None:
        """Refuse a time that is not UTC."""
        require_utc("fetched_at", self.fetched_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One attempt to hear a source."""

    source_id: str
    polled_at: datetime
    outcome: PollOutcome
    detail: str | None = None  # one line, for people; never a secret
    new_reports_count: int = 0

    def __post_init__(self) -> None:
        """Refuse a time that is not UTC."""
        require_utc("polled_at", self.polled_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How it stands with asking one source: the only thing about a source that changes in place."""

    source_id: str
    file_url: str  # the address in the source's file when this was written: another one there begins anew
    url: str | None = None  # where it moved for good
    validators: Mapping[str, Validators] = field(default_factory=dict)  # of the answers last read whole, by request
    cursor: str | None = None
    waiting: tuple[str, ...] = ()  # pages that no poll had time for yet
    checked_at: datetime
    next_due_at: datetime
    held_until: datetime | None = None  # back-off, or a wait that was asked for
    failures_count: int = 0  # polls in a row
    failing_since: datetime | None = None
    is_gone: bool = False  # answered 410: not asked again until its file names another address

    def __post_init__(self) -> None:
        """Refuse times that are not UTC."""
        for name in ("checked_at", "next_due_at", "held_until", "failing_since"):
            require_utc(name, getattr(self, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One text or record from a source, in one revision. Spans are code points in `text`."""

    report_id: str  # of the source and its native id; the same in every revision
    revision: int
    source_id: str
    publisher: str
    role: Role
    native_id: str
    url: str | None
    title: str | None
    text: str  # title, newline, body, unless the body begins with the title
    lang: str | None
    published_at: datetime | None
    published_precision: TimePrecision | None
    learned_at: datetime  # when we had it first in this revision
    content_sha256: str
    payload_sha256: str | None = None
    home_place_id: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)  # of a record: what it states, by our own names and words
    store_text: bool = True  # as of its source
    is_synthetic: bool = False

    def __post_init__(self) -> None:
        """Refuse times that are not UTC."""
        require_utc("published_at", self.published_at)
        require_utc("learned_at", self.learned_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a report says it: a span of its text, or the field of a record."""

    quote: str
    start: int | None = None  # code points in the report's text
    end: int | None = None
    field_path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number as told: with its unit, how it bounds the truth, and what it counts."""

    value: float
    unit: Unit
    bound: Bound = Bound.EXACT
    basis: Basis = Basis.WITHOUT_NOW

    def __post_init__(self) -> None:
        """Refuse what is no number: it would be kept as unknown."""
        require_finite("value", self.value)


def main_quantity(quantities: Sequence[Quantity]) -> Quantity | None:
    """The number to show first: consumers without supply before buildings, settlements and megawatts."""
    without = [quantity for quantity in quantities if quantity.basis != Basis.RECONNECTED]
    return min(without, key=lambda quantity: UNIT_ORDER.index(quantity.unit), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A stretch of time known to a precision; either end may be unknown."""

    start_at: datetime | None
    end_at: datetime | None
    precision: TimePrecision

    def __post_init__(self) -> None:
        """Refuse times that are not UTC, or that end before they start."""
        require_utc("start_at", self.start_at)
        require_utc("end_at", self.end_at)
        if self.start_at and self.end_at and self.end_at < self.start_at:
            message = f"an interval ends before it starts: {self.start_at} to {self.end_at}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing one report says, with the words it says it in."""

    claim_id: str  # stable for the same report revision, extractor and span
    report_id: str
    revision: int
    source_id: str
    publisher: str
    source_role: Role  # of the source; `claimant` is who says so in the text
    kind: ClaimKind
    place_id: str | None  # "UA" is the whole country; None only for a temperature without a place
    evidence: Evidence
    claimant: Role
    learned_at: datetime
    published_at: datetime | None
    extractor_version: str
    service: Service | None = None
    cause: Cause | None = None
    target: Target | None = None
    weapon: Weapon | None = None
    status: Status | None = None
    scope: Scope = Scope.UNSTATED
    time: Interval | None = None
    quantities: tuple[Quantity, ...] = ()
    shared_quantities: tuple[Quantity, ...] = ()  # told of several places together: nobody's alone
    temperature_c: float | None = None
    temperature_text: str | None = None  # as written, with its own scale
    temperature_kind: TemperatureKind | None = None
    place_confidence: float | None = None  # of the name: which place it means
    confidence: float | None = None  # that what is told and where is right: the share of such claims that are
    found: str | None = None  # where the place was found: in the clause, carried from before, …
    published_precision: TimePrecision | None = None
    read_at: datetime | None = None  # when this reading was made; None: when the report was learned
    is_synthetic: bool = False

    def __post_init__(self) -> None:
        """Refuse times that are not UTC, and a temperature that is no number."""
        require_finite("temperature_c", self.temperature_c)
        require_utc("learned_at", self.learned_at)
        require_utc("published_at", self.published_at)
        require_utc("read_at", self.read_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A report and what was understood of it."""

    report: Report
    claims: tuple[Claim, ...]

    @property
    def is_relevant(self) -> bool:
        """Whether it says anything about the supply of electricity, heat, water or gas."""
        return any(claim.kind != ClaimKind.TEMPERATURE for claim in self.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a person decided about a claim."""

    claim_id: str
    reviewer: str
    decision: str  # confirmed, rejected
    reviewed_at: datetime
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A measured hint: context, never evidence of a strike or an outage."""

    source_id: str
    kind: str  # an alarm, `air_raid`, or a measured series, `ping-slash24`
    place_id: str
    value: float  # of an alarm 1 active, 0.5 in part or at the lower level, 0 ended; of a series its count
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSlot:
    """A stretch of a timetable without supply."""

    start_at: datetime
    end_at: datetime
    is_possible: bool = False  # it may be off; otherwise it is to be

    def __post_init__(self) -> None:
        """Refuse times that are not UTC, or that do not follow one another."""
        require_utc("start_at", self.start_at)
        require_utc("end_at", self.end_at)
        if self.end_at <= self.start_at:
            message = f"a slot ends before it starts: {self.start_at} to {self.end_at}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleDay:
    """What one operator's timetable says of one group of consumers on one local day. It never shades."""

    source_id: str
    place_id: str | None  # the area that the operator serves
    operator: str
    group: str  # as the operator names it: "3.1"
    day: date  # Europe/Kyiv
    layer: ScheduleLayer
    state: ScheduleState
    slots: tuple[ScheduleSlot, ...]
    kind: str = "GPV"  # the operator's own: GPV, GAV, SGAV, GVSP, ACHR
    words: str | None = None  # the state in the operator's words
    updated_at: datetime | None
    learned_at: datetime
    addresses_count: int | None = None  # recorded as off, where a record counts them
    report_id: str | None = None  # of the report that says it in words, if one does

    def __post_init__(self) -> None:
        """Refuse times that are not UTC."""
        require_utc("updated_at", self.updated_at)
        require_utc("learned_at", self.learned_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemperatureSeries:
    """Hourly air temperature of a place, 2 m above ground, °C. A gap is None."""

    place_id: str
    fetched_at: datetime
    hours: tuple[datetime, ...]
    temperatures_c: tuple[float | None, ...]
    provider: str = "Open-Meteo"

    def __post_init__(self) -> None:
        """Refuse series of unequal length."""
        require_utc("fetched_at", self.fetched_at)
        if len(self.hours) != len(self.temperatures_c):
            message = f"{len(self.hours)} hours but {len(self.temperatures_c)} temperatures"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A strike on energy infrastructure in the world."""

    incident_id: str
    place_id: str
    time: Interval | None
    first_published_at: datetime
    learned_at: datetime
    target: Target
    weapon: Weapon | None
    claims: tuple[Claim, ...]
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """The loss of one service in one area for an interval."""

    outage_id: str
    service: Service
    place_id: str
    status: Status | None  # None: nothing heard of it for long
    cause: Cause | None
    scope: Scope
    started_at: datetime | None
    onset_precision: TimePrecision | None
    ended_at: datetime | None
    first_published_at: datetime
    learned_at: datetime  # of the newest claim
    quantities: tuple[Quantity, ...]  # the newest of each unit and basis
    claims: tuple[Claim, ...]
    incident_ids: tuple[str, ...]
    verification: Verification
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """An order that limits supply in an area: a timetable, a network limit, emergency cuts. It never shades."""

    schedule_id: str
    place_id: str
    cause: Cause
    status: Status
    time: Interval | None
    learned_at: datetime
    first_published_at: datetime
    quantities: tuple[Quantity, ...]
    claims: tuple[Claim, ...]
    verification: Verification
    scope: Scope = Scope.UNSTATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """Incidents of one attack."""

    wave_id: str
    time: Interval
    incident_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Whether we would have heard: one source over one area."""

    source_id: str
    publisher: str
    home_place_id: str | None
    last_polled_at: datetime | None
    last_ok_at: datetime | None
    last_new_at: datetime | None
    outcome: PollOutcome | None  # of the newest poll; None: never polled
    is_silent: bool  # nothing heard for two of its intervals
    state: CoverageState = CoverageState.UNKNOWN
    area_ids: tuple[str, ...] = ()  # of which it speaks; none: of the whole country


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageHour:
    """Whether one source would have told us of one area, in one hour."""

    source_id: str
    place_id: str  # an area it speaks of, with all that lies in it; the country where it speaks of all
    hour_at: datetime  # when the hour begins
    state: CoverageState

    def __post_init__(self) -> None:
        """Refuse a time that is not UTC."""
        require_utc("hour_at", self.hour_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadVoice:
    """Someone official whose words do not reach us, and why: that is a gap in coverage too."""

    place_id: str
    name: str
    name_uk: str
    role: Role
    medium: str
    reason: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCoverage:
    """How one source was heard over a stretch of hours."""

    source_id: str
    is_countrywide: bool  # it speaks of the whole country, and of this area only as of a part
    state: CoverageState  # in the newest hour
    live_hours_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaCoverage:
    """Who should be heard over one first-level unit, and who was."""

    place_id: str
    hours_count: int
    sources: tuple[SourceCoverage, ...]
    unread: tuple[UnreadVoice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardHour:
    """What one source gave in an hour in which it was heard."""

    source_id: str
    first_at: datetime  # of the polls that heard it
    last_at: datetime
    new_reports_count: int

    def __post_init__(self) -> None:
        """Refuse times that are not UTC."""
        require_utc("first_at", self.first_at)
        require_utc("last_at", self.last_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A source gives far less or far more than it did, or as much as before again."""

    source_id: str
    kind: NoticeKind
    since: date  # the first changed day, Europe/Kyiv
    until: date  # the last day that was looked at
    expected_count: float  # new reports, over the days from one to the other that are known
    seen_count: int
    probability: float | None  # of a chance as rare or rarer while nothing has changed; None: resumed, which is no test


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What the cold does to the people in an outage. Temperatures in °C, from the weather, never from reports."""

    outage_id: str
    temperature_now_c: float | None
    temperature_min_c: float | None  # since the outage began
    temperature_mean_c: float | None
    hours_below_0_count: int | None
    hours_below_minus_10_count: int | None
    hours_below_minus_20_count: int | None
    hours_unknown_count: int | None  # hours since it began for which no temperature is known
    temperature_min_next_72h_c: float | None
    temperature_tonight_min_c: float | None
    weather_fetched_at: datetime | None
    temperature_reported_c: float | None  # as reports state it
    people_low_count: int | None
    people_high_count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tonight:
    """The lowest air temperature of the coming night in one place, °C; None where the forecast does not reach."""

    place_id: str
    temperature_min_c: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """What claims amount to."""

    incidents: tuple[Incident, ...]
    outages: tuple[Outage, ...]
    schedules: tuple[Schedule, ...]
    waves: tuple[Wave, ...]
    coverage: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Events and exposures as known at one instant. Never leaves the house."""

    as_of: datetime
    events: Events
    exposures: tuple[Exposure, ...]
    tonight: tuple[Tonight, ...]  # of every first-level unit with a known series
    weather_fetched_at: datetime | None  # of the oldest series used
    newest_report_at: datetime | None
    is_synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Who published what a row rests on, and on which day (Europe/Kyiv)."""

    publisher: str
    published_date: str | None  # YYYY-MM-DD
    publisher_uk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedTelling:
    """One report about an outage, as a tier may see it."""

    told_at: datetime | None
    precision: TimePrecision
    publisher: str
    status: Status
    quantities: tuple[Quantity, ...]
    quotes: tuple[str, ...]  # empty where the tier may not read them
    publisher_uk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedIncident:
    """A strike as a tier may see it. Fields above the tier are None."""

    incident_id: str
    area_id: str
    area_en: str
    area_uk: str
    adm1_pcode: str | None
    date: str  # YYYY-MM-DD, Europe/Kyiv
    label_en: str
    label_uk: str
    citations: tuple[Citation, ...]
    target: Target | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedOutage:
    """An outage as a tier may see it."""

    outage_id: str
    service: Service
    status: Status | None  # None: nothing heard of it for long
    cause: Cause | None
    scope: Scope
    started_at: datetime | None
    onset_precision: TimePrecision | None
    ended_at: datetime | None
    place_id: str
    place_en: str
    place_uk: str
    level: str
    adm1_pcode: str | None
    adm1_en: str | None
    adm1_uk: str | None
    adm2_pcode: str | None
    adm2_en: str | None
    lat: float | None
    lon: float | None
    is_area: bool  # shade the whole area; otherwise a point
    quantities: tuple[Quantity, ...]
    exposure: Exposure | None
    citations: tuple[Citation, ...]
    sources_count: int
    confidence: float
    verification: Verification
    updated_at: datetime
    history: tuple[PublishedTelling, ...] = ()  # oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedSchedule:
    """An order or limit as a tier may see it."""

    schedule_id: str
    cause: Cause
    status: Status
    place_id: str
    place_en: str
    place_uk: str
    adm1_pcode: str | None  # None: the whole country
    start_at: datetime | None
    end_at: datetime | None
    citations: tuple[Citation, ...]
    updated_at: datetime
    scope: Scope = Scope.UNSTATED


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedSource:
    """How a source stands: so that silence is never read as calm."""

    source_id: str
    publisher: str
    last_ok_at: datetime | None
    last_new_at: datetime | None
    outcome: PollOutcome | None
    is_silent: bool
    publisher_uk: str | None = None
    state: CoverageState = CoverageState.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class OblastRow:
    """One of the 27 first-level units. None means no report, never no outage."""

    adm1_pcode: str
    adm1_en: str
    adm1_uk: str
    attack: str | None
    emergency_outages: str | None
    network_limits: str | None
    schedule: str | None
    electricity: str | None
    heat: str | None
    water: str | None
    temperature_tonight_min_c: float | None
    publishers: tuple[str, ...]
    sources_count: int = 0  # that are of this unit, not of the whole country
    sources_live_count: int = 0  # of those, the ones that would have told us


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A picture after the publication policy, for one tier. Everything that leaves the house is made from it."""

    tier: Tier
    as_of: datetime
    policy_version: str
    gazetteer_version: str
    incidents: tuple[PublishedIncident, ...]
    outages: tuple[PublishedOutage, ...]
    schedules: tuple[PublishedSchedule, ...]
    sources: tuple[PublishedSource, ...]
    oblasts: tuple[OblastRow, ...]  # always 27
    newest_report_at: datetime | None
    weather_fetched_at: datetime | None
    note: str | None  # "DEMO, invented data" where it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """Something to publish."""

    name: str
    media_type: str
    body: bytes = field(repr=False)
