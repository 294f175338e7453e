"""Find the names in a text: areas by their nouns first, then the longest known form of everything else."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from geodata.gazetteer import Gazetteer
from geodata.patterns import find_patterns
from geodata.places import Level, Toponym
from geodata.tokens import JOINERS, NameHit, Token, joined_key, tokenise

LONGEST_NAME = 4  # words
MARKERS = {
    **dict.fromkeys(("місто", "місті", "міста", "місту", "містом", "містах", "містами", "містечко"), Level.CITY),
    **dict.fromkeys(("город", "городе", "города", "городу", "городом", "городах", "городов"), Level.CITY),
    **dict.fromkeys(("city", "cities", "town", "towns", "stadt", "miasto", "mieście"), Level.CITY),
    **dict.fromkeys(
        ("смт", "селище", "селища", "селищі", "селищах", "селищу", "пгт", "с-ще", "settlement"), Level.TOWN
    ),
    **dict.fromkeys(("поселок", "поселка", "поселке", "поселках", "сел"), Level.TOWN),
    **dict.fromkeys(("село", "селі", "села", "селах", "селу", "селом", "селе", "сел", "хутір"), Level.VILLAGE),
    **dict.fromkeys(("village", "villages", "деревня", "деревне", "деревни", "селе", "dorf"), Level.VILLAGE),
}
ABBREVIATED = {"м": Level.CITY, "г": Level.CITY, "с": Level.VILLAGE, "смт": Level.TOWN, "сел": Level.TOWN}
AFTER_MARKERS = frozenset({"city", "town", "village", "settlement"})
PREPOSITIONS = frozenset(
    {
        *("у", "в", "на", "під", "біля", "поблизу", "до", "з", "із", "зі", "від", "за", "по", "над", "між", "через"),
        *("во", "под", "возле", "около", "вблизи", "из", "от", "к", "недалеко", "район", "районі", "районе"),
        *("near", "in", "at", "of", "from", "to", "around", "outside", "on", "across", "towards", "bei", "nahe", "w"),
    }
)
STREETS = re.compile(
    r"вул|вулиц(?:я|і|ю|ею)|просп|проспект\w*|площ\w+|шосе|бульвар\w*|пров|провул\w+|ул|улиц(?:а|ы|е|у|ей)"
    r"|street|avenue|імені|ім"
)
STREETS_AFTER = re.compile(r"вулиц\w+|улиц\w+|шосе|шоссе|street|avenue|площ\w+")
CLUBS = frozenset({"фк", "мфк", "жфк", "хк", "бк", "вк", "fc", "fk", "bc", "hc"})  # a club is no place
OUTLETS = frozenset({"independent", "post", "times", "24"})  # the Kyiv Independent is no place
# "The German capital" is not ours.
FOREIGN_ADJECTIVE = re.compile(r"(?!україн|украин|наш)\w+(?:ськ|цьк|зьк|ск|цк)(?:а|ій|ої|ою|у|ая|ой|ую)")
RIVER_NOUNS = frozenset({"river", "річка", "річки", "річці", "річку", "річкою", "река", "реки", "реке", "реку"})
RIVER_BEFORE = RIVER_NOUNS | {"через", "по", "на", "вздовж", "уздовж", "the", "вдоль", "р", "за"}
ICE_AND_WATER = frozenset(
    {"льоду", "льду", "кризі", "кригу", "води", "воды", "водах", "русло", "руслі", "русле", "гирло", "гирлі", "устье"}
)
LITTLE_WORDS = frozenset(
    {
        *("без", "немає", "нема", "нет", "не", "є", "та", "також", "знову", "снова", "вже", "уже", "де", "где"),
        *(
            "знов",
            "теж",
            "там",
            "тут",
            "під",
            "час",
            "нам",
            "вам",
            "їм",
            "им",
            "всіх",
            "усіх",
            "всех",
            "них",
            "їх",
            "их",
        ),
    }
)
# An adjective before a noun that agrees with it: «Хмельницький завод», «рівне покриття».
_AGREES = (
    (re.compile(r"[сцз]ь?к(?:ий|ій)$"), re.compile(r".{2,}[бгґджзклмнпрстфхцчш]$|.+(?:арь|ень|іль|ель)$")),
    (re.compile(r"(?:не|ьке|ое|ее)$"), re.compile(r".+([тнлдсзжчш])\1я$|.+[нт]ие$|.+(?:оле|оре|ище|ісце|ебо)$")),
)
# At the start of a sentence: «Українська влада», «Суми боргів», «Суми субвенцій».
_AGREES_AT_START = (
    (re.compile(r"[сцз]ька$"), re.compile(r".+[ая]$")),
    (re.compile(r"[иіы]$"), re.compile(r".+(?:[ії]в|[оеё]в|[ії]й|их|ых)$")),
)
_SENTENCE_START = re.compile(r"(?:^|[.!?…:\n•▪️✅❗—–-]|\A)[\s\"«“(*_#>\d.)️‼⚡❗🔴🟢]*$")
_INSIDE = re.compile(r"(?:['’]s)?\s*")  # what may stand between words of a name
_INITIAL = re.compile(r"(?:^|\s)[A-ZА-ЯІЇЄҐ]\.\s?$")
_LIST_GAP = re.compile(r"\s*(?:,|/|;)?\s*(?:(?:та|і|й|и|а також|and|or|у|в|на|in)\s+)*\s*")
LONGEST_LIST = 40
_REACH = 24  # characters looked back for the beginning of a sentence


def find_names(text: str, gazetteer: Gazetteer) -> tuple[NameHit, ...]:
    """Find all names in a text, none inside another, by their place in it."""
    tokens = tokenise(text)
    hits: list[NameHit] = []
    used: set[int] = set()
    for index, hit in find_patterns(text, tokens, gazetteer):
        if not used & index:
            hits.append(hit)
            used |= index
    hits += _find_forms(text, tokens, used, gazetteer)
    ordered = sorted(hits, key=lambda hit: hit.start)
    return tuple(_in_lists(text, ordered, gazetteer))


def _find_forms(text: str, tokens: Sequence[Token], used: set[int], gazetteer: Gazetteer) -> Iterator[NameHit]:
    index = 0
    while index < len(tokens):
        step = 1
        if index not in used and _may_begin(tokens[index], gazetteer):
            for length in range(min(LONGEST_NAME, len(tokens) - index), 0, -1):
                span = range(index, index + length)
                hit = None if used & set(span) else _match(text, tokens, span, gazetteer)
                if hit is not None:
                    yield hit
                    step = length
                    break
        index += step


def _may_begin(token: Token, gazetteer: Gazetteer) -> bool:
    return token.text[:1].isupper() or token.key in gazetteer.lowercase_starts


def _match(text: str, tokens: Sequence[Token], span: range, gazetteer: Gazetteer) -> NameHit | None:
    first, last = tokens[span.start], tokens[span.stop - 1]
    if len(span) > 1 and any(not _INSIDE.fullmatch(text, tokens[i].end, tokens[i + 1].start) for i in span[:-1]):
        return None
    toponym = gazetteer.toponyms.get(joined_key(tokens, span))
    if toponym is None or not (first.text[:1].isupper() or toponym.is_lowercase):
        return None
    before = tokens[span.start - 1] if span.start else None
    after = tokens[span.stop] if span.stop < len(tokens) else None
    marker = _marker(text, tokens, span)
    is_alone = before is None and after is None
    needs_noun = toponym.needs_marker and not is_alone
    beyond = tokens[span.stop + 1] if span.stop + 1 < len(tokens) else None
    if _is_something_else(text, toponym, first, before, after, beyond, gazetteer):
        return None
    if marker is None and after is not None and _agrees(text, first, last, after):
        return None
    if marker is None and (_is_person(text, toponym, first, last, before, after, gazetteer) or needs_noun):
        return None
    return NameHit(
        start=first.start,
        end=last.end,
        place_ids=toponym.place_ids,
        method="exact_form",
        marker=marker,
        is_word=_is_plain_word(text, toponym, first, last, after),
        is_lowercase=toponym.is_lowercase and first.text[:1].islower(),
        is_placed=before is not None and before.key in PREPOSITIONS,
        is_alone=is_alone,
        other_ids=toponym.other_ids,
    )


def _marker(text: str, tokens: Sequence[Token], span: range) -> Level | None:
    """The noun beside a name that says what it is; short ones count only with their full stop."""
    if span.start:
        before = tokens[span.start - 1]
        if text[before.end : before.end + 1] == "." and before.key in ABBREVIATED:
            return ABBREVIATED[before.key]
        if before.key == "of" and span.start > 1:
            before = tokens[span.start - 2]
        if before.key in MARKERS:
            return MARKERS[before.key]
    if span.stop < len(tokens) and tokens[span.stop].key in AFTER_MARKERS:
        return MARKERS[tokens[span.stop].key]
    return None


def _agrees(text: str, first: Token, name: Token, after: Token) -> bool:
    """Whether a name is an ordinary word with the noun written small that it belongs to."""
    if not after.text.islower() or not _touch(text, name, after) or after.key in PREPOSITIONS | JOINERS | LITTLE_WORDS:
        return False
    pairs = (*_AGREES, *_AGREES_AT_START) if _is_at_start(text, first) else _AGREES
    return any(one.search(name.key) and other.fullmatch(after.key) for one, other in pairs)


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
    if after is not None and (
        (after.key in OUTLETS and not after.text[:1].islower()) or STREETS_AFTER.fullmatch(after.key)
    ):
        return True
    if _INITIAL.search(text[max(first.start - 4, 0) : first.start]) and not _is_marked(text, first):
        return True
    if before is not None and (
        STREETS.fullmatch(before.key)
        or before.key in CLUBS
        or (toponym.is_lowercase and FOREIGN_ADJECTIVE.fullmatch(before.key))
    ):
        return True
    if toponym.key not in gazetteer.heads.get("river", {}):
        return toponym.is_lowercase and _is_of_another(toponym, after, beyond, gazetteer)
    return (before is not None and before.key in RIVER_BEFORE | ICE_AND_WATER) or (
        after is not None and after.key in RIVER_NOUNS
    )


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


def _is_marked(text: str, first: Token) -> bool:
    return text[max(first.start - 3, 0) : first.start].strip().casefold() in {"м.", "с.", "г."}


def _is_of_another(toponym: Toponym, after: Token | None, beyond: Token | None, gazetteer: Gazetteer) -> bool:
    """Whether another place's part is named: "the capital of Poland", but not "the left bank of Kyiv"."""
    if after is None or after.key != "of":
        return False
    whole = gazetteer.toponyms.get(beyond.key) if beyond is not None else None
    parents = {gazetteer.places[place_id].parent_id for place_id in toponym.place_ids}
    return whole is None or parents.isdisjoint(whole.place_ids)


def _is_plain_word(text: str, toponym: Toponym, first: Token, last: Token, after: Token | None) -> bool:
    """Whether an ordinary word may be meant: a capital says nothing here, or an adjective stands before its noun."""
    if not toponym.is_word:
        return False
    is_before_noun = (
        after is not None
        and after.key not in PREPOSITIONS | JOINERS | LITTLE_WORDS
        and not text[last.end : after.start].strip()
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
        follows = previous is not None and _LIST_GAP.fullmatch(text[previous.end : hit.start]) is not None
        shown = hit
        if not hit.is_pattern:
            key = " ".join(token.key for token in tokenise(text[hit.start : hit.end]))
            if key in regions and _is_region(text, hits, at, regions[key], gazetteer):
                shown = replace(hit, place_ids=regions[key], method="oblast_pattern", is_pattern=True)
            elif follows and previous is not None:
                is_placed = hit.is_placed or previous.is_placed or previous.is_pattern
                shown = replace(hit, is_placed=is_placed, marker=hit.marker or previous.marker)
        yield shown
        previous = shown


def _is_region(text: str, hits: Sequence[NameHit], at: int, region: tuple[str, ...], gazetteer: Gazetteer) -> bool:
    """«на Запоріжжі»; «у Запоріжжі, Харківській та Одеській областях»; «на Харківщині та Запоріжжі»."""
    before = text[: hits[at].start].split()
    if before and before[-1].casefold() == "на":
        return True
    chain = [*_chain(text, hits, at, -1), *_chain(text, hits, at, 1)]
    oblasts = [hit for hit in chain if gazetteer.places[hit.place_ids[0]].level == Level.OBLAST]
    is_same_named = any(hit.place_ids == region for hit in oblasts)
    has_noun = any(not hit.is_pattern for hit in oblasts)
    return not is_same_named and (has_noun or len(oblasts) > 1)


def _chain(text: str, hits: Sequence[NameHit], at: int, step: int) -> Iterator[NameHit]:
    """The hits that stand in one list with a hit, on one side."""
    index = at
    while 0 <= index + step < len(hits) and abs(index - at) < LONGEST_LIST:
        one, other = sorted((index, index + step))
        if not _LIST_GAP.fullmatch(text[hits[one].end : hits[other].start]):
            return
        index += step
        yield hits[index]
