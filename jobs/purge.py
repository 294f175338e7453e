"""Take away what is kept no longer than the settings say."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine

from tracker.settings import Settings
from tracker.store.retention import Limits, Purged, count_old, purge_old

SCHEDULER = "scheduler"


def purge(engine: Engine, settings: Settings, *, now: datetime, actor: str = SCHEDULER) -> str:
    """Purge the store once; one line about how much went."""
    purged = purge_old(engine, limits_of(settings, now), now=now, actor=actor)
    return (
        f"{purged.payloads} payloads, {purged.texts} texts, {purged.irrelevant} irrelevant reports, "
        f"{purged.runs} runs, {purged.temperatures} temperatures taken away"
    )


def purge_by_hand(
    engine: Engine, settings: Settings, *, now: datetime, actor: str, is_dry: bool
) -> Sequence[Mapping[str, object]]:
    """Purge the store, or only say what would go: one row for each setting."""
    limits = limits_of(settings, now)
    purged = count_old(engine, limits) if is_dry else purge_old(engine, limits, now=now, actor=actor)
    return describe(purged, limits)


def limits_of(settings: Settings, now: datetime) -> Limits:
    """What the settings let go, counted back from now."""

    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    irrelevant, temperatures = settings.keep_irrelevant_days, settings.keep_temperatures_days
    return Limits(
        payloads=before(settings.keep_payloads_days),
        texts=before(settings.keep_texts_days),
        irrelevant=before(irrelevant) if irrelevant is not None else None,
        runs=before(settings.keep_runs_days),
        temperatures=before(temperatures) if temperatures is not None else None,
    )


def describe(purged: Purged, limits: Limits) -> Sequence[Mapping[str, object]]:
    """One row for each setting: what goes by it, older than when (None: it is kept for good), and how much."""
    return [
        {
            "what": name,
            "setting": f"keep_{name}_days",
            "older_than": getattr(limits, name),
            "count": getattr(purged, name),
        }
        for name in ("payloads", "texts", "irrelevant", "runs", "temperatures")
    ]
