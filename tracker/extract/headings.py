"""Section headings of a bulletin: a line that tells nothing itself and says why what stands under it is so."""

import re

from tracker.extract.frames import ORDERS, read_cause, read_order
from tracker.extract.lexicon import Lexicon
from tracker.extract.text import Clause, Sentence
from tracker.model import Cause

MOST_WORDS = 6
_WORD = re.compile(r"\w+")
# What makes an attack a reason and not an event: "Consequences of attacks", «Через обстріли:».
_REASON = re.compile(r"наслідк|через|внаслідок|унаслідок|последств|из за|вследствие|consequence|because|due to|:$")
_ENDS_A_SENTENCE = re.compile(r"[.!?…»”\"]$")


def is_heading(sentence: Sentence, text: str, lexicon: Lexicon) -> bool:
    """Tell a heading from a sentence: a short line of its own above others, without a stop, a number, or a state."""
    if not text.startswith("\n", sentence.end) or _ENDS_A_SENTENCE.search(sentence.text):
        return False
    line_start = text.rfind("\n", 0, sentence.start) + 1
    if line_start == 0 or _WORD.search(text, line_start, sentence.start):
        return False
    words = _WORD.findall(sentence.folded)
    is_order = any(lexicon.has(sense, sentence.folded) for sense, _ in ORDERS)
    tells = ("supply.absent", "supply.restored", "supply.cancelled", *(() if is_order else ("supply.lost",)))
    is_event = lexicon.has("strike.attack", sentence.folded) and not _REASON.search(sentence.folded)
    return (
        0 < len(words) <= MOST_WORDS
        and not is_event
        and not any(word.isdigit() for word in words)
        and not any(lexicon.has(sense, sentence.folded) for sense in tells)
    )


def read_heading(sentence: Sentence, lexicon: Lexicon) -> Cause | None:
    """The cause a heading gives to what stands under it; None where it gives none."""
    clause = Clause(
        start=sentence.start, end=sentence.end, text=sentence.text, folded=sentence.folded, sentence=sentence
    )
    order = read_order(clause, lexicon)
    return order.cause if order is not None else read_cause(clause, lexicon)
