"""Names that are one slip of the finger away: a letter missing, added, wrong, or two of them swapped."""

from collections import defaultdict
from collections.abc import Iterable


class TypoIndex:
    """Every name, and every name with one letter left out, so that a slip is a look-up and not a comparison with all.

    Two names one edit apart share one of these keys; what shares a key and is further apart is refused.
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Index folded names."""
        self._by_key: dict[str, list[str]] = defaultdict(list)
        for name in sorted(set(names)):
            for key in _keys(name):
                self._by_key[key].append(name)

    def near(self, name: str) -> tuple[str, ...]:
        """All names at most one edit or one swap of neighbours away, the nearest first, then by the alphabet."""
        by_key = self._by_key
        found = {other for key in _keys(name) if key in by_key for other in by_key[key]}
        return tuple(
            sorted((other for other in found if is_one_slip(name, other)), key=lambda other: (other != name, other))
        )


def _keys(name: str) -> set[str]:
    return {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}


def is_one_slip(one: str, other: str) -> bool:
    """Whether two words differ by at most one letter left out, added or changed, or by two neighbours swapped."""
    if one == other:
        return True
    start = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        start += 1
    rest, other_rest = one[start:], other[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])
    )
