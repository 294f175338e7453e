"""How fast the parts are, beside the libraries they could be made of: `svitlo bench NAME`.

One file per bench, named after it and listed in `Bench`. It holds `SETTINGS` (sizes, seeds, shares, for the line
`machine`) and `cases(scale)`, which answers at once: whatever is built or generated is built in `prepare`, outside the
clock, when the case's turn comes. A case is our side and its rivals:

    Case(
        name="exact name",
        unit="names",
        prepare=lambda: Side(n=len(names(scale)), run=lambda: [find(name) for name in names(scale)]),
        rivals=(Rival(name="dict on casefold", prepare=..., goal=3.0, agrees=lambda ours, theirs: ours == theirs),),
        load=load_gazetteer,
    )

`run` does one round of `n` items and returns what `agrees` compares; what must be emptied or filled before is its
`reset`, and what is read afterwards its `look`, both outside the clock. A rival of fewer items says so with its own
`n`: its seconds are scaled, and `agrees` compares what both did. What a rival imports stands in `needs` and is imported
inside its `prepare`; where it is not installed the line has nulls and a reason. Our memory (`peak_mb`) is that of a
fresh process that prepares and runs our side once; `load` is timed there (`load_s`, the best of three). Generated input
is the same on every machine, `random.Random(seed)`, and only as large as `scaled(n, scale)`.
"""

from enum import StrEnum


class Bench(StrEnum):
    """The benches there are."""

    CYCLE = "cycle"
    EXTRACT = "extract"
    LOCATE = "locate"
    QUERY = "query"
    STORE = "store"
