"""How a report gets its text, its identity and its language. All texts are invented."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.builders import make_source
from tracker.model import Payload, Report, TimePrecision
from tracker.sources.markup import strip_markup
from tracker.sources.reports import Item, canonical_link, collect, guess_language, join_text, make_report
from tracker.sources.revisions import next_revision

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
PAYLOAD = Payload(source_id="s", url="https://s.example/feed", media_type="", body=b"", sha256="0", fetched_at=NOW)


def make(**fields: object) -> Report:
    return make_report(Item(**({"native_id": "n", "title": None, "body": "text"} | fields)), PAYLOAD, make_source("s"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "body", "text"),
    [
        ("Power is back", "In two towns.", "Power is back\nIn two towns."),
        ("Power is back", "Power  is back.\nIn two towns.", "Power  is back.\nIn two towns."),
        (None, "In two towns.", "In two towns."),
        ("Power is back", "", "Power is back"),
    ],
)
def test_the_text_is_title_newline_body_unless_the_body_begins_with_the_title(
    title: str | None, body: str, text: str
) -> None:
    assert join_text(title, body) == text


def test_a_report_keeps_its_identity_when_its_text_changes() -> None:
    before, after = make(body="12 houses"), make(body="14 houses")

    assert before.report_id == after.report_id
    assert before.content_sha256 != after.content_sha256


def test_the_same_native_id_of_another_source_is_another_report() -> None:
    item = Item(native_id="n", title=None, body="text")

    ids = {make_report(item, PAYLOAD, make_source(name)).report_id for name in ("one", "two")}
    assert len(ids) == 2


def test_a_time_nobody_tells_is_the_fetch_and_says_so() -> None:
    report = make()

    assert (report.published_at, report.published_precision) == (NOW, TimePrecision.CRAWL)


def test_personal_data_is_masked_in_title_and_text() -> None:
    report = make(title="Call 067 555 12 34", body="or write to a.b@c.example")

    assert report.title == "Call ▮▮▮"
    assert report.text == "Call ▮▮▮\nor write to ▮▮▮"


def test_one_item_twice_in_a_payload_is_one_report() -> None:
    item = Item(native_id="n", title=None, body="newer text")
    parsed = collect([item, item, replace(item, body="older text")], PAYLOAD, make_source("s"), [])

    assert [report.text for report in parsed.reports] == ["newer text"]
    assert len(parsed.warnings) == 1


@pytest.mark.parametrize(
    ("text", "declared", "languages", "lang"),
    [
        ("Світло є", None, ("ru",), "uk"),
        ("Свет выключили", None, ("uk",), "ru"),
        ("Без света", None, ("ru", "uk"), "ru"),
        ("Без води", None, (), "uk"),
        ("Lights out", None, ("uk", "en"), "en"),
        ("Lights out", None, (), "en"),
        ("Licht aus", "de-DE", ("uk",), "de"),
        ("", None, (), None),
        ("Без води " * 100 + "і світла", None, ("ru",), "uk"),
        ("Світло є " * 100 + "свет выключили ы ы ы " * 100, None, (), "uk"),
        ("Світло є " * 100 + "the lights are on again " * 100, None, ("en",), "uk"),
    ],
)
def test_the_language_is_known_by_its_letters_first(
    text: str, declared: str | None, languages: tuple[str, ...], lang: str | None
) -> None:
    assert guess_language(text, declared, languages) == lang


@pytest.mark.parametrize(
    ("href", "link"),
    [
        ("/a/1/?utm_source=rss&id=7&fbclid=x#top", "https://n.example/a/1/?id=7"),
        ("https://n.example/a/1/amp", "https://n.example/a/1"),
        ("//n.example/a", "https://n.example/a"),
        ("https://user:pass@n.example:8443/a", "https://n.example:8443/a"),
        ("javascript:alert(1)", None),
        ("http://[broken", None),
        ("  ", None),
        (None, None),
    ],
)
def test_a_link_is_made_absolute_and_clean_or_dropped(href: str | None, link: str | None) -> None:
    assert canonical_link(href, "https://n.example/feed") == link


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two<br>Three</p>", "One\nTwo\nThree"),
        ("<p>A<script>steal()</script> <b>bold</b> word<style>x</style></p>", "A bold word"),
        ("5 &lt; 7 &amp; 9", "5 < 7 & 9"),
        ("a &lt;b&gt; c", "a <b> c"),
        ("<ul><li>x</li><li>y</li></ul>", "x\ny"),
        ("no\u200bthing\u00ad hidden\u202e", "nothing hidden"),
        ("<!-- note -->after", "after"),
        ("", ""),
    ],
)
def test_markup_becomes_the_text_a_reader_sees(markup: str, text: str) -> None:
    assert strip_markup(markup) == text


@pytest.mark.parametrize(
    ("tag", "depth", "text"),
    [("<div>", 200, "deep"), ("<div>", 200_000, "deep"), ("<dialog>", 200, "deep"), ("<dialog>", 200_000, "")],
)
def test_markup_nested_past_all_sense_gives_nothing_instead_of_a_crash(tag: str, depth: int, text: str) -> None:
    assert strip_markup(tag * depth + "deep") == text


def test_a_report_nobody_knows_is_stored_as_it_is() -> None:
    report = make()

    assert next_revision({}, report) is report


def test_the_same_text_again_is_nothing_new() -> None:
    report = make()

    assert next_revision({report.report_id: [(3, report.content_sha256)]}, report) is None


def test_another_text_is_the_next_revision() -> None:
    report = make()
    revised = next_revision({report.report_id: [(3, "other")]}, report)

    assert revised == replace(report, revision=4)


def test_a_text_that_comes_back_is_a_change_unless_a_page_tells_the_report_too() -> None:
    report = make()
    known = {report.report_id: [(1, report.content_sha256), (2, "other")]}

    assert next_revision(known, report) == replace(report, revision=3)
    assert next_revision(known, report, has_pages=True) is None
