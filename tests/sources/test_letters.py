"""Letters and pasted messages: their own words, and nobody's name. All texts are invented."""

from collections.abc import Sequence
from datetime import UTC, datetime
from time import process_time
from typing import Any

import pytest

from tests.builders import make_source
from tracker.model import Payload, PollOutcome, Report, TimePrecision
from tracker.sources.connectors import parse
from tracker.sources.files import IN_CONFIDENCE, read_input

NOW = datetime(2026, 1, 16, 12, tzinfo=UTC)
MORNING = datetime(2026, 1, 15, 7, 12, tzinfo=UTC)
BOUND_S = 8.0  # machines of others are slower and busy; what is quadratic takes minutes
HUGE = 100_000
WORDS = "Без світла 640 осель."


def read_email(text: str, headers: str = "Subject: Лист", **source: Any) -> Report:
    body = f"{headers}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}".encode()
    payload = Payload(source_id="s", url="", media_type="", body=body, sha256="0", fetched_at=NOW)
    (report,) = parse(payload, make_source("s", **({"kind": "email", "url": ""} | source))).reports
    return report


def paste(text: str) -> Sequence[Report]:
    return read_input("-", text.encode(), now=NOW).reports


@pytest.mark.parametrize(
    "around",
    [
        "{}\n\nOn Thu, 15 Jan 2026 at 10:12, Somebody <x@ngo.example> wrote:\n> Is there light?\n",
        "{}\n\nOn Thu, 15 Jan 2026 at 10:12, Somebody with a long name\n<x@ngo.example> wrote:\n> Is there light?\n",
        "{}\n\nчт, 15 січ. 2026 о 10:12 Марія <x@ngo.example> пише:\n> Чи є світло?\n",
        "15.01.2026 10:12, Мария пишет:\n> Есть ли свет?\n\n{}",
        "> Чи є світло?\n{}",
        "{}\n\n-----Original Message-----\nFrom: Somebody\nIs there light?",
        "{}\n\nFrom: Somebody <x@ngo.example>\nSent: Thursday\nTo: Desk\n\nIs there light?",
        "{}\n\n-- \nМарія Приватна, диспетчерка",
        "{}\n\nЗ повагою,\nМарія Приватна",
        "{}\n\nBest regards\nSomebody Private",
        "{}\nSent from my telephone",
        "{}\n________________________________\noutages mailing list\nhttps://lists.example/x",
    ],
)
def test_a_letter_is_its_own_words(around: str) -> None:
    assert read_email(around.format(WORDS)).text == f"Лист\n{WORDS}"


def test_a_line_of_dashes_or_somebody_who_writes_ends_no_letter() -> None:
    text = f"Зведення.\n--------------------\nМер 15 січня пише:\n{WORDS}"

    assert read_email(text).text.endswith(WORDS)


@pytest.mark.parametrize(
    "mark",
    [
        "-------- Forwarded message -------\nFrom: Somebody <x@ngo.example>\nDate: Thu, 15 Jan 2026 at 09:12\nTo: me",
        "-------- Пересланное сообщение --------\nТема: Лист\nДата: 15 января 2026 09:12\nОт: Мария <x@ngo.example>",
        "From: Somebody <x@ngo.example>\nSent: 15 January 2026 09:12\nTo: Desk\nSubject: Лист",
    ],
)
def test_a_letter_that_is_passed_on_has_its_own_words_and_time(mark: str) -> None:
    report = read_email(f"{mark}\n\n{WORDS}", "Subject: Fwd: Лист\nDate: Fri, 16 Jan 2026 08:00:00 +0200")

    assert report.text == f"Лист\n{WORDS}"
    assert (report.published_at, report.published_precision) == (MORNING, TimePrecision.MINUTE)
    assert report.publisher == "ngo.example"


@pytest.mark.parametrize(
    ("sender", "publisher"),
    [
        ("Марія Приватна <maria@oblenergo.example>", "oblenergo.example"),
        ("maria@mail.oblenergo.example", "oblenergo.example"),
        ("Марія Приватна <maria.pryvatna@gmail.com>", "s"),
        ("undisclosed", "s"),
        ('"broken <', "s"),
    ],
)
def test_of_a_sender_only_the_organisation_is_kept(sender: str, publisher: str) -> None:
    report = read_email(WORDS, f"From: {sender}\nSubject: Лист\nMessage-ID: <1@marias-laptop.example>")

    assert report.publisher == publisher
    for private in ("maria", "Марія", "Приватна"):
        assert private not in repr(report)


def test_letters_of_one_organisation_go_under_its_name_unless_its_file_says_otherwise() -> None:
    sender = "From: x@oblenergo.example\nSubject: Лист"

    assert read_email(WORDS, sender, url="file:drop").publisher == "s"
    assert read_email(WORDS, sender, url="file:drop", options={"publisher": "domain"}).publisher == "oblenergo.example"


def test_the_quoted_blocks_of_an_html_letter_are_left_out() -> None:
    body = f"Subject: Лист\nContent-Type: text/html\n\n<p>{WORDS}</p><blockquote>Чи є світло?</blockquote>".encode()

    assert read_input("a.eml", body, now=NOW).reports[0].text == f"Лист\n{WORDS}"


@pytest.mark.parametrize(
    "header",
    [
        b'From: "A, B" <a@b.c>, (x) d:;',
        b"Subject: =?utf-9?b?0KHQ?=",
        "Subject: =?utя-8?q?x?=".encode(),
        b"Content-Type: text/plain; charset*=utf-8''x",
        b"From: .@x\nDate: never\nMessage-ID: <>",
        b"Content-Type: multipart/mixed",
    ],
)
def test_broken_header_lines_break_nothing(header: bytes) -> None:
    payload = Payload(source_id="s", url="", media_type="", body=header + b"\n\nwords", sha256="0", fetched_at=NOW)

    assert parse(payload, make_source("s", kind="email")).outcome in {PollOutcome.NEW, PollOutcome.UNREADABLE}


@pytest.mark.parametrize(
    "text",
    [
        f"[15.01.26, 09:12:33] Іван Приватний: {WORDS}",
        f"[15.01.2026, 09:12] ~\u202fІван Приватний: {WORDS}",
        f"15.01.2026, 09:12 - Іван Приватний: {WORDS}",
        f"15/01/2026, 9:12 am - Іван Приватний: {WORDS}",
        f"1/15/26, 9:12 AM - Іван Приватний: {WORDS}",
        f"Іван Приватний, [15.01.2026 09:12]\n{WORDS}",
        f"Іван Приватний, [15.01.2026 09:12]:\nПереслано від Приватний\n{WORDS}",
        f"[15 січ. 2026 р. о 09:12] Іван Приватний: {WORDS}",
        f"[ 15 January 2026 9:12 AM ] Іван Приватний: {WORDS}",
        f"[Jan 15, 2026 09:12] Іван Приватний: {WORDS}",
    ],
)
def test_a_pasted_message_keeps_its_words_and_time_and_not_its_writer(text: str) -> None:
    (report,) = paste(text)

    assert (report.text, report.published_at) == (WORDS, MORNING)
    assert "Приватний" not in repr(report)


def test_each_message_of_a_paste_is_a_report_with_its_own_time() -> None:
    first, second = paste(f"[15.01.26, 09:12:33] А: {WORDS}\nДо вечора.\n[15.01.26, 10:12:33] Б: Світло є.")

    assert (first.text, second.text) == (f"{WORDS}\nДо вечора.", "Світло є.")
    assert first.published_at != second.published_at


def test_the_same_message_pasted_with_others_is_the_same_report() -> None:
    message = f"[15.01.26, 09:12:33] А: {WORDS}"
    alone, beside = paste(message)[0], paste(f"[15.01.26, 09:00:00] Б: Так.\n{message}")[1]

    assert (alone.report_id, alone.content_sha256) == (beside.report_id, beside.content_sha256)


def test_the_same_message_copied_from_another_telephone_is_the_same_report() -> None:
    first, second = paste(f"[15.01.26, 09:12:33] А: {WORDS}"), paste(f"1/15/26, 9:12 AM - Б: {WORDS}")

    assert first[0].report_id == second[0].report_id


def test_numbers_and_clocks_in_a_plain_paste_are_its_words() -> None:
    text = "Графік на завтра: 09:12 - 12:00 перша черга\n15.01.2026 зранку: друга черга"

    assert paste(text)[0].text == text


def test_someone_mentioned_by_number_is_not_kept() -> None:
    assert "380" not in paste("[15.01.26, 09:12:33] А: @380671234567 у вас теж темно?")[0].text


@pytest.mark.parametrize(("name", "text"), [("-", WORDS), ("a.eml", f"Subject: Лист\n\n{WORDS}")])
def test_what_people_tell_one_another_is_taken_in_confidence(name: str, text: str) -> None:
    (report,) = read_input(name, text.encode(), now=NOW).reports

    assert report.source_id == IN_CONFIDENCE.source_id


def test_a_document_is_not_taken_in_confidence() -> None:
    (report,) = read_input("bulletin.txt", WORDS.encode(), now=NOW).reports

    assert report.source_id == "by-hand"


@pytest.mark.parametrize(
    "line",
    ["> a\n", "1 пише\n", "From: x\n", "<blockquote>", "1" * 50 + " wrote:\n", "-- \n", "[15.01.26, ", "a, [", "@"],
)
def test_a_letter_made_to_be_slow_is_read_in_bounded_time(line: str) -> None:
    begun = process_time()
    read_email(f"{WORDS}\n{line * HUGE}\n{WORDS}")
    paste(f"{WORDS}\n{line * HUGE}")

    assert process_time() - begun < BOUND_S
