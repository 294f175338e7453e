"""Where names stand: one pass over a text as it is written, whole words only. Texts are invented."""

import gzip
import itertools
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.automaton import Finder, build_finder, file_name, is_whole, load_finder, write_finder, written_forms
from geodata.folder import DATA
from geodata.forms import FORMS, read_forms
from geodata.gazetteer import load_gazetteer
from geodata.names import fold_name
from geodata.writing import PutRight


def finder_of(table: str) -> Finder:
    with TemporaryDirectory() as folder:
        (Path(folder) / FORMS).write_bytes(gzip.compress(table.encode(), mtime=0))
        return build_finder(Path(folder))


GAZETTEER = load_gazetteer()
MADE_UP = finder_of("- 1\tнова зоря\tнову зорю\n- 2\tзоря\n- 3\tп'ята балка\nl 4\tлівий берег\n- 5\tартёмово\n")


def found(text: str, finder: Finder = MADE_UP) -> list[str]:
    return [text[start:end] for start, end in finder.find(text)]


@pytest.mark.parametrize(
    "written", ["Нова Зоря", "НОВА ЗОРЯ", "Нова зоря", "Нова\u00a0Зоря", "Нова  Зоря", "Нову Зорю"]
)
def test_a_name_is_found_however_its_letters_are_cased(written: str) -> None:
    assert found(f"Кажуть: {written}.") == [written]


@pytest.mark.parametrize("written", ["П'ята Балка", "П’ята Балка", "Пʼята Балка", "П`ята Балка", "Пята Балка"])
def test_a_name_is_found_however_its_apostrophe_is_typed(written: str) -> None:
    assert found(f"У селі {written} тихо") == [written]


@pytest.mark.parametrize("written", ["Артёмово", "Артемово"])
def test_a_name_is_found_with_yo_or_without(written: str) -> None:
    assert found(f"Под {written} тихо") == [written]


@pytest.mark.parametrize("written", ["Зоpя", "Зо\u0301ря", "Зоря\u0301", "Зо\u00adря", "Зо\u200bря\u0301"])
def test_odd_writing_is_put_right_and_its_place_in_the_text_kept(written: str) -> None:
    assert found(f"Біля {written}\u200b тихо") == [written]


def test_half_a_letter_hides_no_name() -> None:
    assert found("\ud83d Зоря") == ["Зоря"]


def test_a_name_inside_a_word_is_none() -> None:
    assert found("Зоряний шлях, Зорянка, СуперЗоря") == []


def test_a_shorter_name_hidden_by_a_longer_one_that_is_none_is_found() -> None:
    finder = finder_of("- 1\tнова зоря\n- 2\tнова\n- 3\tзоря\n")

    assert found("Нова Зоряна", finder) == ["Нова"]
    assert found("АНова Зоря", finder) == ["Зоря"]


def test_small_letters_are_a_name_only_where_the_register_says_so() -> None:
    assert found("зоря на лівий берег") == ["лівий берег"]


def test_every_form_of_the_register_is_found_where_it_stands() -> None:
    spellings = [spelling for _, spelled in list(read_forms(DATA))[::40] for spelling in spelled]
    written = [form for spelling in spellings for form in written_forms(spelling, is_lowercase=False)]
    missed = [form for form in written if (2, 2 + len(form)) not in GAZETTEER.finder.find(f"- {form}.")]

    assert len(written) > 10_000
    assert missed == []


@given(st.text(alphabet="Нова Зря'’\u0301-ёiо .", max_size=60))
def test_what_is_found_are_whole_words_in_order(text: str) -> None:
    spans = MADE_UP.find(text)

    assert all(is_whole(text.replace("\u0301", ""), *span) for span in spans if "\u0301" not in text)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


def test_the_packaged_automaton_is_that_of_the_packaged_forms() -> None:
    forms = (DATA / FORMS).read_bytes()
    (packaged,) = DATA.glob("names-*.gz")
    built = build_finder(DATA)

    assert packaged.name == file_name(forms)
    assert gzip.decompress(packaged.read_bytes()) == built.automaton.serialize()


def test_an_automaton_is_built_where_none_fits_the_forms(tmp_path: Path) -> None:
    forms = gzip.compress("- 1\tзоря\n".encode())
    (tmp_path / FORMS).write_bytes(forms)

    assert found("Зоря", load_finder(tmp_path)) == ["Зоря"]


def test_writing_the_automaton_again_gives_the_same_bytes_and_drops_the_old(tmp_path: Path) -> None:
    (tmp_path / FORMS).write_bytes(gzip.compress("- 1\tзоря\n".encode(), mtime=0))
    old = write_finder(tmp_path)
    (tmp_path / FORMS).write_bytes(gzip.compress("- 1\tранок\n".encode(), mtime=0))
    new = write_finder(tmp_path)
    shutil.copy(new, tmp_path / "kept")
    write_finder(tmp_path)

    assert (old.exists(), new.read_bytes() == (tmp_path / "kept").read_bytes()) == (False, True)
    assert found("Ранок", load_finder(tmp_path)) == ["Ранок"]


@given(st.text(alphabet="Зоряиі ё\u0301\u0306\u0308\u00ad\u200b`", max_size=40))
def test_every_letter_of_a_text_put_right_stood_where_it_is_said(text: str) -> None:
    right = PutRight(text)
    spans = [right.span(at, at + 1) for at in range(len(right.text))]

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
    assert [fold_name(text[start:end])[:1] for start, end in spans if text[start].isalpha()] == [
        fold_name(letter)[:1] for letter in right.text if letter.isalpha()
    ]
