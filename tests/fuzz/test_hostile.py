"""Hostile texts: a refusal or a result, in bounded time, and quotes that are what stands there."""

from itertools import islice

import pytest

from tests.fuzz.extract import MOST_SECONDS, NOON, make_report, mutations, read_text, registers
from tracker.errors import Unreadable
from tracker.extract.claims import extract_claims
from tracker.extract.lexicon import fold
from tracker.extract.reading import MOST_CLAIMS
from tracker.extract.scene import MOST_CHARACTERS
from tracker.sources.files import read_input

pytestmark = pytest.mark.slow
BOUND_S = 4 * MOST_SECONDS  # machines of others are slower and busy; what is quadratic takes minutes
LOSS = "У Полтаві без світла 1 200 споживачів. "
RUNS = 2_000  # about a minute
HOSTILE = {
    "50,000 unbroken letters": "а" * 50_000,
    "unbroken digits": "1" * 50_000,
    "blanks between two words": "a" + " " * 50_000 + "b",
    "no-break spaces behind numbers": ("5" + "\u00a0" * 60 + "x ") * 1_500,
    "stops and blanks": ". " * 40_000,
    "a word of frost without end": "5 " + "мороз" * 10_000,
    "one temperature after another": "-5°C " * 20_000,
    "numbers behind a loss": LOSS[:-2] + ", 5 000" * 15_000,
    "a number that is one word": "einundzwanzigtausend" * 9_000,
    "places with a number each": "Київ 5 тисяч споживачів без світла, Суми 7 тисяч, " * 4_000,
    "a heading over a line without end": "Без світла:\n• " + "Київ, 5 осель без води; " * 8_000,
    "a list under a heading": "Без світла:\n" + "Київ\n" * 20_000,
    "orders": "аварійні відключення, " * 9_000,
    "attacks and losses": "Удар по підстанції у Києві. Немає світла. " * 4_500,
    "officials": "мер Києва, мер Сум " * 10_000,
    "words of numbers": "двадцять дві тисячі " * 5_000,
    "lines with a place each": "Київ — 100\n" * 5_000,
    "short sentences with a place each": "У Києві немає світла. " * 2_500,
    "a place and a loss, each time in a clause": "у Києві немає світла, у Львові світло повернули, а " * 1_500,
    "losses behind a long list of places": LOSS[:-2] + ", Суми" * 4_000 + ". " + "Немає світла. " * 2_500,
    "joints that join nothing": "та світла немає " * 5_000,
    "colons": ": " * 40_000,
    "quotes that do not close": 'гурт "а ' * 10_000,
    "a listed line that never ends": "а" * 45 + " " * 50_000 + "— 1",
    "bidi controls, NULs and lone surrogates": "\u202e\x00\ud83d\u2066 світла немає " * 4_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_read_in_bounded_time(name: str) -> None:
    claims, _ = read_text(HOSTILE[name], BOUND_S)

    assert len(claims) <= 2 * MOST_CLAIMS


@pytest.mark.parametrize("noise", ["\u202e", "\u2066", "\x00", "\u0130", "\ud83d", "ẞ", "🔴"])
def test_noise_before_a_sentence_changes_nothing_of_what_it_tells(noise: str) -> None:
    plain, _ = read_text(LOSS)
    broken, _ = read_text(f"{noise}. {LOSS}")

    assert [(claim.kind, claim.place_id, claim.quantities) for claim in broken] == [
        (claim.kind, claim.place_id, claim.quantities) for claim in plain
    ]
    assert len(plain) == 1


def test_folding_keeps_every_character_at_its_place() -> None:
    letters = [chr(code) for code in range(0x30000)]

    assert [letter for letter in letters if len(fold(letter)) != 1] == []


def test_of_a_text_of_5_mb_the_beginning_is_read() -> None:
    text = LOSS + "Погода не зміниться. " * 250_000
    known = registers()
    claims = extract_claims(make_report(text), known.gazetteer, known.lexicon)

    assert len(text.encode()) > 5_000_000
    assert [claim.evidence.quote for claim in claims] == [LOSS.strip()]
    assert extract_claims(make_report(" " * MOST_CHARACTERS + LOSS), known.gazetteer, known.lexicon) == ()


@pytest.mark.parametrize(
    "body",
    [b"\x00" * 5_000_000, bytes(range(256)) * 2_000],
    ids=["5 MB of NULs", "every byte"],
)
def test_bytes_that_are_no_text_are_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_input("page.txt", body, now=NOON)


def test_two_encodings_in_one_text_leave_what_one_of_them_says() -> None:
    body = LOSS.encode() + "Нет света.".encode("cp1251")
    report = read_input("page.txt", body, now=NOON).reports[0]
    claims, _ = read_text(report.text)

    assert [claim.evidence.quote for claim in claims] == [LOSS.strip()]


@pytest.mark.server
def test_our_texts_broken_in_many_ways_are_read_without_an_error() -> None:
    read = [read_text(text, BOUND_S) for text in islice(mutations(seed=1), RUNS)]

    assert len(read) == RUNS
    assert sum(bool(claims) for claims, _ in read) > RUNS / 4  # most are broken, and still tell something
