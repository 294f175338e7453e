"""Reading what a person hands over. All texts are invented."""

from datetime import UTC, datetime

import pytest

from tracker.errors import Unreadable
from tracker.model import Report, TimePrecision
from tracker.sources.files import read_input

NOW = datetime(2026, 1, 16, 12, tzinfo=UTC)
KYIV_MIDNIGHT = datetime(2026, 1, 14, 22, tzinfo=UTC)
PARAGRAPH = "The storm took down four poles near the mill and the crew had to wait for daylight before it could begin. "


def read(name: str, body: bytes, published: datetime | None = None) -> Report:
    (report,) = read_input(name, body, now=NOW, published=published).reports
    return report


def test_the_first_line_of_a_text_is_its_title_if_others_follow() -> None:
    report = read("a.txt", b"Line down\nFour poles near the mill.")

    assert (report.title, report.text) == ("Line down", "Line down\nFour poles near the mill.")


def test_a_pasted_line_has_no_title() -> None:
    report = read("-", "У селі зникло світло.".encode())

    assert (report.title, report.text, report.lang) == (None, "У селі зникло світло.", "uk")


def test_the_same_document_is_the_same_report_whatever_its_name_and_whenever_it_is_read() -> None:
    first = read("a.txt", b"Line down")
    (again,) = read_input("b.txt", b"Line down", now=NOW.replace(year=2027)).reports

    assert (first.report_id, first.content_sha256) == (again.report_id, again.content_sha256)


def test_a_time_nobody_tells_is_unknown() -> None:
    report = read("a.txt", b"Line down")

    assert (report.published_at, report.published_precision) == (None, None)


@pytest.mark.parametrize(
    ("published", "precision"),
    [(KYIV_MIDNIGHT, TimePrecision.DAY), (KYIV_MIDNIGHT.replace(minute=5), TimePrecision.MINUTE)],
)
def test_what_the_person_says_is_the_time_and_midnight_in_kyiv_is_a_day(
    published: datetime, precision: TimePrecision
) -> None:
    report = read("a.txt", b"Line down", published)

    assert (report.published_at, report.published_precision) == (published, precision)


def test_a_time_that_the_document_tells_is_not_overruled() -> None:
    body = b"Subject: Line down\nDate: Thu, 15 Jan 2026 09:00:00 +0000\n\nFour poles."

    assert read("a.eml", body, KYIV_MIDNIGHT).published_at == datetime(2026, 1, 15, 9, tzinfo=UTC)


def test_a_page_goes_under_the_name_it_gives_its_publisher() -> None:
    head = '<html lang="en"><head><meta property="og:site_name" content="Invented Post"><title>T</title></head>'
    page = f"{head}<body><article><h1>Poles down</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH[4:]}</p></article></body></html>"
    report = read("page.html", page.encode())

    assert (report.publisher, report.title) == ("Invented Post", "Poles down")


@pytest.mark.parametrize(
    ("name", "body", "count"),
    [
        ("-", b'{"id": "1", "text": "Line down"}', 1),
        ("-", b"From: a@b.example\nSubject: Line down\n\nFour poles.", 1),
        (
            "https://x.example/story/7",
            b"<?xml version='1.0'?><rss><channel><item><title>A</title></item></channel></rss>",
            1,
        ),
        ("posts.jsonl", b'{"text": "one"}\n{"text": "two"}', 2),
        ("rows.csv", b"id,text\n1,one\n2,two\n3,three\n", 3),
        ("feed.xml", b"<rss><channel><item><title>A</title></item><item><title>B</title></item></channel></rss>", 2),
        ("LETTER.TXT", b"Line down", 1),
    ],
)
def test_a_document_is_read_by_its_name_or_else_by_its_content(name: str, body: bytes, count: int) -> None:
    assert len(read_input(name, body, now=NOW).reports) == count


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("a.txt", b"", "a.txt: it is empty"),
        ("a.html", b"  \n ", "a.html: it is empty"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00", "picture.png: not a text"),
        ("letter.docx", b"words", r"letter.docx: format \.docx is not known; Svitlo reads \.html"),
        ("page.html", b"<html><body></body></html>", "page.html: no article text"),
        ("feed.xml", b"<html></html>", "feed.xml: an HTML page instead of a feed"),
        ("feed.xml", b"<rss><channel></channel></rss>", "feed.xml: there is nothing in it"),
        ("data.json", b"{", "data.json: not JSON, or cut"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(name: str, body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as caught:
        read_input(name, body, now=NOW)

    assert "\n" not in str(caught.value)
