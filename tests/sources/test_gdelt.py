"""GDELT gives addresses, never reports; and its archives are looked over before they are inflated."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from tests.builders import make_source
from tracker.model import Payload, PollOutcome
from tracker.sources.connectors import Parsed, parse
from tracker.sources.connectors.gdelt_gkg import MOST_ARTICLES
from tracker.sources.hearing import Hearing

NOW = datetime(2026, 2, 3, 8, 20, tzinfo=UTC)
LIST = "https://data.gdelt.example/gdeltv2/lastupdate.txt"
UKRAINE = "1#Ukraine#UP#UP##49#32#UP#5"


def read(
    body: bytes,
    kind: str = "gdelt_gkg",
    *,
    may_tell: Callable[[str], bool] = bool,
    note: str | None = None,
    options: dict[str, str] | None = None,
) -> Parsed:
    payload = Payload(
        source_id="gdelt",
        url=LIST,
        media_type="",
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=NOW,
    )
    source = make_source("gdelt", kind="gdelt", url=LIST, options=options or {})
    return parse(payload, source, Hearing(now=NOW, may_tell=may_tell, note=note), kind=kind)


def row(number: int, title: str = "Світло повернулося", themes: str = "POWER_OUTAGE,1", place: str = UKRAINE) -> bytes:
    columns = [""] * 27
    columns[2], columns[4], columns[8], columns[10] = "1", f"https://courier.example/{number}", themes, place
    columns[26] = f"<PAGE_TITLE>{title}</PAGE_TITLE>" if title else ""
    return "\t".join(columns).encode()


def archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in files.items():
            file.writestr(name, body)
    return buffer.getvalue()


def slot(rows: Sequence[bytes]) -> bytes:
    return archive({"20260203081500.gkg.csv": b"\n".join(rows) + b"\n"})


def addresses(parsed: Parsed) -> list[str]:
    return [request.url.removeprefix("https://courier.example/") for request in parsed.requests]


def test_the_title_must_pass_the_gate() -> None:
    rows = [row(1, "Без світла два райони"), row(2, "Прем’єра в театрі"), row(3, "")]
    parsed = read(slot(rows), may_tell=lambda title: "світла" in title)

    assert addresses(parsed) == ["1"]
    assert {request.kind for request in parsed.requests} == {"article"}
    assert parsed.reports == ()


def test_the_country_is_told_by_its_own_code_not_by_its_name() -> None:
    upland = "1#Upland, UP#US#USUP##40#-90#UP#5"

    assert addresses(read(slot([row(1, place=upland), row(2, place=f"{upland};{UKRAINE}")]))) == ["2"]


def test_a_theme_must_be_the_whole_of_a_pattern() -> None:
    themes = ["NO_POWER_OUTAGE,1", "WB_508_POWER_SYSTEMS,7", "MANMADE_DISASTER_POWER_OUTAGES,3", "ELECTION,2"]

    assert addresses(read(slot([row(number, themes=name) for number, name in enumerate(themes)]))) == ["1", "2"]


def test_a_source_may_name_its_own_themes() -> None:
    rows = [row(1), row(2, themes="SOMETHING_ELSE,4")]

    assert addresses(read(slot(rows), options={"themes": "SOMETHING_*"})) == ["2"]


def test_more_articles_than_the_bound_are_counted_and_left_out() -> None:
    parsed = read(slot([row(number) for number in range(MOST_ARTICLES + 3)]))

    assert len(parsed.requests) == MOST_ARTICLES
    assert parsed.warnings == ("3 more articles found, left out",)


def test_quotes_and_broken_bytes_are_no_fault() -> None:
    broken = row(1).replace(b"POWER_OUTAGE,1", b'POWER_OUTAGE,1;"X\xff')

    assert addresses(read(slot([broken, row(2)]))) == ["1", "2"]


def test_a_transfer_that_is_not_what_the_list_says_is_asked_for_again() -> None:
    body = slot([row(1)])
    right = f"{len(body)} {hashlib.md5(body, usedforsecurity=False).hexdigest()}"

    assert read(body, note=right).requests
    assert read(body, note=right[:-1]).outcome == PollOutcome.UNREACHABLE
    assert read(body + b"\0", note=right).outcome == PollOutcome.UNREACHABLE


def test_an_archive_that_would_inflate_to_much_is_refused_before_it_does() -> None:
    bomb = archive({"20260203081500.gkg.csv": b"\0" * 50_000_000})
    parsed = read(bomb)

    assert len(bomb) < 100_000
    assert parsed.outcome == PollOutcome.UNREADABLE
    assert "inflates" in parsed.warnings[0]


def test_an_archive_with_other_files_is_refused() -> None:
    assert read(archive({"a.csv": row(1), "b.csv": row(2)})).outcome == PollOutcome.UNREADABLE
    assert read(archive({"run.exe": row(1)})).outcome == PollOutcome.UNREADABLE
    assert read(b"<html>no archive</html>").outcome == PollOutcome.UNREADABLE


def test_an_archive_with_a_changed_byte_is_unreadable() -> None:
    body = bytearray(slot([row(number, f"Дім {number * 7919} світла") for number in range(50)]))
    body[len(body) // 2] ^= 0xFF

    assert read(bytes(body)).outcome == PollOutcome.UNREADABLE


def test_a_list_cannot_send_us_to_another_host_or_away_from_https() -> None:
    line = f"5 {'a' * 32} http://169.254.169.254/x/20260203081500.gkg.csv.zip\r\n"
    (request,) = read(line.encode(), "gdelt").requests

    assert request.url == "https://data.gdelt.example/gdeltv2/20260203081500.gkg.csv.zip"
    assert request.is_archive


def test_a_rejected_query_is_not_asked_again_soon_but_too_often_is() -> None:
    rejected = read(b"The query contains an illegal character.", "gdelt_doc")
    paced = read(b"Please limit requests to one every 5 seconds.", "gdelt_doc")

    assert (rejected.outcome, rejected.retry_at) == (PollOutcome.UNREADABLE, None)
    assert rejected.warnings[0].startswith("query rejected")
    assert (paced.outcome, paced.retry_at is None) == (PollOutcome.UNREACHABLE, False)
