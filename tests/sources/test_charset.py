"""Bytes of unknown encoding. All texts are invented."""

import pytest

from tracker.sources.charset import decode, is_binary

TEXT = "Через негоду в області знеструмлено сім сіл; її мешканці гріються у школі. Ґанок замело."
RUSSIAN = "Из-за непогоды без света семь сёл, жители греются в школе."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1251", "koi8-u", "utf-16", "utf-16-le"])
def test_cyrillic_is_read_whatever_the_header_says(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "text/html; charset=utf-8") == TEXT


def test_a_declaration_that_lies_about_utf_8_is_not_believed() -> None:
    body = f'<?xml version="1.0" encoding="windows-1251"?><t>{TEXT}</t>'.encode()

    assert TEXT in decode(body)


def test_a_windows_1251_page_declared_as_utf_8_is_read() -> None:
    body = f'<meta charset="utf-8"><p>{TEXT}</p>'.encode("windows-1251")

    assert TEXT in decode(body)


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r"])
def test_russian_is_read_too(encoding: str) -> None:
    assert decode(RUSSIAN.encode(encoding)) == RUSSIAN


def test_a_page_cut_in_the_middle_of_a_letter_stays_in_its_alphabet() -> None:
    assert decode(TEXT.encode()[:-30][:-1]).startswith(TEXT[:40])


def test_an_encoding_nobody_knows_is_passed_over() -> None:
    assert decode(TEXT.encode("windows-1251"), "text/xml; charset=x-unheard-of") == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_letter_are_known_without_a_mark(encoding: str) -> None:
    assert decode(f"<p>{TEXT}</p>".encode(encoding)) == f"<p>{TEXT}</p>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"\x89PNG\x00\x01", True),
        (b"PK\x03\x04" + bytes(40), True),
        ("світло".encode("utf-16"), False),
        ("<p>світло</p>".encode("utf-16-be"), False),
        (b"light", False),
    ],
)
def test_bytes_that_are_no_text_are_told(body: bytes, *, expected: bool) -> None:
    assert is_binary(body) == expected
