"""Many rows at once land as one by one, whatever is there already and whoever else writes; on both stores."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, func, select, text

from tests.builders import NOON, make_claim, make_series
from tracker.errors import StoreUnavailable
from tracker.model import Claim
from tracker.store import ledger
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

    with pytest.raises(ValueError, match="a text with a NUL: 'cut"):
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

    with pytest.raises(OverflowError, match="2147483648"), store.begin() as connection:
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
