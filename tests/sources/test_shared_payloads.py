"""The example answers beside the repository: structure and times, never their sentences."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import make_source
from tracker.errors import Unreadable
from tracker.model import Payload, PollOutcome, ScheduleLayer, ScheduleState
from tracker.sources.connectors import Parsed, parse
from tracker.sources.connectors.gdelt_gkg import COLUMNS, ON_POWER, compile_themes, find_articles
from tracker.sources.hearing import Hearing
from tracker.weather import read_weather

pytestmark = pytest.mark.practice

SHARED_PAYLOADS = Path(__file__).parents[3] / "shared" / "payloads"
ACLED_REFUSALS = (("acled_token_400.json", 400), ("acled_403.json", 403))
NOW = datetime(2026, 2, 6, tzinfo=UTC)
JANUARY = datetime(2026, 1, 15, 12, tzinfo=UTC)


def read(
    name: str, kind: str, media_type: str = "", *, now: datetime = NOW, status: int = 200, **source: object
) -> Parsed:
    payload = Payload(
        source_id="example",
        url=f"https://example.example/{name}",
        media_type=media_type,
        body=(SHARED_PAYLOADS / name).read_bytes(),
        sha256="0",
        fetched_at=now,
        status=status,
    )
    hearing = Hearing(now=now, secret="a:b")  # noqa: S106  # no password
    return parse(payload, make_source("example", kind=kind, **source), hearing)


def test_windows_1251_under_a_wrong_header_is_ukrainian() -> None:
    first, second = read("rss_cp1251.xml", "rss", "text/xml; charset=utf-8").reports

    assert {"і", "ї"} <= set(first.text)
    assert first.published_at == datetime(2026, 1, 15, 7, 12, tzinfo=UTC)
    assert (second.published_at, second.published_precision) == (NOW, "crawl")
    assert second.url == "https://news.ua.example/news/2026/01/15/1002/"


def test_content_in_a_feed_is_clean_and_its_link_without_tracking() -> None:
    (report,) = read("rss_content_encoded.xml", "rss").reports

    assert report.published_at == datetime(2026, 1, 15, 6, 5, 11, tzinfo=UTC)
    assert "utm_" not in (report.url or "utm_")
    assert "<" not in report.text


def test_atom_links_are_relative_to_its_base() -> None:
    (report,) = read("atom_relative.xml", "rss").reports

    assert report.url == "https://agency.example.org/en/news/77"
    assert "&amp;" not in (report.title or "&amp;")
    assert report.published_at == datetime(2026, 1, 15, 5, 59, tzinfo=UTC)


def test_a_cut_feed_keeps_its_first_item_and_says_that_it_is_broken() -> None:
    parsed = read("rss_broken.xml", "rss")

    assert len(parsed.reports) == 1
    assert parsed.warnings


def test_an_article_has_its_minute_from_json_ld_and_no_navigation() -> None:
    (report,) = read("article_page.html", "article").reports

    assert report.published_at == datetime(2026, 2, 5, 7, 41, tzinfo=UTC)
    assert "Home" not in report.text
    assert "Read more" not in report.text


def test_a_channel_page_keeps_lines_tells_replies_from_posts_and_keeps_its_picture() -> None:
    parsed = read("telegram_s_page.html", "telegram_preview")
    by_number = {report.native_id.rpartition("/")[2]: report for report in parsed.reports}

    assert by_number.keys() == {"4913", "4914", "4915"}
    assert "\n" in by_number["4913"].text
    assert len(by_number["4914"].text.splitlines()) == 1
    assert by_number["4915"].text == ""
    assert parsed.warnings == ("ExampleGrid/4915: image, unread",)
    assert by_number["4914"].published_at == datetime(2026, 1, 15, 8, 40, tzinfo=UTC)


def test_a_forward_is_of_the_channel_it_comes_from() -> None:
    parsed = read("telegram_s_page.html", "telegram_preview")
    by_number = {report.native_id.rpartition("/")[2]: report for report in parsed.reports}

    assert by_number["4914"].publisher == "Other Grid"
    assert parsed.cursor == "4915"


def test_a_bot_hears_the_post_that_the_preview_page_shows() -> None:
    parsed = read("telegram_botapi_getUpdates.json", "telegram_bot")

    assert [report.native_id for report in parsed.reports] == ["examplegrid/4914"]
    assert parsed.reports[0].published_at == datetime(2026, 1, 15, 8, 40, tzinfo=UTC)
    assert parsed.cursor == "700002"


def test_a_bot_that_asked_too_often_waits() -> None:
    assert read("telegram_botapi_429.json", "telegram_bot").retry_at == NOW + timedelta(seconds=17)


def test_a_feed_tells_how_long_to_wait() -> None:
    assert read("rss_content_encoded.xml", "rss").cursor == '{"ttl": 60}'


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("telegram_no_preview.html", "telegram_preview"),
        ("dtek_incapsula.html", "rss"),
        ("reliefweb_waf_202.html", "rss"),
    ],
)
def test_a_page_that_is_not_what_it_should_be_is_unreadable(name: str, kind: str) -> None:
    assert read(name, kind).outcome == PollOutcome.UNREADABLE


def test_a_row_dropped_by_hand_is_a_report() -> None:
    (report,) = read("manual_report.csv", "csv").reports

    assert report.native_id == "M-1"
    assert report.published_at == datetime(2026, 1, 15, 7, 30, tzinfo=UTC)
    assert (report.fields["customers"], report.fields["temp_c"]) == ("3500", "-16")


def test_a_submission_of_kobo_is_known_by_its_first_instance_and_its_time_is_utc() -> None:
    (report,) = read("kobo_data.json", "kobo").reports

    assert report.native_id == "11111111-1111-4111-8111-111111111111"
    assert report.published_at == datetime(2026, 1, 15, 7, 41, 2, tzinfo=UTC)
    assert (report.fields["lat"], report.fields["lon"], report.fields["customers"]) == ("50.511", "30.79", "3500")


def test_a_submission_of_odk_has_its_point_the_right_way_round_and_nobody_s_name() -> None:
    parsed = read("odk_submissions.json", "odk", url="https://odk.example.org/v1/x")
    (report,) = parsed.reports

    assert (report.fields["lat"], report.fields["lon"]) == ("50.511", "30.79")
    assert [request.url.rpartition("skiptoken=")[2] for request in parsed.requests] == ["01eyJyZXBlYXRJZCI6"]
    assert "field-1" not in repr(report)
    assert "collect:abc" not in repr(report)


def test_a_warning_of_cap_is_sent_at_its_own_offset_and_counts_its_customers() -> None:
    (report,) = read("cap12_alert.xml", "cap").reports

    assert report.published_at == datetime(2026, 1, 15, 7, 15, tzinfo=UTC)
    assert "120000" in report.text
    assert report.fields["lat"].startswith("50.")


def test_acled_has_a_day_and_its_states_are_told_apart() -> None:
    (report,) = read("acled_read.json", "acled", url="https://acled.example").reports
    refused = [read(name, "acled", status=code).outcome for name, code in ACLED_REFUSALS]

    assert (report.native_id, report.published_precision) == ("UKR999001", "day")
    assert refused == [PollOutcome.NOT_CONFIGURED, PollOutcome.NOT_CONFIGURED]


def test_viina_s_pointer_is_no_data_and_asks_for_its_zip() -> None:
    parsed = read("viina_lfs_pointer.txt", "viina")

    assert parsed.reports == ()
    assert [request.note for request in parsed.requests] == ["0" * 64]


def test_a_month_of_ucdp_is_one_record_and_its_api_wants_a_token() -> None:
    (report,) = read("ucdp_ged_candidate.csv", "ucdp").reports

    assert (report.native_id, report.published_precision) == ("600001", "day")
    assert read("ucdp_401.txt", "ucdp", status=401).outcome == PollOutcome.NOT_CONFIGURED


def test_acceptance_11_a_404_of_ucdp_is_an_error_and_no_quiet_month() -> None:
    assert read("ucdp_401.txt", "ucdp", status=404).outcome == PollOutcome.UNREADABLE


def test_an_emergency_of_yasno_with_empty_slots_is_no_calm() -> None:
    (report,) = read("yasno_planned.json", "yasno").reports

    assert "екстрені відключення" in report.text
    assert "08:00–11:30" in report.text


@pytest.mark.parametrize(("name", "kind"), [("outage_data_ua_kyiv.json", "dtek"), ("dtek_shutdowns.html", "dtek_page")])
def test_a_dtek_schedule_gives_its_order_and_leaves_its_plan_apart(name: str, kind: str) -> None:
    days = read(name, kind, now=JANUARY).schedules
    order = {(day.group, day.day.day): day for day in days if day.layer == ScheduleLayer.ORDER}
    (slot,) = order["1.1", 15].slots

    assert (slot.start_at, slot.end_at) == (JANUARY.replace(hour=6, minute=30), JANUARY.replace(hour=10, minute=30))
    assert (order["1.2", 15].state, order["1.2", 15].slots) == (ScheduleState.IN_FORCE, ())
    assert order["1.2", 16].state == ScheduleState.UNKNOWN
    assert all(slot.is_possible for day in days if day.layer == ScheduleLayer.PLAN for slot in day.slots)


def test_an_empty_dtek_schedule_is_none_in_force() -> None:
    (day,) = read("dtek_fact_empty.json", "dtek", now=datetime(2026, 8, 22, 6, tzinfo=UTC)).schedules

    assert (day.state, day.day.isoformat(), day.slots) == (ScheduleState.NONE, "2026-08-22", ())


@pytest.mark.parametrize(
    ("name", "kind", "outcome"),
    [
        ("dtek_checkDisconUpdate_same.json", "dtek", PollOutcome.NOTHING_NEW),
        ("dtek_error.json", "dtek", PollOutcome.UNREADABLE),
        ("dtek_incapsula.html", "dtek_page", PollOutcome.UNREACHABLE),
        ("yasno_group.json", "yasno", PollOutcome.UNREADABLE),
    ],
)
def test_what_is_no_schedule_is_told_as_what_it_is(name: str, kind: str, outcome: PollOutcome) -> None:
    assert read(name, kind).outcome == outcome


def test_lviv_gives_an_observed_outage_and_a_schedule_of_which_tomorrow_is_awaited() -> None:
    (accident,) = read("loe_pw_accidents.json", "loe_accidents", now=JANUARY).schedules
    days = read("loe_menus.json", "loe_menus", now=JANUARY).schedules

    assert (accident.layer, accident.addresses_count) == (ScheduleLayer.OBSERVED, 4)
    assert [(day.group, day.state, len(day.slots)) for day in days] == [
        ("1.1", ScheduleState.IN_FORCE, 1),
        ("1.2", ScheduleState.IN_FORCE, 0),
        ("*", ScheduleState.WAITING, 0),
    ]


def test_weather_is_read_with_its_gaps() -> None:
    (one,) = read_weather((SHARED_PAYLOADS / "openmeteo_forecast.json").read_bytes(), ["a"], fetched_at=NOW)
    several = read_weather((SHARED_PAYLOADS / "openmeteo_multi.json").read_bytes(), ["a", "b"], fetched_at=NOW)

    assert one.temperatures_c[2] is None
    assert len(several) == 2


@pytest.mark.parametrize(
    "name", ["openmeteo_error_400.json", "openmeteo_error_429.json", "openmeteo_midstream_error_200.txt"]
)
def test_weather_that_failed_is_unreadable(name: str) -> None:
    with pytest.raises(Unreadable):
        read_weather((SHARED_PAYLOADS / name).read_bytes(), ["a"], fetched_at=NOW)


def test_a_sparse_record_of_reliefweb_is_a_report() -> None:
    full, sparse = read("reliefweb_reports.json", "reliefweb").reports

    assert (full.native_id, sparse.native_id) == ("4990001", "4990002")
    assert (full.url or "").endswith("flash-update-no-3")
    assert full.published_at == datetime(2026, 1, 15, 11, 20, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("reliefweb_403.json", PollOutcome.NOT_CONFIGURED),
        ("reliefweb_410_v1.json", PollOutcome.UNREADABLE),
        ("reliefweb_waf_202.html", PollOutcome.UNREACHABLE),
    ],
)
def test_refusals_of_reliefweb_are_told_apart(name: str, outcome: PollOutcome) -> None:
    assert read(name, "reliefweb").outcome == outcome


def test_gdelt_gives_addresses() -> None:
    row = (SHARED_PAYLOADS / "gdelt_gkg_row.tsv").read_bytes()
    (listed,) = read("gdelt_lastupdate.txt", "gdelt").requests
    (found,) = read("gdelt_doc_artlist.json", "gdelt_doc").requests

    assert len(row.split(b"\t")) == len((SHARED_PAYLOADS / "gdelt_gkg_columns.txt").read_text().split()) == COLUMNS
    assert next(find_articles([row], compile_themes(ON_POWER), []))[0] == found.url
    assert listed.url.endswith("20260115074500.gkg.csv.zip")


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("gdelt_doc_empty.json", PollOutcome.EMPTY),
        ("gdelt_doc_rejection_200.txt", PollOutcome.UNREADABLE),
        ("gdelt_doc_429.txt", PollOutcome.UNREACHABLE),
    ],
)
def test_answers_of_gdelt_with_200_are_told_apart(name: str, outcome: PollOutcome) -> None:
    assert read(name, "gdelt_doc").outcome == outcome


def test_alarms_are_signals() -> None:
    (raion,) = read("alerts_in_ua_active.json", "alerts_in_ua").signals
    letters = read("alerts_in_ua_iot_by_oblast.json", "alerts_in_ua").signals
    (capital,) = read("ukrainealarm_alerts.json", "ukrainealarm").signals
    (pushed,) = read("ukrainealarm_webhook.json", "ukrainealarm").signals

    assert (raion.place_id, raion.value) == ("UA32080000000084076", 1.0)
    assert raion.observed_at == datetime(2026, 1, 15, 1, 45, 39, tzinfo=UTC)
    assert [sum(signal.value == value for signal in letters) for value in (1.0, 0.5, 0.0)] == [3, 2, 22]
    assert (capital.place_id, capital.value, pushed.value) == ("UA80000000000093317", 1.0, 0.5)


def test_the_number_of_the_last_change_is_exact() -> None:
    (request,) = read("ukrainealarm_status.json", "ukrainealarm").requests

    assert request.note == "639040383611234567"


def test_connectivity_has_gaps_where_nothing_was_measured() -> None:
    signals = read("ioda_signals_raw_region.json", "ioda").signals
    counts = Counter(signal.kind for signal in signals)

    assert counts == {"bgp": 11, "ping-slash24": 5, "merit-nt": 12}
    assert 0 not in {signal.value for signal in signals}
    assert read("ioda_400.json", "ioda").outcome == PollOutcome.UNREADABLE
