"""The claims that a picture is made of: those of its last days, and the older ones of what still ran as they began."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from geodata.gazetteer import Gazetteer
from tracker.merge.evidence import told_at
from tracker.merge.outages import SILENCE, Key, is_somewhere
from tracker.model import Basis, Claim, ClaimKind, Outage, Scope, Service, Status

# No policy shows what was over or unheard for longer than a week; the rest is for those who look at a whole month.
WINDOW = timedelta(days=30)
# What is told of without a pause for longer than this before the window counts from the first day of a month, so that
# the name of an outage, which is made of its beginning, does not change with every picture.
LONGEST_RUN = timedelta(days=30)
LATEST = timedelta(days=1)  # by which a claim may count as told later than it was published
RUNNING = frozenset({ClaimKind.OUTAGE, ClaimKind.RESTORATION})


def begins_at(as_of: datetime) -> datetime:
    """When the window of a picture begins."""
    return as_of - WINDOW


def reaches_back_to(as_of: datetime) -> datetime:
    """Before when nothing counts, however long an outage runs."""
    return (begins_at(as_of) - LONGEST_RUN).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def select_window(current: Sequence[Claim], gazetteer: Gazetteer, as_of: datetime) -> tuple[Claim, ...]:
    """Keep of current claims what the picture of an instant is made of.

    That is what was told in the last 30 days; of each outage that was running as they began, what was told of it
    before, back to a silence of 72 h or a full return; and the temperatures that those older reports state. A claim
    dated more than 30 days ahead is not believed.

    Args:
        current: claims in the order of telling.
        gazetteer: the return of a whole area touches what lies inside it.
        as_of: the instant.
    """
    walk = Walk(gazetteer, begins_at(as_of))
    earliest, latest = reaches_back_to(as_of), as_of + WINDOW
    first, begin, near, last = (
        bisect_left(current, at, key=told_at) for at in (earliest, walk.since, walk.since + SILENCE, latest)
    )
    for claim in reversed(current[begin:near]):
        walk.counts(claim)
    running = {claim.claim_id for claim in reversed(current[first:begin]) if walk.counts(claim)}
    reports = {claim.report_id for claim in current[first:begin] if claim.claim_id in running}
    older = (
        claim
        for claim in current[first:begin]
        if claim.claim_id in running or (claim.kind == ClaimKind.TEMPERATURE and claim.report_id in reports)
    )
    return (*older, *current[begin:last])


def leave_onset_open(outage: Outage, as_of: datetime) -> Outage:
    """What is told of from where nothing counts any more began nobody knows when, unless it was told to be older."""
    cut = reaches_back_to(as_of)
    is_cut = outage.first_published_at - cut <= SILENCE
    if outage.started_at is None or outage.started_at < cut or not is_cut:
        return outage
    return replace(outage, started_at=None, onset_precision=None)


class Walk:
    """Goes from claims told soon after an instant to older and older ones, and tells which are of one outage with them.

    It knows of each service and place what was told next.
    """

    def __init__(self, gazetteer: Gazetteer, since: datetime) -> None:
        """Begin with nothing told after `since`."""
        self.since = since
        self.edges: dict[Key, tuple[datetime, bool]] = {}  # when the oldest claim that counts was told; of an outage
        self.closed: set[Key] = set()
        self._gazetteer = gazetteer
        self._returns: dict[Key, tuple[datetime, bool]] = {}  # of whole areas; whether they reach to `since`
        self._reaching: dict[Service, datetime] = {}  # the oldest that does
        self._inside: defaultdict[Key, set[Key]] = defaultdict(set)  # what has an edge, by the areas it lies in

    def running(self, at: datetime) -> frozenset[str] | None:
        """The places of which claims older than an instant may count, with the areas around them; None: any place."""
        if any(back_at - at <= SILENCE for back_at in self._reaching.values()):
            return None
        open_keys = (key for key, (edge, _) in self.edges.items() if key not in self.closed and edge - at <= SILENCE)
        return frozenset(area.place_id for _, place_id in open_keys for area in self._gazetteer.ancestors(place_id))

    def counts(self, claim: Claim) -> bool:
        """Take the next older claim, and tell whether it counts."""
        at = told_at(claim)
        is_recent = at >= self.since
        if claim.kind not in RUNNING or claim.service is None or claim.place_id is None:
            return is_recent
        if is_somewhere(claim, self._gazetteer):
            return is_recent
        key = claim.service, claim.place_id
        is_needed = is_recent or self._continues(key, at, claim) or self._ends_what_lies_inside(key, at, claim)
        if is_needed:
            self._extend(key, at, claim)
        if _is_return_of_area(claim):
            self._returns[key] = at, self._reaches(claim.service, at, claim)
        return is_needed

    def _continues(self, key: Key, at: datetime, claim: Claim) -> bool:
        """Whether what was told next of this service and place is about the same outage."""
        back, edge = self._next_return(key), self.edges.get(key)
        if back is not None and back[0] - at <= SILENCE and (edge is None or back[0] <= edge[0]):
            is_ended = edge is None or (edge[1] and back[0] < edge[0])
            return back[1] or not is_ended
        if edge is None or key in self.closed or edge[0] - at > SILENCE:
            return False
        if edge[1] and edge[0] > at and _is_full_return(claim):
            self.closed.add(key)
            return False
        return True

    def _next_return(self, key: Key) -> tuple[datetime, bool] | None:
        """When next the whole of an area around a place came back."""
        service, place_id = key
        areas = (place.place_id for place in self._gazetteer.ancestors(place_id)[1:])
        return min((self._returns[service, area] for area in areas if (service, area) in self._returns), default=None)

    def _reaches(self, service: Service, at: datetime, claim: Claim) -> bool:
        """Whether an outage inside an area that came back may reach `since`: a return with a number may not end it."""
        later = self._reaching.get(service)
        is_reaching = at >= self.since or (not _is_full_return(claim) and later is not None and later - at <= SILENCE)
        if is_reaching:
            self._reaching[service] = at
        return is_reaching

    def _ends_what_lies_inside(self, key: Key, at: datetime, claim: Claim) -> bool:
        return _is_return_of_area(claim) and any(self.edges[one][0] - at <= SILENCE for one in self._inside[key])

    def _extend(self, key: Key, at: datetime, claim: Claim) -> None:
        if key not in self.edges:
            service, place_id = key
            for place in self._gazetteer.ancestors(place_id)[1:]:
                self._inside[service, place.place_id].add(key)
        self.edges[key] = at, claim.kind == ClaimKind.OUTAGE


def _is_return_of_area(claim: Claim) -> bool:
    return claim.kind == ClaimKind.RESTORATION and claim.scope == Scope.WHOLE and claim.status == Status.RESTORED


def _is_full_return(claim: Claim) -> bool:
    """A return without a number; whether one with a number is full depends on what was told before."""
    is_counted = any(quantity.basis == Basis.RECONNECTED for quantity in claim.quantities)
    return claim.kind == ClaimKind.RESTORATION and claim.status == Status.RESTORED and not is_counted
