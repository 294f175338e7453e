"""Invented words in the place of a source's own."""

import json

import pytest

from tracker.sources.filler import fill, fill_words

FEED = """<?xml version="1.0" encoding="utf-8"?><rss><channel><language>uk</language><ttl>60</ttl>
<!-- шеф-редактор на зміні -->
<item><title>Без світла 640 споживачів у Конотопі</title><link>https://courier.example/news/41</link>
<pubDate>Thu, 15 Jan 2026 09:12:00 EET</pubDate><dc:creator>Olena Vigadana</dc:creator>
<description><![CDATA[<p class="lead big">Ремонтують <b>лінію</b>, тел. 0501234567</p>]]></description></item>
</channel></rss>"""


def test_of_a_feed_the_words_go_and_the_structure_stays() -> None:
    filled = (fill(FEED.encode(), "application/rss+xml") or b"").decode()

    for kept in (
        "<language>uk</language>",
        "Thu, 15 Jan 2026 09:12:00 EET",
        "https://courier.example/news/41",
        "lead big",
    ):
        assert kept in filled
    for gone in ("Конотоп", "світла", "640", "0501234567", "Vigadana", "шеф", "Ремонтують"):
        assert gone not in filled
    assert filled.count("<") == FEED.count("<")


def test_of_json_only_sentences_and_cyrillic_go() -> None:
    record = {
        "id": 9007199254740993,
        "status": "EmergencyShutdowns",
        "date": "2026-01-15T00:00:00+02:00",
        "note": "Pump house runs on diesel",
        "street": {"name": "Вигадана"},
        "html": "<p>Світла немає</p>",
        "mail": "olena@ngo.example",
    }
    filled = json.loads(fill(json.dumps(record).encode(), "application/json") or b"")

    assert {name: filled[name] for name in ("id", "status", "date")} == {
        name: record[name] for name in ("id", "status", "date")
    }
    assert filled["html"].startswith("<p>")
    assert "Pump" not in filled["note"]
    assert "Вигадана" not in filled["street"]["name"]
    assert "Світла" not in filled["html"]
    assert filled["mail"] == "name@example.org"


def test_the_strings_of_scripts_and_shown_attributes_are_words_too() -> None:
    page = (
        '<html><head><meta property="og:title" content="Удар по підстанції"><script type="application/ld+json">'
        '{"headline": "Удар по підстанції", "datePublished": "2026-01-15T09:12:00+02:00"}</script></head></html>'
    )
    filled = (fill(page.encode(), "text/html") or b"").decode()

    assert "підстанції" not in filled
    assert '"datePublished": "2026-01-15T09:12:00+02:00"' in filled
    assert filled.endswith("</script></head></html>")


def test_a_table_keeps_its_header_and_its_codes() -> None:
    filled = (fill("id;дата;місце\nX-1;2026-01-15;Конотоп\n".encode(), "text/csv") or b"").decode()

    assert filled.startswith("id;дата;місце\nX-1;2026-01-15;")
    assert "Конотоп" not in filled


def test_the_same_word_becomes_the_same_one_in_its_script_and_case() -> None:
    first, second = fill_words("Світло світло СВІТЛО light").split()[:2]
    russian, ukrainian = fill_words("объём"), fill_words("їхній")

    assert first == second.capitalize()
    assert fill_words("СВІТЛО").isupper()
    assert fill_words("light").isascii()
    assert set("ыэъё") & set(russian)
    assert set("іїєґ") & set(ukrainian)


def test_a_one_byte_encoding_stays_what_its_declaration_says() -> None:
    feed = '<?xml version="1.0" encoding="windows-1251"?><t>Без світла Конотоп</t>'.encode("cp1251")
    filled = fill(feed, "text/xml") or b""

    assert "Конотоп" not in filled.decode("cp1251")
    assert filled.startswith(b'<?xml version="1.0" encoding="windows-1251"?><t>')


def test_of_a_pasted_message_the_first_line_goes_too() -> None:
    filled = (fill("[15.01.2026, 09:12] Олена: без світла\nі тепла".encode(), "") or b"").decode()

    assert "Олена" not in filled
    assert "світла" not in filled


@pytest.mark.parametrize("body", [b"PK\x03\x04rest", b"\x00\x01\x02"])
def test_what_is_no_text_is_not_filled(body: bytes) -> None:
    assert fill(body, "") is None


@pytest.mark.parametrize("body", ['{"cut": "Без світла', "[", "<p>Без світла", "", "слово\nбез світла"])
def test_what_is_cut_is_filled_as_far_as_it_goes(body: str) -> None:
    filled = (fill(body.encode(), "") or b"").decode()

    assert "світла" not in filled
