"""`svitlo bench`: the lines it prints and the arithmetic behind them. No time is asserted."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from jobs.bench import Bench
from jobs.bench.alone import measure_alone
from jobs.bench.case import Case, Clock, Rival, Side, UnknownCase, find_cases, one_by_one
from jobs.bench.claims import make_claims
from jobs.bench.feeds import documents, make_feeds, make_sources, sample
from jobs.bench.figures import Alone, add_up
from jobs.bench.history import make_readings
from jobs.bench.layers import LENT
from jobs.bench.outages import SHAPES, make_outages, make_windows
from jobs.bench.postgres import running_cluster
from jobs.bench.reports import mixed_reports, relevant_reports
from jobs.bench.run import CLOCKS, run_case
from tests.packaged import packaged_gazetteer
from tracker.errors import NotConfigured
from tracker.model import ClaimKind

pytestmark = pytest.mark.slow
SVITLO = (sys.executable, "-c", "from jobs.cli import app; app()")
FIELDS = ["bench", "case", "n", "seconds", "comparator", "comparator_seconds", "ratio", "peak_mb"]
NAMED = {
    *("unit", "rounds", "clock", "ratio_low", "ratio_high", "comparator_n", "comparator_peak_mb", "same", "reason"),
    *("p50_ms", "p95_ms", "gz_mb", "load_s", "goal", "met"),
}
OF_MACHINE = {"cpu", "cores", "load_1m", "noisy", "python", "versions", "settings"}
ALONE = Alone(peak_mb=1.0, load_s=None)
SCALE = 0.01


def start(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*SVITLO, "bench", *arguments], capture_output=True, text=True, check=False)


def run(*rivals: Rival, n: int = 10) -> list[Mapping[str, Any]]:
    case = Case(name="adding", unit="sums", prepare=lambda: Side(n=n, run=lambda: [1, 2]), rivals=rivals)
    return list(run_case("extract", case, ALONE))


def rival(**fields: Any) -> Rival:
    values: dict[str, Any] = {
        "name": "other",
        "prepare": lambda: Side(n=5, run=lambda: [1, 2]),
        "agrees": lambda ours, theirs: ours == theirs,
    }
    return Rival(**(values | fields))


def test_a_bench_prints_the_machine_and_then_a_line_of_json_for_each_case_and_nothing_else() -> None:
    ran = start("extract", "--scale", str(SCALE), "--case", "feed")
    machine, *lines = [json.loads(line) for line in ran.stdout.splitlines()]

    assert ran.returncode == 0
    assert machine["case"] == "machine"
    assert set(machine) - set(FIELDS) <= OF_MACHINE
    assert [machine[field] for field in FIELDS[2:]] == [None] * 6
    assert [line["case"] for line in lines] == ["feed", "feed"]
    assert list(lines[0])[: len(FIELDS)] == FIELDS
    assert lines[0]["peak_mb"] > 0
    assert "feed" in ran.stderr


@pytest.mark.parametrize(
    ("bench", "case"),
    [
        pytest.param(bench, case, marks=pytest.mark.server if "postgis" in case.name else ())
        for bench in (Bench.EXTRACT, Bench.CYCLE, Bench.QUERY, Bench.STORE)
        for case in find_cases(bench, SCALE)
    ],
    ids=lambda value: value.name if isinstance(value, Case) else value,
)
def test_the_outputs_of_a_case_agree_wherever_its_rival_is_installed(bench: Bench, case: Case) -> None:
    lines = list(run_case(bench, replace(case, rounds=1), ALONE))

    assert len(lines) == max(1, len(case.rivals))
    for line in lines:
        assert list(line)[: len(FIELDS)] == FIELDS
        assert set(line) - set(FIELDS) <= NAMED
        assert line.get("same") is not False
        assert line["ratio"] is not None or line["comparator"] is None or line["reason"]


def test_a_rival_that_is_not_installed_leaves_nulls_and_a_reason() -> None:
    [line] = run(rival(needs=("no_such_library",), goal=2.0))

    assert line["seconds"] is not None
    assert (line["comparator"], line["comparator_seconds"], line["ratio"], line["met"]) == ("other", None, None, None)
    assert "no_such_library" in line["reason"]


def test_where_the_outputs_differ_there_is_no_ratio() -> None:
    [line] = run(rival(prepare=lambda: Side(n=5, run=lambda: [3]), goal=2.0))

    assert (line["same"], line["ratio"], line["met"], line["reason"]) == (False, None, None, "the outputs differ")


def test_each_rival_has_a_line_of_the_same_case_and_a_case_without_one_has_a_line_too() -> None:
    assert [line["comparator"] for line in run(rival(name="a"), rival(name="b"))] == ["a", "b"]
    assert [line["comparator"] for line in run()] == [None]


def test_every_side_runs_once_in_each_round_and_once_before() -> None:
    order: list[str] = []
    case = Case(
        name="order",
        unit="steps",
        prepare=lambda: Side(n=1, run=lambda: order.append("ours")),
        rivals=(rival(prepare=lambda: Side(n=1, run=lambda: order.append("theirs")), agrees=None),),
        rounds=2,
    )
    [line] = run_case("extract", case, ALONE)

    assert order == ["ours", "theirs"] * 3
    assert (line["rounds"], line["same"]) == (2, None)


def test_a_side_is_made_ready_before_each_round_and_its_output_looked_up_where_it_was_left() -> None:
    order: list[str] = []
    left = Side(
        n=1, run=lambda: order.append("run"), reset=lambda: order.append("reset"), look=lambda: ["looked", *order]
    )
    seen: list[object] = []
    other = rival(prepare=lambda: Side(n=1, run=list), agrees=lambda ours, _theirs: seen.append(ours))
    case = Case(name="leaving", unit="steps", prepare=lambda: left, rivals=(other,), rounds=2)
    list(run_case("extract", case, ALONE))

    assert seen == [["looked", "reset", "run"]]
    assert order == ["reset", "run"] * 3


def test_generated_claims_are_the_same_each_time_and_told_apart_by_their_ids() -> None:
    claims = make_claims(SCALE)

    assert claims == make_claims.__wrapped__(SCALE)
    assert len({claim.claim_id for claim in claims}) == len(claims) == 1_000
    assert {claim.kind for claim in claims} == set(ClaimKind)


@pytest.mark.server
def test_a_server_that_does_not_start_is_told_with_its_own_words() -> None:
    with pytest.raises(NotConfigured, match=r"pg_ctl failed.*shared_buffers"), running_cluster({"shared_buffers": "x"}):
        pass


@pytest.mark.parametrize(
    ("most_seconds", "most_mb", "goal", "met"),
    [
        (60.0, None, None, True),
        (60.0, 0.5, None, False),
        (0.0, 500.0, None, False),
        (60.0, 500.0, 1e9, True),
        (60.0, 500.0, 0.0, False),
        (None, None, None, None),
    ],
)
def test_a_case_is_met_where_its_ratio_its_seconds_and_its_memory_all_are(
    *, most_seconds: float | None, most_mb: float | None, goal: float | None, met: bool | None
) -> None:
    case = Case(
        name="adding",
        unit="sums",
        prepare=lambda: Side(n=5, run=lambda: [1, sum(range(99_999))][:1]),
        rivals=(rival(goal=goal, agrees=None),),
        most_seconds=most_seconds,
        most_mb=most_mb,
    )
    [line] = run_case("extract", case, ALONE)

    assert line["met"] is met


def test_the_limits_of_a_case_say_nothing_where_its_outputs_differ() -> None:
    case = Case(
        name="adding",
        unit="sums",
        prepare=lambda: Side(n=5, run=lambda: [2]),
        rivals=(rival(),),
        most_seconds=60.0,
    )
    [line] = run_case("extract", case, ALONE)

    assert line["met"] is None


def step_by_step(*seconds: float) -> Side:
    """A side whose items take as long, by a clock that only they move."""
    return one_by_one([partial(TIME.append, one) for one in seconds])


TIME: list[float] = []


def test_items_that_are_clocked_apart_give_the_spread_and_the_ratio_of_their_medians(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(CLOCKS, Clock.CPU, lambda: sum(TIME))
    case = Case(
        name="stepping",
        unit="steps",
        prepare=lambda: step_by_step(0.001, 0.002, 0.9),
        rivals=(rival(prepare=lambda: step_by_step(0.001, 0.001, 0.001), agrees=None, goal=2.0),),
        most_p95_ms=30.0,
    )
    [line] = run_case("extract", case, ALONE)

    assert (line["n"], line["seconds"], line["comparator_seconds"]) == (3, 0.903, 0.003)
    assert (line["ratio"], line["p50_ms"], line["p95_ms"]) == (2.0, 2.0, 900.0)
    assert line["met"] is False


def test_what_a_case_lends_is_found_by_our_side_in_its_own_process() -> None:
    [case] = find_cases(Bench.QUERY, SCALE, "sqlite 1M, city × 1 day")
    [name] = case.lend()

    assert name == LENT
    assert measure_alone(Bench.QUERY, case, SCALE).peak_mb > 0


def test_large_cases_are_there_only_where_they_are_asked_for() -> None:
    usual = {case.name for case in find_cases(Bench.QUERY, SCALE)}
    large = {case.name for case in find_cases(Bench.QUERY, SCALE, has_large=True)} - usual

    assert large == {f"postgis 10M, {shape}" for shape in SHAPES}
    with pytest.raises(UnknownCase):
        find_cases(Bench.QUERY, SCALE, "postgis 10M, city × 1 day")


def test_generated_outages_and_windows_are_the_same_each_time() -> None:
    outages = list(make_outages(500))

    assert outages == list(make_outages(500))
    assert len({outage.outage_id for outage in outages}) == 500
    assert all(outage.ended_at is None or outage.ended_at > outage.started_at for outage in outages)
    for shape in SHAPES:
        assert make_windows(shape, 1.0) == make_windows(shape, 1.0)
        assert len(make_windows(shape, 1.0)) == 40


def test_the_claims_of_a_history_are_as_many_as_asked_for_and_of_four_years() -> None:
    readings = list(make_readings(packaged_gazetteer(), 1000))
    claims = [claim for reading in readings for claim in reading.claims]

    assert len({claim.claim_id for claim in claims}) == 1000
    assert (claims[-1].learned_at - claims[0].learned_at).days in range(1457, 1461)


def test_the_ratio_is_the_median_of_those_inside_the_rounds() -> None:
    figures = add_up([1.0, 2.0, 9.0], [2.0, 2.0, 3.0], n=10, comparator_n=10)

    assert (figures.seconds, figures.comparator_seconds) == (2.0, 2.0)
    assert (figures.ratio_low, figures.ratio, figures.ratio_high) == (0.5, 1.0, 3.0)


def test_the_seconds_of_a_rival_that_does_fewer_items_are_scaled_to_ours() -> None:
    figures = add_up([1.0], [0.5], n=100, comparator_n=10)

    assert (figures.comparator_seconds, figures.ratio) == (5.0, 0.2)


def test_without_a_rival_there_are_our_seconds_alone() -> None:
    figures = add_up([3.0, 1.0, 2.0], None, n=1, comparator_n=1)

    assert (figures.seconds, figures.comparator_seconds, figures.ratio) == (2.0, None, None)


def test_generated_reports_are_the_same_each_time_and_hold_what_they_are_made_to_hold() -> None:
    first, again = mixed_reports(SCALE), mixed_reports.__wrapped__(SCALE)

    assert first == again
    assert {one.report.lang for one in first} == {"en", "uk", "ru"}
    assert any(one.is_relevant for one in first)
    assert any(one.is_near_miss for one in first)
    assert not any(one.is_relevant and one.is_near_miss for one in first)
    assert all(report.title and report.text.startswith(report.title) for report in relevant_reports(SCALE))


def test_a_sample_of_generated_reports_has_the_share_of_relevant_ones_that_all_have() -> None:
    made = documents(0.1)
    few = sample(made, 100)

    assert len(few) == 100
    assert sum(one.is_relevant for one in few) == round(sum(one.is_relevant for one in made) / 10)


def test_every_generated_feed_holds_fifty_reports_and_has_a_source_with_a_host_of_its_own() -> None:
    feeds, sources = [*make_feeds(documents(SCALE))], make_sources(SCALE, 8000)

    assert [feed.count(b"<item>") for feed in feeds] == [50, 50]
    assert [source.url for source in sources] == ["http://feed-0.example:8000/0", "http://feed-1.example:8000/1"]


@pytest.mark.parametrize(
    ("arguments", "told"), [(["nonsense"], "extract"), (["extract", "--case", "nonsense"], "dates")]
)
def test_an_unknown_bench_or_case_is_wrong_usage_and_lists_those_there_are(arguments: list[str], told: str) -> None:
    ran = start(*arguments)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert told in ran.stderr
