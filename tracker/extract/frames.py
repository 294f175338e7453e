"""Inside one clause: what is told, of which service, why, and how much of the place."""

from dataclasses import dataclass

from tracker.extract.lexicon import Lexicon
from tracker.extract.losses import OUTAGES, lost_services
from tracker.extract.moods import is_told
from tracker.extract.orders import ORDERS, Order, read_order, read_status
from tracker.extract.returns import restored_services, restored_status
from tracker.extract.strikes import is_fought, is_strike, read_target, read_weapon
from tracker.extract.text import Clause
from tracker.model import Cause, ClaimKind, Report, Scope, Service, Status, Target, Weapon

_CAUSES = (
    ("cause.automatic", Cause.EMERGENCY_SHUTDOWN),
    ("count.queues", Cause.SCHEDULED),  # only a timetable divides consumers so
    ("cause.repair_work", Cause.SCHEDULED),
    ("cause.weather", Cause.WEATHER),
    ("cause.accident", Cause.ACCIDENT),
)
_OF_SERVICES = {Service.HEAT: Target.HEAT, Service.GAS: Target.GAS}
_STATES = (*OUTAGES, "supply.absent", "supply.lost", "supply.cut_off", "supply.restored", "supply.warm")
# Without one of these a clause tells nothing.
_TELLING = (
    *_STATES,
    *("supply.idle", "supply.awaited", "supply.flows", "supply.restriction", "strike.attack", "strike.damage"),
    *(sense for sense, _ in ORDERS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One thing a clause tells."""

    kind: ClaimKind
    service: Service | None = None
    cause: Cause | None = None
    target: Target | None = None
    weapon: Weapon | None = None
    status: Status | None = None
    scope: Scope = Scope.UNSTATED
    place_ids: tuple[str, ...] = ()  # where this was, if not where the clause is about


def read_frames(
    clause: Clause, lexicon: Lexicon, report: Report | None = None, spoken_of: Service | None = None
) -> tuple[Frame, ...]:
    """Read what a clause tells as fact. Threats, forecasts, campaigns, denials and recaps give nothing.

    Args:
        clause: what to read.
        lexicon: the words.
        report: whose day tells a reminder of this week from the past.
        spoken_of: the service that "supply" alone means.
    """
    if not clause.has(lexicon, *_TELLING) or not is_told(clause, lexicon, report):
        return ()
    order = read_order(clause, lexicon)
    is_supposed = clause.has(lexicon, "modality.hypothetical")
    if is_supposed and (order is None or order.status != Status.ANNOUNCED):
        return ()
    return (
        *((_ordered(order),) if order is not None else ()),
        *_events(clause, lexicon, spoken_of, has_order=order is not None),
    )


def _events(clause: Clause, lexicon: Lexicon, spoken_of: Service | None, *, has_order: bool) -> tuple[Frame, ...]:
    """What a clause tells of beside orders: losses, returns and a strike."""
    back = restored_services(clause, lexicon, spoken_of or Service.ELECTRICITY)
    lost = (
        ()
        if has_order
        else tuple(service for service in lost_services(clause, lexicon, spoken_of) if service not in back)
    )
    scope = read_scope(clause, lexicon)
    cause = read_cause(clause, lexicon)
    weapon = read_weapon(clause, lexicon)
    target = read_target(clause, lexicon)
    losses = (
        Frame(
            kind=ClaimKind.OUTAGE,
            service=service,
            cause=cause,
            target=_OF_SERVICES.get(service) or target or Target.UNSPECIFIED,
            weapon=weapon if cause == Cause.STRIKE else None,
            status=Status.ONGOING,
            scope=scope,
        )
        for service in lost
    )
    status = restored_status(clause, lexicon) if back else None
    returns = (
        Frame(
            kind=ClaimKind.RESTORATION,
            service=service,
            cause=cause if cause != Cause.STRIKE else None,  # an attack is told of apart
            target=_OF_SERVICES.get(service),
            status=status,
            scope=scope,
        )
        for service in back
    )
    strike = Frame(kind=ClaimKind.STRIKE, cause=Cause.STRIKE, target=target or Target.UNSPECIFIED, weapon=weapon)
    # "without heat since an attack three weeks ago" tells of no new attack
    is_struck = is_strike(clause, lexicon, has_loss=bool(lost), target=target) and not clause.has(
        lexicon, "modality.recap"
    )
    return (*losses, *returns, *((strike,) if is_struck else ()))


def tells(folded: str, lexicon: Lexicon) -> bool:
    """Whether a folded text has a word of loss or return."""
    return not lexicon.senses_of(folded).keys().isdisjoint(_STATES)


def _ordered(order: Order) -> Frame:
    return Frame(kind=ClaimKind.SCHEDULE, service=Service.ELECTRICITY, cause=order.cause, status=order.status)


def read_listed_order(clause: Clause, cause: Cause, lexicon: Lexicon) -> Frame:
    """What a clause under the heading of an order tells of the places it lists."""
    return _ordered(Order(cause, read_status(clause, (0, len(clause.folded)), lexicon)))


def read_cause(clause: Clause, lexicon: Lexicon) -> Cause | None:
    """Why supply is lost, as the clause or its sentence tells."""
    own = read_own_cause(clause, lexicon)
    if own is not None:
        return own
    of_sentence = _cause_in(clause.sentence.folded, lexicon)
    return None if of_sentence == Cause.DAMAGE else of_sentence  # old damage is told of its own clause alone


def read_own_cause(clause: Clause, lexicon: Lexicon) -> Cause | None:
    """Why supply is lost, as the clause itself tells."""
    return _cause_in(clause.folded, lexicon)


def _cause_in(folded: str, lexicon: Lexicon) -> Cause | None:
    if not is_fought(folded, lexicon):
        if lexicon.has("cause.repair_reason", folded):
            return Cause.SCHEDULED  # cut off for the repair of old damage
    elif not lexicon.has("cause.wear", folded):
        return Cause.STRIKE
    if lexicon.has("cause.wear", folded):
        return Cause.DAMAGE
    senses = lexicon.senses_of(folded)
    return next((cause for sense, cause in _CAUSES if sense in senses), None)


def read_scope(clause: Clause, lexicon: Lexicon) -> Scope:
    """How much of the place a clause speaks of."""
    for sense, scope in (("extent.most", Scope.MOST), ("extent.part", Scope.PART), ("extent.whole", Scope.WHOLE)):
        if clause.has(lexicon, sense):
            return scope
    return Scope.UNSTATED
