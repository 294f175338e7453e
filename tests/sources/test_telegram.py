"""Channels from one poll to the next, and whose words a post holds. All texts are invented."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.builders import make_source
from tracker.model import Payload, PollOutcome, Role
from tracker.sources.addresses import public_url
from tracker.sources.connectors import ask, parse
from tracker.sources.hearing import Hearing
from tracker.sources.reports import Parsed

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
URL = "https://t.me/s/InventedGrid"
TOKEN = "123456:AAbbCC-dd_ee"  # noqa: S105 - invented


def make_payload(body: str, url: str) -> Payload:
    return Payload(
        source_id="s",
        url=url,
        media_type="",
        body=body.encode(),
        sha256=hashlib.sha256(body.encode()).hexdigest(),
        fetched_at=NOW,
    )


def make_post(number: int, inner: str = "", text: str = "Світло є.") -> str:
    words = f'<div class="tgme_widget_message_text js-message_text">{text}</div>' if text else ""
    return (
        f'<div class="tgme_widget_message" data-post="InventedGrid/{number}">{inner}{words}'
        f'<a class="tgme_widget_message_date" href="https://t.me/InventedGrid/{number}">'
        '<time datetime="2026-01-15T08:00:00+00:00">10:00</time></a></div>'
    )


def make_forward(name: str, href: str | None) -> str:
    tag = f'<a href="{href}"' if href else "<span"
    return (
        f'<div class="tgme_widget_message_forwarded_from">Forwarded from {tag} '
        f'class="tgme_widget_message_forwarded_from_name">{name}</{tag[1:].partition(" ")[0]}></div>'
    )


def read_page(
    *posts: str, head: str = "", url: str = URL, cursor: str | None = None, note: str | None = None, **source: Any
) -> Parsed:
    page = f"<html><head>{head}</head><body>{''.join(posts)}</body></html>"
    hearing = Hearing(now=NOW, cursor=cursor, note=note)
    return parse(make_payload(page, url), make_source("s", kind="telegram_preview", url=URL, **source), hearing)


def read_numbers(numbers: Sequence[int], **fields: Any) -> Parsed:
    return read_page(*map(make_post, numbers), **fields)


def test_the_cursor_is_the_highest_number_seen_and_never_goes_back() -> None:
    assert read_numbers([5, 9, 7]).cursor == "9"
    assert read_numbers([5], cursor="9").cursor == "9"


def test_an_older_page_leaves_the_cursor_to_the_newest() -> None:
    assert read_numbers([5, 9], url=f"{URL}?before=20", cursor="2").cursor is None


def test_older_pages_are_asked_for_until_the_cursor_is_met() -> None:
    head = '<link rel="prev" href="/s/InventedGrid?before=40"><link rel="canonical" href="/s/InventedGrid?before=61">'

    assert [one.url for one in read_numbers([40, 60], head=head, cursor="30").requests] == [f"{URL}?before=40"]
    assert read_numbers([40, 60], head=head, cursor="39").requests == ()
    assert read_numbers([40, 60], head=head, cursor="50").requests == ()


def test_a_channel_heard_for_the_first_time_gives_its_newest_page_alone() -> None:
    assert read_numbers(range(40, 60), head='<link rel="prev" href="?before=40">').requests == ()


def test_a_full_page_without_a_mark_of_older_ones_is_asked_behind_once_more() -> None:
    assert [one.url for one in read_numbers(range(40, 60), cursor="3").requests] == [f"{URL}?before=40"]


def test_a_short_page_without_a_mark_of_older_ones_is_the_end() -> None:
    assert read_numbers(range(40, 59), cursor="3").requests == ()


def test_the_canonical_address_is_no_mark_of_older_pages() -> None:
    assert read_numbers([40], head='<link rel="canonical" href="?before=41">', cursor="3").requests == ()


def test_a_poll_reads_five_pages_at_most() -> None:
    pages, numbers, note, url = 1, list(range(1000, 1020)), None, URL
    while requests := read_numbers(numbers, cursor="3", note=note, url=url).requests:
        (request,) = requests
        note, url, pages = request.note, request.url, pages + 1
        numbers = [number - 20 for number in numbers]

    assert pages == 5


def test_a_page_that_repeats_itself_is_not_asked_for_again() -> None:
    assert read_numbers(range(40, 60), cursor="3", url=f"{URL}?before=40", note="2").requests == ()


def test_an_edited_post_is_the_same_report_with_another_text() -> None:
    before, after = (read_page(make_post(7, text=text)).reports[0] for text in ("Два хутори.", "Три хутори."))

    assert before.report_id == after.report_id
    assert before.content_sha256 != after.content_sha256


def test_a_reply_holds_its_own_words_and_not_those_it_answers() -> None:
    words = '<div class="tgme_widget_message_text js-message_reply_text">Було</div>'
    quoted = f'<a class="tgme_widget_message_reply">{words}</a>'
    (report,) = read_page(make_post(7, quoted, "Стало")).reports

    assert report.text == "Стало"


def test_words_of_another_channel_are_its_own_and_not_official() -> None:
    (report,) = read_page(make_post(7, make_forward("Other  Grid", "https://t.me/OtherGrid/1"))).reports

    assert (report.publisher, report.role) == ("Other Grid", Role.MEDIUM)


def test_words_an_occupation_authority_passes_on_stay_an_occupation_authoritys() -> None:
    forward = make_forward("Other", "https://t.me/Other/1")
    (report,) = read_page(make_post(7, forward), role=Role.OCCUPATION_AUTHORITY).reports

    assert report.role == Role.OCCUPATION_AUTHORITY


def test_words_of_a_person_are_a_residents_and_the_person_is_not_named() -> None:
    (report,) = read_page(make_post(7, make_forward("Іван Приватний", None))).reports

    assert report.role == Role.RESIDENT
    assert "Приватний" not in f"{report.publisher} {report.text}"


def test_a_channel_that_repeats_itself_speaks_with_its_own_voice() -> None:
    (report,) = read_page(make_post(7, make_forward("Invented Grid", "https://t.me/inventedgrid/1"))).reports

    assert (report.publisher, report.role) == ("s", Role.UTILITY)


def test_a_picture_alone_is_a_report_without_text_and_said_to_be_unread() -> None:
    parsed = read_page(make_post(7, '<a class="tgme_widget_message_photo_wrap"></a>', ""))

    assert [report.text for report in parsed.reports] == [""]
    assert parsed.warnings == ("InventedGrid/7: image, unread",)


def test_of_an_unread_picture_it_is_said_once() -> None:
    parsed = read_page(make_post(7, '<a class="tgme_widget_message_photo_wrap"></a>', ""), cursor="7")

    assert len(parsed.reports) == 1
    assert parsed.warnings == ()


@pytest.mark.parametrize(
    ("old", "new"), [("data-post", "data-entry"), ("js-message_text", "js-words"), ("<time datetime", "<time data-at")]
)
def test_a_page_whose_markup_changed_is_an_alarm(old: str, new: str) -> None:
    parsed = read_page(make_post(7).replace(old, new))

    assert parsed.outcome == PollOutcome.UNREADABLE
    assert "drift" in parsed.warnings[-1]


def test_posts_without_words_alone_are_no_alarm() -> None:
    parsed = read_page(make_post(7, '<div class="tgme_widget_message_poll">Чи є світло?</div>', ""))

    assert (parsed.outcome, parsed.cursor) == (PollOutcome.EMPTY, "7")


def read_updates(answer: object, **source: Any) -> Parsed:
    payload = make_payload(json.dumps(answer), "https://api.telegram.org/bot…/getUpdates")
    return parse(payload, make_source("s", kind="telegram_bot", **source), Hearing(now=NOW))


def make_update(update_id: int, **post: Any) -> dict[str, object]:
    chat = {"id": -100, "title": "Invented Grid", "username": "InventedGrid", "type": "channel"}
    return {"update_id": update_id, "channel_post": {"message_id": 4, "chat": chat, "date": 1768466400} | post}


def read_one(**post: Any) -> Parsed:
    return read_updates({"ok": True, "result": [make_update(8, **post)]})


def test_a_bot_asks_from_its_cursor_on_and_only_for_posts() -> None:
    source = make_source("s", kind="telegram_bot", url="https://api.telegram.org", key="bot")
    (request,) = ask(source, Hearing(now=NOW, cursor="701", secret=TOKEN))

    assert request.url.startswith(f"https://api.telegram.org/bot{TOKEN}/getUpdates?")
    assert "offset=701" in request.url
    assert "edited_channel_post" in request.url
    assert 429 in request.statuses


def test_the_token_of_a_bot_is_in_no_address_that_is_shown() -> None:
    source = make_source("s", kind="telegram_bot", url="https://api.telegram.org", key="bot")
    (request,) = ask(source, Hearing(now=NOW, secret=TOKEN))

    for url in (request.url, request.url.replace(":AA", "%3AAA")):
        assert "AAbbCC" not in public_url(url)
    assert TOKEN not in repr(Hearing(now=NOW, secret=TOKEN))


def test_the_next_offset_is_behind_the_last_update() -> None:
    assert read_one(text="Світло є.").cursor == "9"
    assert read_updates({"ok": True, "result": []}).cursor is None


def test_a_post_is_named_as_on_the_preview_page() -> None:
    assert read_one(text="Світло є.").reports[0].native_id == "inventedgrid/4"


def test_an_edit_in_the_same_answer_counts_and_is_no_fault() -> None:
    edited = make_update(9, text="Три хутори.")
    answer = {"ok": True, "result": [make_update(8, text="Два хутори."), edited]}
    parsed = read_updates(answer)

    assert [report.text for report in parsed.reports] == ["Три хутори."]
    assert parsed.warnings == ()


def test_nobody_who_wrote_a_post_is_kept() -> None:
    parsed = read_one(text="Світло є.", author_signature="Іван Приватний", **{"from": {"first_name": "Приватний"}})

    assert "Приватний" not in repr(parsed)


def test_a_bot_passes_on_a_persons_words_without_the_name() -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Іван Приватний"}
    (report,) = read_one(text="Темно.", forward_origin=origin).reports

    assert (report.publisher, report.role) == ("s", Role.RESIDENT)


def test_posts_of_a_channel_that_is_not_the_sources_are_left_out_and_told() -> None:
    parsed = read_updates({"ok": True, "result": [make_update(8, text="Так.")]}, options={"channel": "@AnotherGrid"})

    assert (parsed.reports, parsed.cursor) == ((), "9")
    assert "another channel" in parsed.warnings[0]


@pytest.mark.parametrize(("told", "wait_s"), [(17, 17), (10**9, 86400), ("soon", 30), (-1, 30)])
def test_a_bot_that_asks_too_often_waits_as_it_is_told(told: object, wait_s: int) -> None:
    parsed = read_updates({"ok": False, "error_code": 429, "parameters": {"retry_after": told}})

    assert parsed.outcome == PollOutcome.UNREACHABLE
    assert parsed.retry_at is not None
    assert (parsed.retry_at - NOW).total_seconds() == wait_s


def test_what_the_bot_api_says_of_an_error_is_not_repeated() -> None:
    parsed = read_updates({"ok": False, "error_code": 400, "description": f"bad token {TOKEN}"})

    assert parsed.outcome == PollOutcome.UNREACHABLE
    assert TOKEN not in repr(parsed)


@pytest.mark.parametrize("answer", [[], {"ok": "yes"}, {"ok": True}, {"ok": True, "result": [{"channel_post": {}}]}])
def test_an_answer_of_another_structure_is_unreadable(answer: object) -> None:
    assert read_updates(answer).outcome == PollOutcome.UNREADABLE
