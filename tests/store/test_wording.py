"""What was said is found wherever a part of it was left, however it is written down."""

import json
import zipfile
from pathlib import Path

import pytest

from tracker.store.wording import CHUNK, LEAST_LETTERS, MOST_CHARACTERS, MOST_PIECES, Wording, Words, cut

STORY = (
    "Вигадана гребля стоїть без ламп третю добу поспіль, бо трансформатор за ставом згорів дотла. "
    'Мірошник каже: "чекаємо на майстрів із сусіднього хутора".'
)
PIECES = cut(Words(texts=frozenset({STORY})))
ENCODINGS = {
    "plain": STORY.encode(),
    "JSON as it is": json.dumps({"text": STORY}, ensure_ascii=False).encode(),
    "JSON escaped": json.dumps({"text": STORY}).encode(),
    "one sentence": STORY.split(". ", maxsplit=1)[0].encode(),
    "half a sentence": STORY[30:95].encode(),
    "in the middle of bytes": b"\x00\xff" * 500 + STORY.encode() + b"\x00" * 9,
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_a_text_is_found_however_it_is_written_and_in_part(name: str) -> None:
    assert PIECES.find(ENCODINGS[name])


@pytest.mark.parametrize(
    "other", ["", "Вигадана гребля", "Каже мірошник", "Зовсім інша вигадана новина про млин і став"]
)
def test_what_says_something_else_is_not_found(other: str) -> None:
    assert PIECES.find(other.encode()) == frozenset()


def test_the_pieces_of_a_text_are_all_of_it_but_marks_and_what_is_too_short_to_tell() -> None:
    said = sum(len(piece) for piece in PIECES.pieces)

    assert all(len(piece) <= MOST_CHARACTERS for piece in PIECES.pieces)
    assert all(sum(map(str.isalpha, piece)) >= LEAST_LETTERS for piece in PIECES.pieces)
    assert said > len(STORY) - 25


@pytest.mark.parametrize("told", ["", "Світла нема", "2026-01-15T12:00:00Z", "1 200 / 3 400", "..."])
def test_what_everybody_says_by_chance_is_no_piece(told: str) -> None:
    assert cut(Words(texts=frozenset({told}))).pieces == frozenset()


def test_an_address_is_one_piece_however_long() -> None:
    link = "https://invented-herald.example/news/2026/01/15/a-very-long-story-about-a-mill-and-its-pond"
    found = cut(Words(names=frozenset({link})))

    assert found.pieces == {link}
    assert found.find(b'{"url":"' + link.encode() + b'"}') == {link}


def test_names_of_places_are_no_pieces_with_whatever_marks_around_them() -> None:
    told = Words(texts=frozenset({"Вигаданохутірська область:\nзгоріла підстанція"}))

    assert cut(told, ["вигаданохутірська Область"]).pieces == {"згоріла підстанція"}


def test_pieces_that_are_part_of_one_another_are_all_found() -> None:
    wording = Wording(frozenset({"вигадана гребля стоїть", "гребля стоїть без ламп"}))

    assert wording.find("вигадана гребля стоїть без ламп".encode()) == wording.pieces


def test_a_piece_across_two_reads_of_a_large_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"\x00" * (CHUNK - 40) + STORY.encode())
    wording = Wording(frozenset({STORY[:MOST_CHARACTERS]}))

    assert wording.find_in_file(path) == wording.pieces


def test_the_members_of_an_archive_are_searched_inflated(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sheet.xml", STORY * 9)

    assert PIECES.find_in_file(path) == PIECES.pieces


def test_a_file_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert PIECES.find_in_file(tmp_path / "absent") == frozenset()


def test_no_pieces_are_found_nowhere() -> None:
    assert Wording(frozenset()).find(STORY.encode()) == frozenset()
    assert PIECES.without(PIECES.pieces).find(STORY.encode()) == frozenset()


def test_an_address_is_not_found_as_the_beginning_of_another() -> None:
    found = cut(Words(names=frozenset({"https://invented-herald.example/12"})))

    assert found.find(b'"https://invented-herald.example/12"')
    assert found.find(b"see https://invented-herald.example/12.")
    assert not found.find(b"https://invented-herald.example/123")
    assert not found.find(b"https://invented-herald.example/12-and-more")


def test_of_very_many_pieces_some_of_every_part_are_looked_for() -> None:
    letters = "абвгдежзик"
    told = [f"вигадана новина {''.join(letters[int(digit)] for digit in f'{number:05d}')}" for number in range(50_000)]
    wording = cut(Words(texts=frozenset(told)))

    assert MOST_PIECES / 2 < len(wording.pieces) <= MOST_PIECES
    assert all(wording.find(told_here.encode()) for told_here in map(" ".join, zip(*[iter(told)] * 5, strict=True)))
