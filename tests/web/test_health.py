"""What machines ask: whether the process lives, whether it can serve, and the figures."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.builders import NOON
from tests.publish.editions import make_edition
from tests.web.figures import fail_to_look, make_figures
from tracker.errors import StoreUnavailable
from tracker.model import Edition
from tracker.store.figures import Figures, JobFigures
from tracker.web.app import Site, create_app
from tracker.web.metrics import write_metrics
from tracker.web.snapshot import Snapshot

LINE = re.compile(r'[a-z_0-9]+(\{[a-z_]+="([^"\\\n]|\\.)*"(,[a-z_]+="([^"\\\n]|\\.)*")*\})? -?[0-9.e+-]+')


def fail() -> Edition:
    subject = "the database"
    raise StoreUnavailable(subject, "stopped for the test")


def make_client(
    folder: Path,
    look: Callable[[], Figures] = make_figures,
    make: Callable[[], Edition] = make_edition,
    *,
    address: str = "127.0.0.1",
    metrics_for_all: bool = False,
) -> TestClient:
    site = Site(
        snapshot=Snapshot(make, folder / "edition.json", lambda: NOON),
        boundaries={},
        clock=lambda: NOON,
        look=look,
        metrics_for_all=metrics_for_all,
    )
    return TestClient(create_app(site), client=(address, 50000))


def test_ready_says_which_of_its_checks_holds(tmp_path: Path) -> None:
    answer = make_client(tmp_path).get("/health/ready")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "store": True, "schema": True, "edition": True}


@pytest.mark.parametrize(
    ("site", "failed"),
    [
        ({"look": fail_to_look}, {"store", "schema"}),
        ({"look": lambda: make_figures(is_schema_current=False)}, {"schema"}),
        ({"make": fail}, {"store", "edition"}),
    ],
)
def test_without_store_schema_or_edition_it_is_not_ready_but_alive(
    tmp_path: Path, site: Mapping[str, Any], failed: set[str]
) -> None:
    client = make_client(tmp_path, **site)
    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert {name for name, holds in answer.json().items() if holds is False} == failed
    assert client.get("/health/live").status_code == 200


def test_every_line_of_the_metrics_is_in_the_format_of_prometheus(tmp_path: Path) -> None:
    text = make_client(tmp_path).get("/metrics").text
    told = [line for line in text.splitlines() if not line.startswith("#")]
    names = re.findall(r"^# TYPE (\S+) gauge$", text, re.MULTILINE)

    assert text.endswith("\n")
    assert [line for line in told if not LINE.fullmatch(line)] == []
    assert len(names) == len(set(names))
    assert {re.split("[{ ]", line)[0] for line in told} == set(names)


@pytest.mark.parametrize(
    "line",
    [
        "svitlo_ready 1",
        "svitlo_outages_count 3",
        "svitlo_sources_silent_count 1",
        "svitlo_edition_age_seconds 600",
        "svitlo_store_size_bytes 4096",
        "svitlo_outbox_oldest_unsent_seconds 300",
        'svitlo_letters_count{state="deferred"} 1',
        'svitlo_job_runs_count{job="ingest",state="failed"} 2',
        'svitlo_job_last_duration_seconds{job="ingest"} 1.25',
        f'svitlo_job_last_success_timestamp_seconds{{job="ingest"}} {int(NOON.timestamp()) - 60}',
        f'svitlo_source_last_ok_timestamp_seconds{{source="invented-grid"}} {int(NOON.timestamp()) - 1800}',
        'svitlo_source_outcome{source="invented-grid",outcome="unreachable"} 1',
    ],
)
def test_the_metrics_tell(line: str) -> None:
    assert line in write_metrics(make_figures(), make_edition(), NOON).splitlines()


def test_what_is_not_known_is_not_told_as_zero() -> None:
    text = write_metrics(make_figures(oldest_unsent_at=None, edition_as_of=None), None, NOON)

    assert "svitlo_outbox_oldest_unsent_seconds" not in text
    assert "svitlo_edition_age_seconds" not in text
    assert "svitlo_outages_count" not in text
    assert 'last_success_timestamp_seconds{job="publish"}' not in text
    assert "last_new_timestamp_seconds" not in text


def test_with_the_store_down_the_metrics_say_so_and_still_answer(tmp_path: Path) -> None:
    answer = make_client(tmp_path, fail_to_look, fail).get("/metrics")

    assert answer.status_code == 200
    assert "svitlo_ready 0\n" in answer.text
    assert "svitlo_job" not in answer.text


def test_a_label_cannot_break_its_line() -> None:
    jobs = {'in"gest\n\\': JobFigures(runs={"done": 1}, last_done_at=None, last_duration_s=None)}

    assert r'svitlo_job_runs_count{job="in\"gest\n\\",state="done"} 1' in write_metrics(
        make_figures(jobs=jobs), None, NOON
    )


@pytest.mark.parametrize("address", ["10.0.0.7", "2001:db8::1", "testclient"])
def test_metrics_are_for_this_machine_alone(tmp_path: Path, address: str) -> None:
    assert make_client(tmp_path, address=address).get("/metrics").status_code == 403


@pytest.mark.parametrize("address", ["127.0.0.1", "127.3.2.1", "::1"])
def test_this_machine_gets_metrics_by_either_protocol(tmp_path: Path, address: str) -> None:
    assert make_client(tmp_path, address=address).get("/metrics").status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_a_proxy_on_this_machine_does_not_hand_metrics_on(tmp_path: Path, header: str) -> None:
    assert make_client(tmp_path).get("/metrics", headers={header: "203.0.113.9"}).status_code == 403


def test_a_setting_gives_metrics_to_all(tmp_path: Path) -> None:
    assert make_client(tmp_path, address="10.0.0.7", metrics_for_all=True).get("/metrics").status_code == 200
