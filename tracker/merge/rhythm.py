"""How long a source usually keeps quiet, from its own last weeks."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from heapq import nlargest

MEMORY = timedelta(days=28)
FEWEST_PAUSES = 20  # fewer say nothing of a rhythm
# Nights come 28 times in four weeks and weekends four times, but an outage of the source or of ours once or twice.
RANK = 3
PATIENCE = 2  # times as long as usual


def is_quiet(news_at: Sequence[datetime], at: datetime) -> bool:
    """Tell whether nothing new came for far longer than usual.

    `news_at` are the times at which something new was found, ascending. It is quiet when the pause up to `at` is more
    than twice the third longest of the four weeks before the pause; never where those hold fewer than 20 pauses.
    """
    count = bisect_right(news_at, at)
    if count == 0:
        return False
    last = news_at[count - 1]
    usual = longest_usual_pause(news_at[:count])
    return usual is not None and at - last > PATIENCE * usual


def longest_usual_pause(news_at: Sequence[datetime]) -> timedelta | None:
    """The third longest pause of the four weeks up to the newest of these ascending times; None: too few known."""
    first = bisect_right(news_at, news_at[-1] - MEMORY) if news_at else 0
    pauses = [later - earlier for earlier, later in zip(news_at[first:], news_at[first + 1 :], strict=False)]
    return nlargest(RANK, pauses)[-1] if len(pauses) >= FEWEST_PAUSES else None
