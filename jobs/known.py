"""Read of the ledger what a picture of an instant is made of, and no more: years of claims lie beside it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine

from geodata.gazetteer import Gazetteer
from tracker.merge import carry_reviews, select_current
from tracker.merge.evidence import told_at
from tracker.merge.outages import SILENCE
from tracker.merge.window import LATEST, RUNNING, WINDOW, Walk, begins_at, reaches_back_to
from tracker.model import Claim, ClaimKind, Review
from tracker.store.readings import read_claims_of, read_decisions, read_told

STRETCH = timedelta(days=8)  # of what was told before the window, read at once

Counts = Callable[[Claim], bool]


def read_known(
    engine: Engine, gazetteer: Gazetteer, *, as_of: datetime, counts: Counts = lambda _: True
) -> tuple[tuple[Claim, ...], tuple[Review, ...]]:
    """The claims of the window and the older ones of what ran as it began, and what people decided on them.

    What `counts` refuses is as if nobody had told it.
    """
    earliest = reaches_back_to(as_of) - LATEST
    reviews, reviewed = read_decisions(engine, as_of=as_of, since=earliest)
    since = begins_at(as_of) - LATEST
    recent = read_told(engine, as_of=as_of, since=since, before=as_of + WINDOW + LATEST)
    claims = list(filter(counts, recent))
    walk = Walk(gazetteer, begins_at(as_of))
    untaken = [claim for claim in claims if told_at(claim) < walk.since + SILENCE]
    running: list[Claim] = []
    places, step = None, SILENCE + LATEST
    while since > earliest and (places is None or places):
        before, since = since, max(since - step, earliest)
        older = read_told(engine, as_of=as_of, since=since, before=before, kinds=RUNNING, place_ids=places)
        untaken += filter(counts, older)
        # Of an older stretch there may still come what was told on a later day than it was published.
        whole = since + LATEST
        decided = carry_reviews(reviews, reviewed, untaken)
        taken = [claim for claim in select_current(untaken, decided, as_of) if told_at(claim) >= whole]
        untaken = [claim for claim in untaken if told_at(claim) < whole]
        running += [claim for claim in reversed(taken) if walk.counts(claim) and told_at(claim) < walk.since]
        places, step = walk.running(whole), STRETCH
    claims += running
    stated = read_claims_of(engine, sorted({claim.report_id for claim in running}), as_of=as_of)
    claims += (claim for claim in stated if claim.kind == ClaimKind.TEMPERATURE and counts(claim))
    unique = tuple({claim.claim_id: claim for claim in claims}.values())
    return unique, carry_reviews(reviews, reviewed, unique)
