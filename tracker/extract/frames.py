"""Inside one clause: what is told, of which service, why, and in which mood."""

import re
from dataclasses import dataclass

from tracker.extract.lexicon import Hit, Lexicon
from tracker.extract.text import Clause
from tracker.model import Cause, ClaimKind, Scope, Service, Status, Target, Weapon

_TARGETS = (
    ("target.substation", Target.SUBSTATION),
    ("target.chp", Target.CHP),
    ("target.hpp", Target.HPP),
    ("target.npp", Target.NPP),
    ("target.gas_site", Target.GAS),
    ("target.heat_site", Target.HEAT),
    ("target.grid_lines", Target.GRID_LINES),
    ("target.energy", Target.UNSPECIFIED),
)
_WEAPONS = (
    ("strike.missile", Weapon.MISSILE),
    ("strike.drone", Weapon.DRONE),
    ("strike.shelling", Weapon.SHELLING),
)
_SERVICES = (
    ("services.heat", Service.HEAT),
    ("services.electricity", Service.ELECTRICITY),
    ("services.water", Service.WATER),
    ("services.gas", Service.GAS),
)
_PREPOSITIONS = frozenset({"without", "без", "ohne", "bez"})  # what is lost stands behind these
_CAUSES = (
    ("cause.wear", Cause.DAMAGE),
    ("strike.attack", Cause.STRIKE),
    ("cause.automatic", Cause.EMERGENCY_SHUTDOWN),
    ("cause.repair_work", Cause.SCHEDULED),
    ("cause.weather", Cause.WEATHER),
    ("cause.accident", Cause.ACCIDENT),
)
ORDERS = (
    ("supply.emergency", Cause.EMERGENCY_SHUTDOWN),
    ("supply.scheduled", Cause.SCHEDULED),
    ("supply.limit", Cause.NETWORK_LIMIT),
)
# Without one of these a clause tells nothing; an attack may also stand elsewhere in its sentence.
_TELLING = (
    *("supply.absent", "supply.lost", "supply.outage", "supply.restored", "strike.attack"),
    *(sense for sense, _ in ORDERS),
)
_RECONNECTED = re.compile(r"заживл|запитан|re-?connect|re-?energi|подключ|підключ")
_CONSUMERS = ("count.customers", "count.households")
_COUNTED = re.compile(r"\d")
_SETTING = 18  # characters before an outage that is only the setting: "during blackouts"
_NEAR = 45  # characters between a verb of loss and the service


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


def read_frames(clause: Clause, lexicon: Lexicon) -> tuple[Frame, ...]:
    """Read what a clause tells as fact. Threats, forecasts, campaigns, denials and recaps give nothing."""
    is_telling = clause.has(lexicon, *_TELLING) or lexicon.has("strike.attack", clause.sentence.folded)
    if not is_telling or clause.has(lexicon, "modality.recap"):
        return ()
    frames: list[Frame] = []
    is_supposed = clause.has(lexicon, "modality.hypothetical")
    order = None if clause.has(lexicon, "modality.circumstance") else read_order(clause, lexicon)
    frames += [] if order is None else [order]
    if is_supposed and order is None:
        return ()
    services = () if order is not None else _lost_services(clause, lexicon)
    back = _restored_services(clause, lexicon)
    scope = read_scope(clause, lexicon)
    cause = read_cause(clause, lexicon)
    weapon = read_weapon(clause, lexicon)
    target = read_target(clause, lexicon)
    frames += [
        Frame(
            kind=ClaimKind.OUTAGE,
            service=service,
            cause=cause,
            target=Target.HEAT if service == Service.HEAT else target or Target.UNSPECIFIED,
            weapon=weapon if cause == Cause.STRIKE else None,
            status=Status.PARTIALLY_RESTORED
            if clause.has(lexicon, "supply.restoring") and not services
            else Status.ONGOING,
            scope=scope,
        )
        for service in services
        if service not in back
    ]
    frames += [
        Frame(kind=ClaimKind.RESTORATION, service=service, status=_restored_status(clause, lexicon), scope=scope)
        for service in back
    ]
    if _is_strike(clause, lexicon, has_loss=bool(services), target=target):
        frames.append(
            Frame(kind=ClaimKind.STRIKE, cause=Cause.STRIKE, target=target or Target.UNSPECIFIED, weapon=weapon)
        )
    return tuple(frames)


def read_order(clause: Clause, lexicon: Lexicon) -> Frame | None:
    """An order that limits supply: announced, in force, or cancelled."""
    if clause.has(lexicon, "supply.price", "strike.aid"):
        return None
    for sense, cause in ORDERS:
        order = lexicon.find(sense, clause.folded)
        if order is not None:
            is_cancelled = _is_called_off(_segment(clause.folded, order), lexicon)
            return Frame(
                kind=ClaimKind.SCHEDULE,
                service=Service.ELECTRICITY,
                cause=cause,
                status=Status.CANCELLED if is_cancelled else _order_status(clause, lexicon),
            )
    return None


def read_listed_order(clause: Clause, cause: Cause, lexicon: Lexicon) -> Frame:
    """What a clause under the heading of an order tells of the places it lists."""
    is_cancelled = _is_called_off(clause.folded, lexicon)
    return Frame(
        kind=ClaimKind.SCHEDULE,
        service=Service.ELECTRICITY,
        cause=cause,
        status=Status.CANCELLED if is_cancelled else _order_status(clause, lexicon),
    )


def _is_called_off(segment: str, lexicon: Lexicon) -> bool:
    """Whether a segment calls something off, or says that there is none of it: «відключень … немає»."""
    is_none = lexicon.has("supply.outage_of_which", segment) and lexicon.has("modality.none", segment)
    return is_none or lexicon.has("supply.cancelled", segment)


def _order_status(clause: Clause, lexicon: Lexicon) -> Status:
    return Status.ANNOUNCED if clause.has(lexicon, "supply.announced") else Status.ONGOING


def _segment(folded: str, match: Hit) -> str:
    """What stands between the commas around a word: a "not" beyond them is about something else."""
    begin = folded.rfind(",", 0, match.start) + 1
    end = folded.find(",", match.end)
    return folded[begin : end if end >= 0 else len(folded)]


def _lost_services(clause: Clause, lexicon: Lexicon) -> tuple[Service, ...]:
    folded = clause.folded
    if lexicon.has("strike.aid", folded) or lexicon.has("supply.price", folded):
        return ()
    found: list[Service] = []
    for sense in ("supply.absent", "supply.lost"):
        for verb in lexicon.find_all(sense, folded):
            found += _services_near(folded, verb, lexicon, is_absence=sense == "supply.absent")
    if lexicon.has("services.contact_wire", clause.sentence.folded):
        return ()
    if not found and _cuts_consumers(clause, lexicon):
        found.append(Service.ELECTRICITY)
    outage = lexicon.find("supply.outage", folded)
    is_setting = outage is not None and lexicon.has("modality.circumstance", folded[: outage.start][-_SETTING:])
    if outage is not None and not is_setting and not lexicon.has("modality.end_of", folded):
        named = [service for sense, service in _SERVICES if lexicon.has(sense, folded[outage.start : outage.end + 30])]
        found += named or ([] if _is_other(folded, outage, lexicon) else [Service.ELECTRICITY])
    head = outage or lexicon.find("supply.lost", folded)
    if (
        not found
        or (head is not None and _is_called_off(_segment(folded, head), lexicon))
        or _is_denied(folded, lexicon)
    ):
        return ()
    return tuple(dict.fromkeys(found))


def _services_near(folded: str, verb: Hit, lexicon: Lexicon, *, is_absence: bool) -> list[Service]:
    """Services named beside a verb of loss; what lies behind "and" belongs to it too."""
    after = re.split(r"[;:()]", folded[verb.end : verb.end + _NEAR])[0]
    looks_back = not (is_absence and verb.text in _PREPOSITIONS)
    before = re.split(r"[;:()]", folded[max(0, verb.start - _NEAR) : verb.start])[-1] if looks_back else ""
    around = f"{before} {after}"
    return [service for sense, service in _SERVICES if lexicon.has(sense, around)]


def _cuts_consumers(clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a number of consumers is told to be cut off, without a word of what: it is the grid they are cut from."""
    cut = lexicon.find("supply.cut_off", clause.folded)
    if cut is None or any(clause.has(lexicon, sense) for sense in ("services.other_service", "services.water")):
        return False
    near = clause.folded[max(0, cut.start - _NEAR) : cut.end + _NEAR]
    return _COUNTED.search(near) is not None and any(lexicon.has(sense, near) for sense in _CONSUMERS)


def _is_other(folded: str, outage: Hit, lexicon: Lexicon) -> bool:
    """An outage of the internet or of phones is not ours."""
    around = folded[max(0, outage.start - 25) : outage.end + 25]
    return lexicon.has("services.other_service", around) and not lexicon.has("services.electricity", around)


def _is_denied(folded: str, lexicon: Lexicon) -> bool:
    """A "not" right before the loss denies it."""
    for verb in lexicon.find_all("modality.negation", folded):
        rest = folded[verb.end : verb.end + 22]
        if lexicon.has("supply.lost", rest) or lexicon.has("supply.outage", rest):
            return True
    return False


def _restored_services(clause: Clause, lexicon: Lexicon) -> tuple[Service, ...]:
    """Services that came back: named beside the verb, or in its sentence, or said by the verb itself.

    What is promised for tomorrow, or is not back yet, has not come back.
    """
    folded = clause.folded
    losses = lexicon.find_all("supply.outage", folded)
    returns = (
        verb
        for verb in lexicon.find_all("supply.restored", folded)
        if not any(loss.start <= verb.start < loss.end for loss in losses)  # "interruptions with light" return nothing
    )
    verb = next(returns, None)
    if verb is None or clause.has(lexicon, "strike.aid", "supply.announced"):
        return ()
    if re.search(r"\b(?:not yet|not|не|nicht|nie|поки|пока|досі|still)\s(?:\w+\s){0,2}$", folded[: verb.start]):
        return ()
    around = folded[max(0, verb.start - 70) : verb.end + 70]
    found = tuple(service for sense, service in _SERVICES if lexicon.has(sense, around))
    in_sentence = tuple(service for sense, service in _SERVICES if lexicon.has(sense, clause.sentence.folded))
    if found or len(in_sentence) == 1:
        return found or in_sentence
    is_grid = _RECONNECTED.search(verb.text) is not None or lexicon.has("count.customers", around)
    return (Service.ELECTRICITY,) if is_grid else ()


def _restored_status(clause: Clause, lexicon: Lexicon) -> Status:
    is_partial = clause.has(lexicon, "extent.part") or clause.has(lexicon, "supply.restoring")
    return Status.PARTIALLY_RESTORED if is_partial else Status.RESTORED


def _is_strike(clause: Clause, lexicon: Lexicon, *, has_loss: bool, target: Target | None) -> bool:
    folded = clause.folded
    attack = lexicon.find("strike.attack", folded) or lexicon.find("strike.attack", clause.sentence.folded)
    if (
        attack is None
        or _is_old(folded, lexicon)
        or (lexicon.has("strike.none_of_which", folded) and lexicon.has("modality.none", folded))
        or (clause.has(lexicon, "strike.aid", "strike.intercepted") and target is None)
    ):
        return False
    if has_loss and lexicon.has("strike.attack", folded):
        return True
    if target is None:
        return False
    is_here = lexicon.has("strike.attack", folded)
    is_damaged = lexicon.has("strike.damage", folded)
    return is_here or is_damaged


def _is_old(folded: str, lexicon: Lexicon) -> bool:
    """Whether all attacks a clause names are earlier ones, of which the damage is left."""
    attacks, earlier = lexicon.find_all("strike.attack", folded), lexicon.find_all("cause.wear", folded)
    return bool(attacks) and all(any(old.start <= hit.start < old.end for old in earlier) for hit in attacks)


def read_target(clause: Clause, lexicon: Lexicon) -> Target | None:
    """The kind of energy object a clause names."""
    senses = lexicon.senses_of(clause.folded)
    return next((target for sense, target in _TARGETS if sense in senses), None)


def read_weapon(clause: Clause, lexicon: Lexicon) -> Weapon | None:
    """What the attack came by; None where several are named."""
    found = {weapon for sense, weapon in _WEAPONS if clause.has(lexicon, sense)}
    return found.pop() if len(found) == 1 else None


def read_cause(clause: Clause, lexicon: Lexicon) -> Cause | None:
    """Why supply is lost, as the clause or its sentence tells."""
    texts = (lexicon.senses_of(clause.folded), lexicon.senses_of(clause.sentence.folded))
    return next((cause for senses in texts for sense, cause in _CAUSES if sense in senses), None)


def read_scope(clause: Clause, lexicon: Lexicon) -> Scope:
    """How much of the place a clause speaks of."""
    for sense, scope in (("extent.most", Scope.MOST), ("extent.part", Scope.PART), ("extent.whole", Scope.WHOLE)):
        if clause.has(lexicon, sense):
            return scope
    return Scope.UNSTATED
