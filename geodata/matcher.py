"""Find the names in a text: areas by their nouns first, then the longest known form of everything else."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from geodata.gazetteer import Gazetteer
from geodata.patterns import find_patterns
from geodata.places import Level, Toponym
from geodata.tokens import NameHit, Token, Tokens, fold
from geodata.words import Words

_SENTENCE_START = re.compile(r"(?:^|[.!?…:\n•▪️✅❗—–-]|\A)[\s\"«“(*_#>\d.)️‼⚡❗🔴🟢]*$")
_INSIDE = re.compile(r"(?:['’]s)?\s*")  # what may stand between words of a name
_INITIAL = re.compile(r"(?:^|\s)([^\W\d_])\.\s?$")
LONGEST_LIST = 40
_REACH = 24  # characters looked back for the beginning of a sentence


def find_names(text: str, gazetteer: Gazetteer) -> tuple[NameHit, ...]:
    """Find all names in a text, none inside another, by their place in it."""
    tokens = Tokens(text)
    hits: list[NameHit] = []
    used: set[int] = set()
    for index, hit in find_patterns(text, tokens, gazetteer):
        if not used & index:
            hits.append(hit)
            used |= index
    hits += _find_forms(text, tokens, used, gazetteer)
    ordered = sorted(hits, key=lambda hit: hit.start)
    return tuple(_in_lists(text, ordered, gazetteer))


def _find_forms(text: str, tokens: Tokens, used: set[int], gazetteer: Gazetteer) -> Iterator[NameHit]:
    """The names that stand up to a second look, the longest first, in what the automaton found."""
    index = 0
    for start, end in gazetteer.finder.find(text):
        index, stop = max(index, tokens.at(start)), tokens.at(end - 1) + 1
        while index < stop:
            step = 1
            for length in range(stop - index, 0, -1):
                span = range(index, index + length)
                hit = None if not used.isdisjoint(span) else _match(text, tokens, span, gazetteer)
                if hit is not None:
                    yield hit
                    step = length
                    break
            index += step


def _match(text: str, tokens: Sequence[Token], span: range, gazetteer: Gazetteer) -> NameHit | None:
    first, last = tokens[span.start], tokens[span.stop - 1]
    if len(span) > 1 and any(not _INSIDE.fullmatch(text, tokens[i].end, tokens[i + 1].start) for i in span[:-1]):
        return None
    toponym = gazetteer.toponyms.get(first.key if len(span) == 1 else fold(text[first.start : last.end]))
    if toponym is None or not (first.text[:1].isupper() or toponym.is_lowercase):
        return None
    before = tokens[span.start - 1] if span.start else None
    after = tokens[span.stop] if span.stop < len(tokens) else None
    marker = _marker(text, tokens, span, gazetteer.words)
    is_alone = before is None and after is None
    needs_noun = toponym.needs_marker and not is_alone
    beyond = tokens[span.stop + 1] if span.stop + 1 < len(tokens) else None
    if _is_something_else(text, toponym, first, before, after, beyond, gazetteer):
        return None
    if marker is None and after is not None and _agrees(text, first, last, after, gazetteer.words):
        return None
    if marker is None and (_is_person(text, toponym, first, last, before, after, gazetteer) or needs_noun):
        return None
    return NameHit(
        start=first.start,
        end=last.end,
        place_ids=toponym.place_ids,
        method="exact_form",
        marker=marker,
        is_word=_is_plain_word(text, toponym, first, last, after, gazetteer.words),
        is_lowercase=toponym.is_lowercase and first.text[:1].islower(),
        is_placed=before is not None and before.key in gazetteer.words.prepositions,
        is_alone=is_alone,
        other_ids=toponym.other_ids,
        key=toponym.key,
        former=toponym.former,
    )


def _marker(text: str, tokens: Sequence[Token], span: range, words: Words) -> Level | None:
    """The noun beside a name that says what it is; short ones count only with their full stop."""
    names = words.names
    if span.start:
        before = tokens[span.start - 1]
        if text[before.end : before.end + 1] == "." and before.key in names.abbreviated_markers:
            return names.abbreviated_markers[before.key]
        if before.key in words.of and span.start > 1:
            before = tokens[span.start - 2]
        if before.key in names.markers:
            return names.markers[before.key]
    if span.stop < len(tokens) and tokens[span.stop].key in names.markers_after:
        return names.markers[tokens[span.stop].key]
    return None


def _agrees(text: str, first: Token, name: Token, after: Token, words: Words) -> bool:
    """Whether a name is an ordinary word with the noun written small that it belongs to."""
    if not after.text.islower() or not _touch(text, name, after) or after.key in words.function_words:
        return False
    is_at_start = _is_at_start(text, first)
    return any(
        pair.word.search(name.key) and pair.noun.fullmatch(after.key)
        for pair in words.names.agreeing
        if is_at_start or not pair.is_at_start
    )


def _is_something_else(
    text: str,
    toponym: Toponym,
    first: Token,
    before: Token | None,
    after: Token | None,
    beyond: Token | None,
    gazetteer: Gazetteer,
) -> bool:
    """A newspaper, a street, a person, a river, or another country's capital."""
    words = gazetteer.words
    names = words.names
    if after is not None and (
        _is_outlet(before, after, words)
        or names.street_after.fullmatch(after.key)
        or (toponym.is_lowercase and names.foreign_capital.fullmatch(after.key))
    ):
        return True
    if _is_initial(text, first) and not _is_marked(text, first, words):
        return True
    if before is not None and (
        names.street_before.fullmatch(before.key)
        or before.key in names.clubs
        or (toponym.is_lowercase and names.foreign_adjective.fullmatch(before.key))
    ):
        return True
    if toponym.key not in gazetteer.heads.get("river", {}):
        return toponym.is_lowercase and _is_of_another(toponym, after, beyond, gazetteer)
    is_before = before is not None and (before.key in names.river or before.key in names.river_before)
    if is_before and names.struck_before.search(text[max(first.start - _REACH, 0) : first.start]):
        return False
    return is_before or (after is not None and after.key in names.river)


def _is_of_another(toponym: Toponym, after: Token | None, beyond: Token | None, gazetteer: Gazetteer) -> bool:
    """Whether another place's part is named: "the capital of Poland", but not "the left bank of Kyiv"."""
    if after is None or after.key not in gazetteer.words.of:
        return False
    whole = gazetteer.toponyms.get(beyond.key) if beyond is not None else None
    parents = {gazetteer.places[place_id].parent_id for place_id in toponym.place_ids}
    return whole is None or parents.isdisjoint(whole.place_ids)


def _is_outlet(before: Token | None, after: Token, words: Words) -> bool:
    """Whether a newspaper is named after the city; "in Kherson 24 thousand" names none."""
    is_placed = before is not None and before.key in words.prepositions
    return after.key in words.names.outlets and not after.text[:1].islower() and not is_placed


def _is_person(
    text: str,
    toponym: Toponym,
    first: Token,
    last: Token,
    before: Token | None,
    after: Token | None,
    gazetteer: Gazetteer,
) -> bool:
    """A surname beside a given name, or a given name that is a town's name too."""
    given = gazetteer.heads.get("given_name", {})
    if before is not None and before.key in given and before.text[:1].isupper() and _touch(text, before, first):
        return True
    return toponym.key in given and after is not None and after.text[:1].isupper() and _touch(text, last, after)


def _touch(text: str, one: Token, other: Token) -> bool:
    return text[one.end : other.start].isspace()


def _is_initial(text: str, first: Token) -> bool:
    """Whether a letter with a full stop stands before: a person's, but for those that are markers."""
    initial = _INITIAL.search(text[max(first.start - 4, 0) : first.start])
    return initial is not None and initial[1].isupper()


def _is_marked(text: str, first: Token, words: Words) -> bool:
    before = text[max(first.start - 3, 0) : first.start].strip().casefold()
    return before.endswith(".") and before[:-1] in words.names.abbreviated_markers


def _is_plain_word(text: str, toponym: Toponym, first: Token, last: Token, after: Token | None, words: Words) -> bool:
    """Whether an ordinary word may be meant: a capital says nothing here, or an adjective stands before its noun."""
    if not toponym.is_word:
        return False
    is_before_noun = (
        after is not None and after.key not in words.function_words and not text[last.end : after.start].strip()
    )
    return (toponym.is_adjective and is_before_noun) or _is_at_start(text, first)


def _is_at_start(text: str, token: Token) -> bool:
    """Whether a capital says nothing here: at the start of a sentence, or where all is written in capitals."""
    is_shouted = len(token.text) > 1 and token.text.isupper()
    return is_shouted or _SENTENCE_START.search(text[max(token.start - _REACH, 0) : token.start]) is not None


def _in_lists(text: str, hits: Sequence[NameHit], gazetteer: Gazetteer) -> Iterator[NameHit]:
    """Let a name take what its neighbours in a list say of it."""
    regions = gazetteer.heads.get("city_too", {})
    previous: NameHit | None = None
    for at, hit in enumerate(hits):
        follows = (
            previous is not None and gazetteer.words.list_gap.fullmatch(text[previous.end : hit.start]) is not None
        )
        shown = hit
        if not hit.is_pattern:
            region = regions.get(hit.key)
            if region is not None and _is_region(text, hits, at, region, gazetteer):
                shown = replace(hit, place_ids=region, method="oblast_pattern", is_pattern=True)
            elif follows and previous is not None:
                is_placed = hit.is_placed or previous.is_placed or previous.is_pattern
                shown = replace(hit, is_placed=is_placed, marker=hit.marker or previous.marker)
        yield shown
        previous = shown


def _is_region(text: str, hits: Sequence[NameHit], at: int, region: tuple[str, ...], gazetteer: Gazetteer) -> bool:
    """Behind a preposition that regions alone have, or in a list of regions: the name is the city's too."""
    before = text[: hits[at].start].split()
    if before and before[-1].casefold() in gazetteer.words.names.region_before:
        return True
    chain = [*_chain(text, hits, at, -1, gazetteer), *_chain(text, hits, at, 1, gazetteer)]
    oblasts = [hit for hit in chain if gazetteer.places[hit.place_ids[0]].level == Level.OBLAST]
    is_same_named = any(hit.place_ids == region for hit in oblasts)
    has_noun = any(not hit.is_pattern for hit in oblasts)
    return not is_same_named and (has_noun or len(oblasts) > 1)


def _chain(text: str, hits: Sequence[NameHit], at: int, step: int, gazetteer: Gazetteer) -> Iterator[NameHit]:
    """The hits that stand in one list with a hit, on one side."""
    index = at
    while 0 <= index + step < len(hits) and abs(index - at) < LONGEST_LIST:
        one, other = sorted((index, index + step))
        if not gazetteer.words.list_gap.fullmatch(text[hits[one].end : hits[other].start]):
            return
        index += step
        yield hits[index]
