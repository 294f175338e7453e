"""The timeline of an outage: who told what and when, as a tier may see it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from tracker.model import Claim, ClaimKind, PublishedTelling, Quantity, Source, Status, TimePrecision
from tracker.policy.rules import TierRules, name_in_ukrainian

_Key = tuple[datetime | None, str, str]


def tell_history(
    claims: Sequence[Claim], rules: TierRules, sources: Mapping[str, Source]
) -> tuple[PublishedTelling, ...]:
    """One entry for each report, oldest first; with the words it rests on where the tier may read them."""
    by_report: dict[_Key, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_report[claim.published_at, claim.publisher, claim.report_id].append(claim)
    ordered = sorted(by_report.items(), key=lambda item: (item[0][0] or item[1][0].learned_at, item[0][1:]))
    return tuple(_tell(group, rules, sources) for _, group in ordered)


def _tell(claims: Sequence[Claim], rules: TierRules, sources: Mapping[str, Source]) -> PublishedTelling:
    """What one report says of one outage: supply that came back outweighs supply that was gone."""
    returns = [claim for claim in claims if claim.kind == ClaimKind.RESTORATION]
    weightiest = (returns or list(claims))[-1]
    quantities: dict[tuple[str, str], Quantity] = {
        (quantity.unit, quantity.basis): quantity for claim in claims for quantity in claim.quantities
    }
    return PublishedTelling(
        told_at=weightiest.published_at,
        precision=weightiest.published_precision or TimePrecision.MINUTE,
        publisher=weightiest.publisher,
        status=weightiest.status or Status.ONGOING,
        quantities=tuple(quantities[key] for key in sorted(quantities)),
        quotes=tuple(dict.fromkeys(claim.evidence.quote for claim in claims)) if rules.quotes else (),
        publisher_uk=name_in_ukrainian(weightiest, sources),
    )
