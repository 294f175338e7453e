"""Feed the reading with broken texts: `python -m tests.fuzz.extract --runs 100000`, guided by coverage (needs atheris).

Without atheris, `mutations(seed)` breaks our labelled texts in the same way on every machine. A run fails if anything
is raised, if a quote is not what stands at its span, or if it takes more than a second for 100 kB.
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from geodata.gazetteer import Gazetteer
from tests.gold.labelled import read_labelled
from tests.packaged import packaged_gazetteer
from tracker.extract.claims import read_claims
from tracker.extract.gate import may_tell
from tracker.extract.lexicon import Lexicon, load_lexicon
from tracker.extract.scene import MOST_CHARACTERS
from tracker.model import Claim, Report, Role, TimePrecision

MOST_SECONDS = 1.0  # of processor time, for 100 kB or less, on a machine of our own
KB_100 = 100_000
LONGEST_PIECE = 200
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
# Letters that break spans or lines, numbers that are none, and runs of what is looked for.
LETTERS = (
    "\x00",
    "\u202e",
    "\u2066",
    "\u200b",
    "\ufeff",
    "\u0130",
    "ẞ",
    "ﬀ",
    "\ud83d",
    "🔴",
    "\r\n",
    "\u2028",
    "\u0301",
)
NUMBERS = (
    "²",
    "①",
    "٣",
    "१२",
    "1" * 400,
    "0.0.0",
    "1,1,1",
    "31 лютого",
    "о 25:99",
    "-999°C",
    "з 1 000 000 000 000 ",
    "–5–10°",
)
RUNS = (
    "-",
    ".",
    "(",
    "«",
    "\n",
    " ",
    "а",
    "x",
    "м. ",
    "обл. ",
    " та ",
    "область та ",
    "Київ, ",
    "Kharkiv and ",
    "без світла ",
)
HOSTILE = (*LETTERS, *NUMBERS, *(run * 300 for run in RUNS))


@dataclass(frozen=True, slots=True)
class Registers:
    """What reading needs besides a text."""

    gazetteer: Gazetteer
    lexicon: Lexicon


class Broken(AssertionError):
    """A text that the reading does not stand; the message says how."""


@cache
def registers() -> Registers:
    return Registers(packaged_gazetteer(), load_lexicon())


def make_report(text: str) -> Report:
    return Report(
        report_id="fuzz",
        revision=1,
        source_id="fuzz",
        publisher="Fuzz",
        role=Role.MEDIUM,
        native_id="1",
        url=None,
        title=None,
        text=text,
        lang=None,
        published_at=NOON,
        published_precision=TimePrecision.MINUTE,
        learned_at=NOON,
        content_sha256="",
    )


def read_text(text: str, most_seconds: float = MOST_SECONDS) -> tuple[tuple[Claim, ...], float]:
    """Read a text past the gate, whatever that says, and tell in how many seconds.

    Raises:
        Broken: a quote is not what stands at its span, or it took too long.
    """
    report, known = make_report(text), registers()
    begun = time.process_time()
    may_tell(text[:MOST_CHARACTERS])
    claims = read_claims(report, known.gazetteer, known.lexicon)
    seconds = time.process_time() - begun
    for claim in claims:
        span = slice(claim.evidence.start, claim.evidence.end)
        if claim.evidence.quote != text[span] or not claim.evidence.quote:
            message = f"quote {claim.evidence.quote!r} is not {text[span]!r}"
            raise Broken(message)
    if seconds > most_seconds * max(len(text.encode(errors="replace")) / KB_100, 1):
        message = f"{seconds:.2f} s for {len(text)} characters: {text[:200]!r}"
        raise Broken(message)
    return claims, seconds


@cache
def labelled_texts() -> Sequence[str]:
    return [json.loads(line)["text"] for line in read_labelled()[0].splitlines()]


def mutations(seed: int) -> Iterator[str]:
    """Broken texts without end, the same for the same seed."""
    random = Random(seed)  # noqa: S311 - the same texts on every machine
    while True:
        text = random.choice(labelled_texts())
        for _ in range(random.randint(1, 8)):
            text = _break(text, random)
        yield text[:KB_100]


def _break(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    piece = text[at : at + random.randint(0, LONGEST_PIECE)]
    after = text[at + len(piece) :]
    other, hostile = random.choice(labelled_texts()), random.choice(HOSTILE)
    start = random.randint(0, len(other))
    broken = (
        after,
        piece * random.choice((2, 3, 50)) + after,
        other[start : start + LONGEST_PIECE] + piece + after,
        hostile + piece + after,
        random.choice((*LETTERS, *NUMBERS)).join(piece) + after,
        random.choice((piece.upper(), piece[::-1], piece.title())) + after,
        (piece + after).replace(random.choice(" .,\noe"), random.choice((*LETTERS, "", "\n", "- "))),
    )
    return text[:at] + random.choice(broken)


def main() -> None:
    """Let atheris look for texts that break the reading, starting from our labelled ones."""
    import atheris  # noqa: PLC0415 - only here, and not on every machine

    runs = sys.argv[sys.argv.index("--runs") + 1]
    registers()
    with TemporaryDirectory() as folder:
        for at, text in enumerate(labelled_texts()):
            Path(folder, str(at)).write_text(text, encoding="utf-8")
        atheris.instrument_all()
        atheris.Setup(
            [sys.argv[0], f"-runs={runs}", "-max_len=8000", "-timeout=10", folder],
            lambda data: read_text(data.decode(errors="replace")),
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
