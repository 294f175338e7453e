"""Many rows at once land as one by one, whatever is there already and whoever else writes; on both stores."""

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, text

from tests.builders import NOON, make_claim, make_series
from tracker.errors import StoreUnavailable
from tracker.model import Claim
from tracker.store import ledger
from tracker.store.bulk import copy_rows, execute_rows
from tracker.store.rows import MANY, SAMPLED, insert_made, insert_new, ledger_table
from tracker.store.transactions import write

Row = Mapping[str, Any]
N = 6 * SAMPLED
UNSAMPLED = 137  # of N keys every sixth is looked for at first
AWKWARD = (
    "tab\there",
    "back\\slash",
    "line\nbreak\r\n",
    "\\N",
    "\\.",
    "'one' \"two\"",
    "Знеструмлено ⚡ її",
    " ",
    "{a,b}",
)
postgis = pytest.mark.parametrize("database", ["postgis"], indirect=True)


def make_rows(count: int = N, *, note: str = "") -> list[Row]:
    return [
        {
            "claim_id": f"{number:03} {AWKWARD[number % len(AWKWARD)]}",
            "reviewer": AWKWARD[number % 7],
            "reviewed_at": NOON + timedelta(microseconds=number),
            "decision": "confirmed",
            "note": note or AWKWARD[number % len(AWKWARD)],
        }
        for number in range(count)
    ]


def key_of(row: Row) -> tuple[Any, ...]:
    return row["claim_id"], row["reviewer"], row["reviewed_at"]


def send(store: Engine, rows: Sequence[Row]) -> int:
    return write(store, lambda connection: insert_new(connection, ledger_table(connection, "review"), rows))


def kept(store: Engine) -> list[Row]:
    table = ledger_table(store, "review")
    with store.connect() as connection:
        return [row._asdict() for row in connection.execute(select(table).order_by(table.c.reviewed_at))]


@pytest.mark.parametrize("count", [1, MANY - 1, MANY, N])
def test_what_is_sent_comes_back_letter_for_letter(store: Engine, count: int) -> None:
    rows = make_rows(count)

    assert send(store, rows) == count
    assert kept(store) == rows


@pytest.mark.parametrize("count", [1, MANY - 1, MANY, N])
def test_sending_again_changes_nothing_and_counts_nothing(store: Engine, count: int) -> None:
    send(store, make_rows(count))

    assert send(store, make_rows(count, note="other")) == 0
    assert kept(store) == make_rows(count)


@pytest.mark.parametrize("count", [2, N])
def test_of_two_rows_with_one_key_in_a_batch_the_first_counts(store: Engine, count: int) -> None:
    rows = make_rows(count)

    assert send(store, [*rows, *make_rows(count, note="other")]) == count
    assert kept(store) == rows


@pytest.mark.parametrize("there", [[0], [UNSAMPLED], [*range(0, N, 2)], [*range(N - 1)], [1, N - 1]])
def test_a_conflict_in_the_middle_leaves_the_others_and_what_was_there(store: Engine, there: Sequence[int]) -> None:
    rows, others = make_rows(), make_rows(note="other")
    send(store, [others[number] for number in there])

    assert send(store, rows) == N - len(there)
    assert kept(store) == [others[number] if number in there else rows[number] for number in range(N)]


def test_of_a_batch_that_was_sent_before_no_row_is_made(store: Engine) -> None:
    rows = make_rows()
    send(store, rows)

    def refuse(row: Row) -> Row:
        raise AssertionError(row)

    def again(connection: Connection) -> int:
        return insert_made(connection, ledger_table(connection, "review"), rows, key_of=key_of, row_of=refuse)

    assert write(store, again) == 0


def test_nothing_is_sent_where_there_is_nothing(store: Engine) -> None:
    assert send(store, []) == 0


@pytest.mark.parametrize("count", [1, N])
def test_a_text_with_a_nul_is_refused_by_name_and_nothing_is_kept(store: Engine, count: int) -> None:
    rows = make_rows(count)
    rows[-1] = {**rows[-1], "note": "cut\0short"}

    with pytest.raises(ValueError, match="note takes no NUL character"):
        send(store, rows)
    assert kept(store) == []


@pytest.mark.parametrize("count", [1, N])
def test_an_instant_without_a_zone_is_refused_and_nothing_is_kept(store: Engine, count: int) -> None:
    rows = make_rows(count)
    rows[-1] = {**rows[-1], "reviewed_at": NOON.replace(tzinfo=None)}

    with pytest.raises(ValueError, match="without a zone"):
        send(store, rows)
    assert kept(store) == []


@pytest.mark.server
@postgis
def test_a_number_too_large_for_its_column_is_refused_and_not_cut(store: Engine) -> None:
    rows = [
        {"source_id": f"s{number}", "polled_at": NOON, "outcome": "new", "new_reports_count": 2**31}
        for number in range(N)
    ]

    with pytest.raises(ValueError, match="2147483648"), store.begin() as connection:
        insert_new(connection, ledger_table(connection, "poll"), rows)


def test_many_claims_with_their_reports_come_back_as_they_went_in(store: Engine) -> None:
    claims = [make_claim(f"{number:04}", quote=AWKWARD[number % len(AWKWARD)]) for number in range(N)]

    assert write(store, lambda connection: ledger.insert_claims(connection, claims)) == N
    assert read_claims(store) == claims


def read_claims(store: Engine) -> list[Claim]:
    table = ledger_table(store, "claim")
    with store.connect() as connection:
        documents = connection.scalars(select(table.c.document).order_by(table.c.claim_id))
        return [ledger.CLAIM.validate_python(document, strict=False) for document in documents]


def test_many_hours_of_weather_go_into_their_months(store: Engine) -> None:
    series = make_series({hour: -hour / 7 if hour % 5 else None for hour in range(40 * 24)})

    assert ledger.append_temperatures(store, [series]) == len(series.hours)
    assert ledger.append_temperatures(store, [series]) == 0
    assert ledger.read_temperatures(store, as_of=NOON) == (series,)


# Every type of column there is in the ledger, but for bytes.
LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=-3, minutes=-30))])
INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001 - zones are given apart
FIGURES = st.floats(allow_nan=False, allow_infinity=False)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | FIGURES | LETTERS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(LETTERS, inner, max_size=3),
    max_leaves=6,
)
REPORTS = st.fixed_dictionaries(
    {
        "report_id": LETTERS,
        "revision": st.integers(-(2**31), 2**31 - 1),
        "source_id": LETTERS,
        "url": st.none() | LETTERS,
        "title": st.none() | LETTERS,
        "text": st.none() | LETTERS,
        "content_sha256": LETTERS,
        "published_at": st.none() | INSTANTS,
        "learned_at": INSTANTS,
        "is_relevant": st.booleans(),
        "document": st.dictionaries(LETTERS, DOCUMENTS, max_size=3),
    }
)
DAYS = st.fixed_dictionaries(
    {
        "schedule_id": LETTERS,
        "learned_at": INSTANTS,
        "source_id": LETTERS,
        "day": st.dates(date(1900, 1, 1), date(2200, 1, 1)),
        "document": DOCUMENTS.filter(lambda document: document is not None),
    }
)
SIGNALS = st.fixed_dictionaries(
    {
        "source_id": LETTERS,
        "kind": LETTERS,
        "place_id": LETTERS,
        "observed_at": INSTANTS,
        "learned_at": INSTANTS,
        "value": FIGURES,
    }
)


@pytest.mark.parametrize(("name", "made"), [("report", REPORTS), ("schedule_day", DAYS), ("signal", SIGNALS)])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_way_of_writing_leaves_the_same_in_the_table(
    store: Engine, name: str, made: st.SearchStrategy[dict[str, Any]], data: st.DataObject
) -> None:
    table = ledger_table(store, name)
    row = data.draw(made)
    columns = [table.c[column] for column in row]
    written: bytes | Any = json.dumps(row["document"]).encode() if "document" in row else None

    def ordinary(connection: Connection) -> None:
        connection.execute(insert(table), [row])

    def executed(connection: Connection) -> None:
        execute_rows(connection, columns, [tuple(row.values())])

    def copied(connection: Connection) -> None:
        copy_rows(connection, columns, [tuple(row.values())])

    def made_before(connection: Connection) -> None:
        execute_rows(connection, columns, [tuple((row | {"document": written}).values())])

    ways = [ordinary, executed, *([copied] if store.dialect.name == "postgresql" else [])]
    raw, read = zip(*(try_out(store, table, way) for way in ways), strict=True)

    assert len(set(raw)) == 1
    assert all(values == read[0] for values in read)
    assert read[0] == row
    if written is not None:
        assert try_out(store, table, made_before)[1] == row


def try_out(store: Engine, table: Table, way: Callable[[Connection], None]) -> tuple[tuple[Any, ...], Row]:
    """The one row of a table as the engine keeps it, and as it is read."""
    kinds = "pg_typeof" if store.dialect.name == "postgresql" else "typeof"
    names = ", ".join(f"CAST({one.name} AS TEXT), CAST({kinds}({one.name}) AS TEXT)" for one in table.columns)
    with store.connect() as connection:
        way(connection)
        raw = connection.exec_driver_sql(f"SELECT {names} FROM {table.fullname}").one()  # noqa: S608 - names of the model
        read = connection.execute(select(table)).one()._asdict()
        connection.rollback()
    return tuple(raw), read


def send_while_another_writes(store: Engine, theirs: Sequence[Row], *, keeps: bool) -> int:
    """Send every row while one who has written some has not committed yet, then does or does not."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(1) as thread, store.connect() as other, store.connect() as looking:
        insert_new(other, ledger_table(other, "review"), theirs)
        sending = thread.submit(send, store, make_rows())
        while not looking.execute(waiting).scalar_one():
            assert not sending.done()
        (other.commit if keeps else other.rollback)()
        return sending.result()


@pytest.mark.server
@postgis
@pytest.mark.parametrize("numbers", [[UNSAMPLED], [*range(MANY, 2 * MANY)], [*range(N)], [*reversed(range(N))]])
@pytest.mark.parametrize("keeps", [True, False])
def test_two_writers_of_the_same_rows_wait_for_one_another_and_count_each_row_once(
    store: Engine, numbers: Sequence[int], *, keeps: bool
) -> None:
    theirs = [make_rows(note="other")[number] for number in numbers]
    new = send_while_another_writes(store, theirs, keeps=keeps)

    assert new == (N - len(theirs) if keeps else N)
    assert len(kept(store)) == N
    assert sum(row["note"] == "other" for row in kept(store)) == (len(theirs) if keeps else 0)


@pytest.mark.server
@postgis
def test_a_connection_that_breaks_in_the_middle_leaves_nothing_and_the_next_one_works(store: Engine) -> None:
    rows = make_rows()
    cut: list[Row] = []

    def work(connection: Connection) -> int:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()

        def row_of(row: Row) -> Row:
            if row is rows[UNSAMPLED]:
                cut.append(row)
                with store.begin() as other:
                    other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
            return row

        return insert_made(connection, ledger_table(connection, "review"), rows, key_of=key_of, row_of=row_of)

    with pytest.raises(StoreUnavailable):
        write(store, work)

    assert len(cut) == 1
    assert kept(store) == []
    assert send(store, rows) == N


def test_a_failure_after_many_rows_takes_them_back(store: Engine) -> None:
    def work(connection: Connection) -> None:
        insert_new(connection, ledger_table(connection, "review"), make_rows())
        raise KeyError

    with pytest.raises(KeyError):
        write(store, work)

    assert kept(store) == []


def test_rows_that_were_taken_away_can_be_sent_again(store: Engine) -> None:
    send(store, make_rows())
    table = ledger_table(store, "review")
    with store.begin() as connection:
        connection.execute(delete(table).where(table.c.reviewed_at > NOON))

    assert send(store, make_rows()) == N - 1
    with store.connect() as connection:
        assert connection.execute(select(func.count()).select_from(table)).scalar_one() == N
