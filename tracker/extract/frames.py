"""Inside one clause: what is told, of which service, why, and how much of the place."""

from dataclasses import dataclass

from tracker.extract.lexicon import Marked
from tracker.extract.losses import OUTAGES, lost_services
from tracker.extract.orders import ORDERS, Order, read_order, read_status
from tracker.extract.returns import restored_services, restored_status
from tracker.extract.strikes import is_fought, is_strike, read_target, read_weapon
from tracker.extract.text import Clause
from tracker.model import Cause, ClaimKind, Scope, Service, Status, Target, Weapon

_CAUSES = (
    ("cause.automatic", Cause.EMERGENCY_SHUTDOWN),
    ("count.queues", Cause.SCHEDULED),  # only a timetable divides consumers so
    ("cause.repair_work", Cause.SCHEDULED),
    ("cause.weather", Cause.WEATHER),
    ("cause.accident", Cause.ACCIDENT),
)
CAUSES = ("cause.repair_reason", "cause.wear", *(sense for sense, _ in _CAUSES))
_SCOPES = (("extent.most", Scope.MOST), ("extent.part", Scope.PART), ("extent.whole", Scope.WHOLE))
_OF_SERVICES = {Service.HEAT: Target.HEAT, Service.GAS: Target.GAS}
_STATES = (*OUTAGES, "supply.absent", "supply.lost", "supply.cut_off", "supply.restored", "supply.warm")
# Without one of these a clause tells nothing.
TELLING = frozenset(
    {
        *_STATES,
        *("supply.idle", "supply.awaited", "supply.flows", "supply.restriction", "strike.attack", "strike.damage"),
        *(sense for sense, _ in ORDERS),
    }
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


def read_frames(clause: Clause, spoken_of: Service | None = None) -> tuple[Frame, ...]:
    """Read what a clause tells. Threats, forecasts, campaigns and denials give nothing.

    Args:
        clause: what to read, of which the caller knows that it tells of facts (`is_told`).
        spoken_of: the service that "supply" alone means.
    """
    if not clause.has_any(TELLING):
        return ()
    order = read_order(clause)
    is_supposed = clause.has("modality.hypothetical")
    if is_supposed and (order is None or order.status != Status.ANNOUNCED):
        return ()
    return (
        *((_ordered(order),) if order is not None else ()),
        *_events(clause, spoken_of, has_order=order is not None),
    )


def _events(clause: Clause, spoken_of: Service | None, *, has_order: bool) -> tuple[Frame, ...]:
    """What a clause tells of beside orders: losses, returns and a strike."""
    back = restored_services(clause, spoken_of or Service.ELECTRICITY)
    lost = () if has_order else tuple(service for service in lost_services(clause, spoken_of) if service not in back)
    scope = read_scope(clause)
    cause = read_cause(clause)
    weapon = read_weapon(clause)
    target = read_target(clause)
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
    status = restored_status(clause) if back else None
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
    is_struck = is_strike(clause, has_loss=bool(lost), target=target) and not clause.has("modality.recap")
    return (*losses, *returns, *((strike,) if is_struck else ()))


def tells(marked: Marked) -> bool:
    """Whether a folded text has a word of loss or return."""
    return not marked.hits.keys().isdisjoint(_STATES)


def _ordered(order: Order) -> Frame:
    return Frame(kind=ClaimKind.SCHEDULE, service=Service.ELECTRICITY, cause=order.cause, status=order.status)


def read_listed_order(clause: Clause, cause: Cause) -> Frame:
    """What a clause under the heading of an order tells of the places it lists."""
    return _ordered(Order(cause, read_status(clause, (0, len(clause.text)))))


def read_cause(clause: Clause) -> Cause | None:
    """Why supply is lost, as the clause or its sentence tells."""
    own = read_own_cause(clause)
    if own is not None:
        return own
    of_sentence = _cause_in(clause.sentence.marked)
    return None if of_sentence == Cause.DAMAGE else of_sentence  # old damage is told of its own clause alone


def read_own_cause(clause: Clause) -> Cause | None:
    """Why supply is lost, as the clause itself tells."""
    return _cause_in(clause.marked)


def _cause_in(marked: Marked) -> Cause | None:
    if not is_fought(marked):
        if marked.has("cause.repair_reason"):
            return Cause.SCHEDULED  # cut off for the repair of old damage
    elif not marked.has("cause.wear"):
        return Cause.STRIKE
    if marked.has("cause.wear"):
        return Cause.DAMAGE
    senses = marked.hits
    return next((cause for sense, cause in _CAUSES if sense in senses), None)


def read_scope(clause: Clause) -> Scope:
    """How much of the place a clause speaks of."""
    senses = clause.marked.hits
    return next((scope for sense, scope in _SCOPES if sense in senses), Scope.UNSTATED)
