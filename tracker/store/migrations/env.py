"""What Alembic runs: it gets the connection, and the model of that connection's engine."""

from alembic import context
from alembic.runtime.environment import NameFilterParentNames, NameFilterType

from tracker.store.columns import Shape, UtcTime
from tracker.store.partitions import is_month
from tracker.store.tables import LEDGER, PEOPLE, PUBLISHED, RTREE, metadata_for

# Made by statements of our own, or by the engine.
HIDDEN = (RTREE, "spatial_ref_sys", "sqlite_", "alembic_version")


def include_name(name: str | None, kind: NameFilterType, _parents: NameFilterParentNames) -> bool:
    """Leave out what the model does not describe."""
    if kind == "schema":
        return name in {None, LEDGER, PEOPLE, PUBLISHED}
    if kind == "table":
        return not str(name).startswith(HIDDEN) and not is_month(str(name))
    return not (kind == "index" and str(name).endswith("_gist"))


def compare_type(*arguments: object) -> bool | None:
    """Take our own column types as they are; SQLite names no types to compare."""
    migration, model_type = arguments[0], arguments[4]
    is_sqlite = context.get_context().dialect.name == "sqlite"
    del migration
    return False if is_sqlite or isinstance(model_type, (Shape, UtcTime)) else None


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata_for(connection.dialect.name),
    include_schemas=connection.dialect.name == "postgresql",
    include_name=include_name,
    compare_type=compare_type,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
