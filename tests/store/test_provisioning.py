"""`svitlo db init`, `upgrade` and `check`: what they make, say and find."""

import json
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from jobs.cli import cli
from jobs.partitions import make_partitions
from tests.builders import NOON
from tests.conftest import administer
from tests.store.provisioned import as_role, provisioned
from tracker.errors import NotConfigured, StoreUnavailable
from tracker.store.checking import check_store
from tracker.store.engine import HEAD, connect_store, open_store
from tracker.store.partitions import months_ahead, read_months
from tracker.store.provisioning import provision
from tracker.store.roles import APP
from tracker.store.tables.ledger import MONTHLY

ROOT = Path(__file__).parent.parent.parent
server = pytest.mark.server


@pytest.fixture
def hub(pg_server: str) -> Iterator[str]:
    with provisioned(pg_server) as address:
        yield address


@pytest.fixture(scope="module")
def mended_hub(pg_server: str) -> Iterator[str]:
    """A store that each test that harms it also puts right."""
    with provisioned(pg_server) as address:
        yield address


@pytest.fixture
def name(pg_server: str) -> Iterator[str]:
    name = f"hub_{uuid.uuid4().hex}"
    yield name
    administer(pg_server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def ask(address: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address, autocommit=True) as connection:
        return connection.execute(statement).fetchall()


def problems(address: str) -> tuple[str, ...]:
    engine, _ = connect_store(address)
    found = check_store(engine, now=NOON.now(NOON.tzinfo))
    engine.dispose()
    return found.problems


@server
def test_init_makes_a_store_that_the_app_owns_and_says_what_to_set_next(pg_server: str, name: str) -> None:
    done = provision(f"postgresql:///{name}{pg_server}")
    owners = ask(
        as_role(f"postgresql:///{name}{pg_server}", APP),
        "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
        "WHERE nspname IN ('ledger', 'published', 'people')",
    )

    assert f"made the database {name}" in done.steps
    assert f"brought the schema from nothing to {HEAD}" in done.steps
    assert owners == [(APP,)]
    assert done.address.startswith(f"postgresql://{APP}@/{name}?host=")
    assert "postgres&" not in done.address


@server
def test_the_command_says_what_it_made_and_what_is_the_operators_to_do(pg_server: str, name: str) -> None:
    done = CliRunner().invoke(cli, ["db", "init", "--url", f"postgresql:///{name}{pg_server}"])

    assert done.exit_code == 0
    assert f"made the database {name}" in done.stderr
    assert r"\password svitlo_app" in done.stderr
    assert f"SVITLO_DATABASE=postgresql://{APP}@/{name}" in done.stderr


@server
def test_init_again_changes_nothing(hub: str) -> None:
    rights = (
        "SELECT c.oid::regclass::text, relowner, relacl::text, relrowsecurity FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname !~ '^pg_' ORDER BY 1"
    )
    before = ask(hub, rights)
    steps = provision(hub).steps

    assert [step for step in steps if "made" in step or "brought" in step or "gave" in step] == []
    assert ask(hub, rights) == before
    assert problems(hub) == ()


@server
def test_two_may_init_at_once(pg_server: str, name: str) -> None:
    address = f"postgresql:///{name}{pg_server}"
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(provision, [address] * 3))

    assert sum(f"made the database {name}" in one.steps for one in done) == 1
    assert problems(address) == ()


@server
def test_init_takes_over_a_store_that_another_role_made(pg_server: str, name: str) -> None:
    address = f"postgresql:///{name}{pg_server}"
    administer(pg_server, f"CREATE DATABASE {name}")
    open_store(address).dispose()
    steps = provision(address).steps

    assert any(step.startswith("gave") for step in steps)
    assert problems(address) == ()


@server
def test_init_by_a_role_that_may_not_is_refused_in_one_line(hub: str) -> None:
    with pytest.raises(StoreUnavailable, match="administrator") as refused:
        provision(as_role(hub, "svitlo_public"))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("address", ["var/svitlo.db", "postgresql://"])
def test_init_of_what_is_no_database_says_what_to_name(address: str) -> None:
    with pytest.raises(NotConfigured, match="administrator"):
        provision(address)


@server
def test_the_app_opens_publishes_and_upgrades_without_an_administrator(hub: str) -> None:
    engine = open_store(as_role(hub, APP))
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO published.edition (tier, as_of, policy_version, gazetteer_version) "
                "VALUES ('public', now(), 'p', 'g')"
            )
        )
        count = connection.scalar(text("SELECT count(*) FROM published.edition"))
    engine.dispose()

    assert count == 1


@server
@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("ALTER TABLE published.outages DISABLE ROW LEVEL SECURITY", "shows all its rows"),
        ("DROP POLICY svitlo_public ON published.coverage", "cannot read its rows of published.coverage"),
        ("REVOKE SELECT ON published.places FROM svitlo_partner", "svitlo_partner cannot read"),
        ("GRANT SELECT ON ledger.report TO PUBLIC", "a right on ledger.report"),
        ("GRANT SELECT (address) ON people.account TO svitlo_partner", "a right on people.account"),
        ("GRANT USAGE ON SCHEMA people TO svitlo_public", "the schema people"),
        ("GRANT svitlo_app TO svitlo_public", "all rights of the role svitlo_app"),
        ("ALTER ROLE svitlo_partner BYPASSRLS", "svitlo_partner stands above"),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", "the schema public"),
        ("GRANT INSERT ON published.outages TO svitlo_public", "a right on published.outages"),
        ("GRANT USAGE ON SEQUENCE published.outages_row_id_seq TO svitlo_public", "outages_row_id_seq"),
        ("GRANT EXECUTE ON FUNCTION st_estimatedextent(text, text) TO PUBLIC", "may call"),
        ("GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint) TO PUBLIC", "may call pg_advisory_lock"),
        ("ALTER TABLE ledger.poll OWNER TO postgres", "ledger.poll belongs to another role"),
        ("DO $$BEGIN EXECUTE format('GRANT TEMP ON DATABASE %I TO PUBLIC', current_database()); END$$", "TEMP"),
    ],
)
def test_check_finds_a_right_that_is_not_as_it_should_be_and_init_puts_it_right(
    mended_hub: str, harm: str, told: str
) -> None:
    with psycopg.connect(mended_hub, autocommit=True) as connection:
        connection.execute(harm.encode())
    found = problems(mended_hub)
    provision(mended_hub)

    assert any(told in line for line in found), found
    assert problems(mended_hub) == ()


@server
def test_check_finds_a_schema_that_is_not_the_models(hub: str) -> None:
    with psycopg.connect(hub, autocommit=True) as connection:
        connection.execute("ALTER TABLE ledger.poll ADD COLUMN spare text")

    assert [line for line in problems(hub) if "differs from the model" in line and "spare" in line]


@server
def test_check_misses_a_month_and_the_job_makes_it(hub: str) -> None:
    engine = open_store(as_role(hub, APP))
    now = NOON.now(NOON.tzinfo)
    month = [*months_ahead(now, 2)][1]
    with engine.begin() as connection:
        connection.execute(text(f"DROP TABLE ledger.temperature_{month:%Y_%m}"))
    found = problems(hub)
    told = make_partitions(engine, now=now)
    again = make_partitions(engine, now=now)
    with engine.connect() as connection:
        months = [read_months(connection, name) for name in MONTHLY]
    engine.dispose()

    assert [line for line in found if f"ledger.temperature has no month {month:%Y-%m}" in line] == list(found)
    assert told == "3 months made"
    assert again == "0 months made"
    assert all(set(months_ahead(now, 4)) <= there for there in months)
    assert problems(hub) == ()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "private" / "svitlo.db"
    open_store(str(path)).dispose()
    return path


def run(path: Path | str, *words: str) -> tuple[int, str, str]:
    code = "from jobs.cli import app; app()"
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env={"SVITLO_DATABASE": str(path), "PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.slow
def test_check_prints_a_table_or_one_document(path: Path) -> None:
    code, table, told = run(path, "db", "check")
    _, document, _ = run(path, "db", "check", "--format", "json")

    assert code == 0
    assert "ledger.report" in table
    assert f"as it should be, at {HEAD}" in told
    assert json.loads(document)["rows"]["ledger.report"] == 0


@pytest.mark.slow
def test_check_ends_with_seven_and_a_line_for_each_problem(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO published_outages_rtree VALUES (7, 36, 36, 49, 49, 0, 1)")
        connection.execute("CREATE TABLE foreign_thing (name TEXT)")
    connection.close()
    code, _, told = run(path, "db", "check")

    assert code == 7
    assert len(told.splitlines()) == 2
    assert "foreign_thing" in told
    assert "1 published outages stand otherwise in their index" in told


@pytest.mark.slow
def test_upgrade_says_from_which_schema_to_which_and_check_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "private" / "svitlo.db"
    connect_store(str(path))[0].dispose()
    checked, _, told = run(path, "db", "check")
    _, _, moved = run(path, "db", "upgrade")
    _, _, again = run(path, "db", "upgrade")

    assert checked == 7
    assert "nothing and this Svitlo needs" in told
    assert f"from nothing to {HEAD}" in moved
    assert f"already at {HEAD}" in again


def test_check_of_a_store_that_is_not_there_makes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["db", "check"])

    assert isinstance(done.exception, NotConfigured)
    assert list(tmp_path.iterdir()) == []
