"""Take away what is kept no longer than the settings say."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from tracker.settings import Settings
from tracker.store.retention import Limits, purge_old


def purge(engine: Engine, settings: Settings, *, now: datetime) -> str:
    """Purge the store once; one line about how much went."""

    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    irrelevant = settings.keep_irrelevant_days
    purged = purge_old(
        engine,
        Limits(
            payloads=before(settings.keep_payloads_days),
            texts=before(settings.keep_texts_days),
            irrelevant=before(irrelevant) if irrelevant is not None else None,
            runs=before(settings.keep_runs_days),
        ),
    )
    return (
        f"{purged.payloads} payloads, {purged.texts} texts, {purged.irrelevant} irrelevant reports, "
        f"{purged.runs} runs taken away"
    )
