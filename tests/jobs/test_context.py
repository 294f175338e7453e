"""The weather service is asked within its limits."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from jobs.context import refresh_context
from jobs.registers import Registers
from tests.faults.world import NOON, World
from tests.packaged import packaged_registers
from tests.sources.loopback import Ask, Scripted, serve_asks
from tracker.model import Poll, PollOutcome
from tracker.store import ledger

HOUR = timedelta(hours=1)
LIMIT = json.dumps({"error": True, "reason": "Hourly API request limit exceeded. Please try again in the next hour."})


@pytest.fixture(scope="module")
def registers() -> Registers:
    return packaged_registers()


def answer_places(ask: Ask) -> Scripted:
    """A calm hour for every place that is asked for."""
    count = ask.path.partition("&longitude")[0].count(",") + 1
    hourly = {"time": [int(NOON.timestamp())], "temperature_2m": [-7.5]}
    records = [{"location_id": number, "utc_offset_seconds": 0, "hourly": hourly} for number in range(count)]
    return Scripted(headers={"Content-Type": "application/json"}, body=json.dumps(records).encode())


def test_a_limit_is_waited_out_and_its_reason_told(store: Engine, registers: Registers) -> None:
    answers = [Scripted(status=429, body=LIMIT.encode())]

    def answer(ask: Ask) -> Scripted:
        return answers.pop() if answers else answer_places(ask)

    with serve_asks(answer) as server:
        world = World(store=store, registers=registers, server=server)

        def refresh(minutes: int) -> tuple[Poll, ...]:
            now = NOON + timedelta(minutes=minutes)
            with world.fetcher() as fetcher:
                return refresh_context(store, registers, fetcher, now=now, url=f"{server.address}/v1?x=1")

        refused, held, again = refresh(7), refresh(40), refresh(60)

    assert [(poll.outcome, poll.detail) for poll in refused] == [
        (PollOutcome.UNREACHABLE, "Hourly API request limit exceeded. Please try again in the next hour.")
    ]
    assert (held, [poll.outcome for poll in again]) == ((), [PollOutcome.NEW])
    assert len(ledger.read_temperatures(store, as_of=NOON + HOUR)) == 27


def test_a_key_of_the_weather_is_in_no_poll(store: Engine, registers: Registers) -> None:
    with serve_asks(lambda _: Scripted(status=503)) as server:
        world = World(store=store, registers=registers, server=server)
        with world.fetcher() as fetcher:
            url = f"{server.address}/v1"
            polls = refresh_context(store, registers, fetcher, now=NOON, url=url, key="s3cr3t")

    assert "apikey=s3cr3t" in server.asks[0].path
    assert "s3cr3t" not in f"{polls}"
