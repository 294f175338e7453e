"""What a clause leaves unsaid and takes from before: the state of its list, an attack, an order, a heading, a cause."""

from collections.abc import Sequence
from dataclasses import replace

from tracker.extract.counts import counts_in
from tracker.extract.frames import Frame, read_listed_order, tells
from tracker.extract.headings import Heading, is_item
from tracker.extract.scene import Scene
from tracker.extract.story import Memory, strikes_of, struck
from tracker.extract.strikes import find_attacks
from tracker.extract.text import Clause
from tracker.model import Cause, ClaimKind, Service, Status, Unit

CONSUMERS = frozenset({Unit.CUSTOMERS, Unit.HOUSEHOLDS, Unit.PEOPLE})
COUNTED = frozenset({Unit.CUSTOMERS, Unit.HOUSEHOLDS, Unit.BUILDINGS, Unit.SETTLEMENTS})


def service_of(told: Sequence[Frame]) -> Service | None:
    """The service that was last told of; water only where it was nothing else."""
    services = [frame.service for frame in told if frame.service is not None]
    return next((service for service in services if service != Service.WATER), services[0] if services else None)


def left_by_others(scene: Scene, clause: Clause, memory: Memory, *, is_line: bool, is_fact: bool) -> tuple[Frame, ...]:
    """What a clause with places and no word of its own tells: the state of the list, the attack, the order before."""
    if memory.order is not None and clause.has("supply.lifted"):
        return (replace(memory.order, status=Status.RESTORED),)
    if memory.order is not None and clause.has("supply.in_force"):
        return (replace(memory.order, status=Status.ONGOING),)
    if memory.heading is not None and memory.heading.states:
        return memory.told if is_item(clause, scene.text) and not tells(clause.sentence.marked) else ()
    if find_attacks(clause.marked):
        return strikes_of(memory.attack, clause) if is_fact else ()
    if is_line or only_counts(clause) or clause.has("extent.worst"):
        losses = tuple(frame for frame in memory.told if is_line or frame.kind == ClaimKind.OUTAGE)
        return losses or strikes_of(memory.attack, clause)
    return ()


def says_how_many(clause: Clause) -> bool:
    """Whether a clause only says how many what was told just now concerns: «Це 700 абонентів»."""
    if not clause.has("count.anaphor") or clause.has("people.casualty", "strike.aid"):
        return False
    counts = counts_in(clause, is_restoration=False)
    return any(count.quantity.unit in CONSUMERS for count in counts)


def under_heading(
    heading: Heading, clause: Clause, frames: tuple[Frame, ...], *, has_places: bool
) -> tuple[Frame, ...]:
    """Let a heading say why: of losses that name no cause, and of places listed under an order."""
    cause = heading.cause
    if heading.order is not None:
        return frames or ((read_listed_order(clause, heading.order),) if has_places else ())
    if cause is None:
        return frames
    if not frames and has_places and only_counts(clause):
        frames = (Frame(kind=ClaimKind.OUTAGE, service=Service.ELECTRICITY, status=Status.ONGOING),)
    caused = tuple(
        replace(frame, cause=cause) if frame.kind == ClaimKind.OUTAGE and frame.cause is None else frame
        for frame in frames
    )
    kinds = {frame.kind for frame in caused if frame.cause == Cause.STRIKE}
    is_new = heading.is_attack and not clause.has("extent.still")  # what remains is of an earlier attack
    return (*caused, struck(None)) if is_new and kinds == {ClaimKind.OUTAGE} else caused


def only_counts(clause: Clause) -> bool:
    """Whether a clause goes on counting, place by place, what the one before it told of."""
    counts = counts_in(clause, is_restoration=False)
    return any(count.quantity.unit in COUNTED for count in counts) and not clause.has("people.casualty")


def as_before(frame: Frame, memory: Memory) -> Frame:
    """A return has the cause and the object of the loss just told of, where that was no attack."""
    if frame.kind != ClaimKind.RESTORATION or frame.cause is not None:
        return frame
    losses = (told for told in memory.told if told.kind == ClaimKind.OUTAGE and told.service == frame.service)
    loss = next((told for told in losses if told.cause != Cause.STRIKE), None)
    return frame if loss is None else replace(frame, cause=loss.cause, target=frame.target or loss.target)
