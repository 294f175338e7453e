"""Move the store to another place: from a laptop to a hub, and back."""

from collections.abc import Sequence

from tracker.errors import NotConfigured, StoreUnavailable
from tracker.store.copying import Copied, Tell, copy_store
from tracker.store.engine import identify_store, open_store

OPTION = "--to"


def copy_database(source: str, target: str, *, tell: Tell = lambda _table, _rows: None) -> Sequence[Copied]:
    """Copy one store into another, which is made where it is absent; both are brought to this code's schema first.

    Raises:
        NotConfigured: both are the same address.
        StoreUnavailable: as for `copy_store`.
    """
    there = open_store(source)
    try:
        here = open_store(target)
        try:
            if identify_store(there) == identify_store(here):
                raise NotConfigured(OPTION, "names the store that is to be copied")
            return copy_store(there, here, tell=tell)
        finally:
            here.dispose()
    finally:
        there.dispose()


def name_different(copied: Sequence[Copied]) -> StoreUnavailable | None:
    """What to say where the two differ after all: somebody else wrote to the target."""
    different = [one.table for one in copied if not one.is_same]
    reason = f"differs from its source in {', '.join(different)}; stop what writes to it and copy again"
    return StoreUnavailable("the copy", reason) if different else None
