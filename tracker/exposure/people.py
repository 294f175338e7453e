"""How many people an outage concerns, as far as reports count people."""

from collections.abc import Sequence

from tracker.model import Basis, Bound, Quantity, Unit


def estimate_people(quantities: Sequence[Quantity]) -> tuple[int | None, int | None]:
    """Bound the people without a service, from numbers that count people.

    Customers, households and buildings are not people: turning one into the other needs a named, cited factor.
    """
    for quantity in quantities:
        if quantity.unit == Unit.PEOPLE and quantity.basis != Basis.RECONNECTED:
            value = round(quantity.value)
            low = None if quantity.bound == Bound.AT_MOST else value
            high = None if quantity.bound == Bound.AT_LEAST else value
            return low, high
    return None, None
