"""Which store a command works on."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from jobs.registers import DEMO_SOURCES, REAL_SOURCES
from tracker.errors import NotConfigured
from tracker.settings import DEFAULT_DATABASE, Settings
from tracker.store.engine import is_server, open_store
from tracker.store.published import read_as_of

DEMO_DATABASE = "var/demo.db"


def open_current_store(*, create: bool = False) -> tuple[Engine, Path, datetime | None]:
    """Open the store that is set or there; the demo's, with the demo's clock, where there is no other.

    Returns:
        The engine, the folder of its sources, and the moment the demo stands at (None: now).

    Raises:
        NotConfigured: nothing was ever stored here.
    """
    settings = Settings()
    if "database" in settings.model_fields_set or Path(DEFAULT_DATABASE).exists():
        return open_store(settings.database), settings.sources or REAL_SOURCES, None
    if not Path(DEMO_DATABASE).exists():
        if create:
            return open_store(settings.database), settings.sources or REAL_SOURCES, None
        raise NotConfigured(
            DEFAULT_DATABASE, "there is no store yet; run `svitlo demo`, or `svitlo run` for real sources"
        )
    engine = open_store(DEMO_DATABASE)
    return engine, DEMO_SOURCES, read_as_of(engine)


def current_database() -> str:
    """The store that is set or there; the demo's where there is no other.

    Raises:
        NotConfigured: nothing was ever stored here.
    """
    settings = Settings()
    database = settings.database
    if "database" not in settings.model_fields_set and not Path(database).exists() and Path(DEMO_DATABASE).exists():
        database = DEMO_DATABASE
    if not is_server(database) and not Path(database).exists():
        raise NotConfigured(database, "there is no store yet; run `svitlo demo`, or `svitlo run` for real sources")
    return database
