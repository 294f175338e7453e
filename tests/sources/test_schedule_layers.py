"""Timetables of several operators, and the three layers that never fill one another."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import make_source
from tracker.model import Payload, PollOutcome, ScheduleLayer, ScheduleState
from tracker.sources.connectors import parse
from tracker.sources.reports import Parsed

HEARD_AT = datetime(2026, 1, 15, 6, 20, tzinfo=UTC)
PLANNED = "https://yasno.example/shutdowns/regions/3/dsos/{}/planned-outages"


def hear(kind: str, answer: object, url: str = "https://invented.example/a", **fields: Any) -> Parsed:
    body = answer if isinstance(answer, bytes) else json.dumps(answer, ensure_ascii=False).encode()
    payload = Payload(
        source_id="s",
        url=url,
        media_type="application/json",
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=HEARD_AT,
    )
    return parse(payload, make_source("s", kind=kind, **fields))


def planned(status: str) -> dict[str, Any]:
    today = {"slots": [], "date": "2026-01-15T00:00:00+02:00", "status": status}
    return {"1.1": {"today": today, "updatedOn": "2026-01-15T06:00:00+00:00"}}


def test_two_operators_of_one_source_have_their_own_areas_and_reports() -> None:
    options = {"place_301": "UA12", "operator_301": "Перший оператор", "place_303": "city"}
    parsed = [
        hear("yasno", planned("EmergencyShutdowns"), PLANNED.format(number), options=options) for number in (301, 303)
    ]
    days = [day for one in parsed for day in one.schedules]
    reports = {report.report_id for one in parsed for report in one.reports}

    assert [(day.place_id, day.operator) for day in days] == [("UA12", "Перший оператор"), ("city", "s")]
    assert len(reports) == 2
    assert {day.report_id for day in days} == reports


def test_the_area_is_the_one_that_the_file_names_before_the_home_of_the_source() -> None:
    def area(**fields: Any) -> str | None:
        return hear("yasno", planned("NoOutages"), **fields).schedules[0].place_id

    assert area(home_place_id="UA63") == "UA63"
    assert area(home_place_id="UA63", options={"place": "city"}) == "city"
    assert area() is None


def test_a_plan_is_told_by_no_report() -> None:
    group = {"slots": {str(day): [{"start": 0, "end": 60, "type": "Definite"}] for day in range(7)}}
    answer = {"3": {"dsos": {"301": {"groups": {"1.1": group}}}}}
    parsed = hear("yasno", answer, "https://yasno.example/shutdowns/probable-outages?regionId=3&dsoId=301")

    assert parsed.reports == ()
    assert parsed.outcome == PollOutcome.NEW
    assert {(day.layer, day.report_id) for day in parsed.schedules} == {(ScheduleLayer.PLAN, None)}


def test_an_empty_order_is_none_in_force_and_takes_nothing_from_the_plan() -> None:
    hours = {str(hour): "maybe" for hour in range(1, 25)}
    preset = {"data": {"GPV1.1": {str(day): hours for day in range(1, 8)}}, "time_zone": {"1": []}}
    parsed = hear("dtek", {"fact": {"data": [], "update": "24.07.2025 08:30"}, "preset": preset})
    order = [day for day in parsed.schedules if day.layer == ScheduleLayer.ORDER]

    assert [(day.state, day.slots) for day in order] == [(ScheduleState.NONE, ())]
    assert any(day.slots for day in parsed.schedules if day.layer == ScheduleLayer.PLAN)


def test_the_street_and_the_houses_of_an_accident_are_in_nothing_that_is_kept() -> None:
    record = {
        "id": 1,
        "otg": {"name": "Вигадана"},
        "city": {"name": "Прикладне"},
        "street": {"name": "Таємнича"},
        "buildingNames": "417, 419Б",
        "dateEvent": "2026-01-15T05:00:00+00:00",
        "datePlanIn": None,
        "koment": "",
    }
    parsed = hear("loe_accidents", {"hydra:member": [record]})
    kept = repr((parsed.reports, parsed.schedules))

    assert "Прикладне" in kept
    assert [word for word in ("Таємнича", "417", "419") if word in kept] == []


KEYS = (
    *("fact", "preset", "data", "1768428000", "GPV1.1", "1", "0", "result", "today", "updatedOn", "status", "slots"),
    *("date", "hydra:member", "menuItems", "name", "rawHtml", "city", "otg", "dsos", "lastUpdateStatus", "dateEvent"),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2000) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=15,
)


@given(
    json_values,
    st.sampled_from(["yasno", "dtek", "loe_accidents", "loe_menus"]),
    st.sampled_from(
        ["https://x.example/a", "https://x.example/probable-outages", "https://x.example/addresses/v2/regions"]
    ),
)
def test_any_answer_is_read_or_told_to_be_unreadable(answer: object, kind: str, url: str) -> None:
    parsed = hear(kind, answer, url)

    assert parsed.outcome != PollOutcome.UNREADABLE or parsed.warnings
