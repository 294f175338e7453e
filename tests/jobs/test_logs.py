"""Log lines: one record a line, no secret in any, and what they are about."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.logs import Lines, about, find_secrets, start_logging
from tests.builders import NOON
from tracker.settings import Mail, Settings

Style = Literal["json", "text"]
STYLES: tuple[Style, ...] = ("json", "text")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def write(message: str, style: Style = "text", secrets: tuple[str, ...] = (), error: Exception | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("svitlo.jobs", logging.WARNING, "", 0, message, None, info)
    return Lines(style, secrets).format(record)


def log_to(stream: io.StringIO, settings: Settings) -> logging.Logger:
    start_logging(settings, stream=stream)
    return logging.getLogger("svitlo.jobs")


def test_elsewhere_than_on_a_terminal_lines_are_json_with_what_they_are_about() -> None:
    stream = io.StringIO()
    log = log_to(stream, Settings())
    with about(job="ingest", slot=NOON, attempt=2), about(source="invented-grid"):
        log.info("heard %d", 3)
    line = json.loads(stream.getvalue())

    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "info",
        "logger": "svitlo.jobs",
        "job": "ingest",
        "slot": "2026-01-15T12:00:00Z",
        "attempt": 2,
        "source": "invented-grid",
        "message": "heard 3",
    }


def test_on_a_terminal_lines_are_for_people() -> None:
    stream = Terminal()
    log = log_to(stream, Settings())
    with about(job="ingest", attempt=1):
        log.warning("slow")

    assert stream.getvalue().endswith(" WARNING job=ingest attempt=1: slow\n")


@pytest.mark.parametrize("style", STYLES)
def test_the_setting_chooses_whatever_the_stream(style: Style) -> None:
    lines = []
    for stream in (io.StringIO(), Terminal()):
        log_to(stream, Settings(log=style)).info("x")
        lines.append(stream.getvalue().startswith("{"))

    assert lines == [style == "json"] * 2


def test_what_a_line_is_about_ends_with_its_block() -> None:
    stream = io.StringIO()
    log = log_to(stream, Settings())
    with about(job="ingest"):
        pass
    log.info("after")

    assert "job" not in json.loads(stream.getvalue())


def test_every_value_of_a_secret_setting_is_known() -> None:
    settings = Settings(
        database="postgresql://svitlo:p%40ssw0rd@db.example/svitlo",
        weather_key="invented-weather-key",
        mail=Mail(host="mail.example", sender="d@svitlo.example", unsubscribe="mailto:x", password="invented-password"),  # noqa: S106 - invented
    )

    assert set(find_secrets(settings)) == {"invented-weather-key", "invented-password", "p%40ssw0rd", "p@ssw0rd"}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "text",
    [
        "the key SECRET was refused",
        "GET https://feed.example/?token=SECRET&page=2",
        "GET https://feed.example/?page=2&apikey=SECRET",
        "GET https://feed.example/v2?appname=SECRET",
        "GET https://bots.example/bot123456:AA-SECRET_0123456789/getUpdates",
        "Authorization: Bearer SECRET0123",
        "postgresql://svitlo:SECRET@db.example/svitlo",
    ],
)
def test_no_secret_stands_in_a_line(style: Style, text: str) -> None:
    line = write(text, style, ("SECRET",))

    assert "SECRET" not in line
    assert "***" in line


@pytest.mark.parametrize(
    "text", ["?token=a1b2c3", "&apikey=a1b2c3", "?appname=a1b2c3", "bot98:a1b2c3-a1b2c3", "//u:a1b2c3@h"]
)
def test_what_looks_like_a_secret_is_masked_though_no_setting_names_it(text: str) -> None:
    assert "a1b2c3" not in write(f"https:{text}")


@pytest.mark.parametrize("style", STYLES)
def test_a_traceback_shows_no_secret_and_begins_no_line_of_its_own(style: Style) -> None:
    error = ValueError("SECRET\n2026-01-15T12:00:00.000Z ERROR a forged line")
    lines = write("broke", style, ("SECRET",), error).split("\n")

    assert all("SECRET" not in line for line in lines)
    assert all(line.startswith("  | ") for line in lines[1:])
    assert (len(lines) == 1) == (style == "json")


@given(text=st.text())
def test_whatever_others_wrote_is_one_line_of_text(text: str) -> None:
    assert len(write(text).splitlines()) == 1


@given(text=st.text(st.characters(codec="utf-8")))
def test_whatever_others_wrote_is_one_line_of_json_that_can_be_read(text: str) -> None:
    (line,) = write(text, "json").splitlines()

    assert json.loads(line)["level"] == "warning"
