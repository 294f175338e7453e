"""Areas and plants that a noun tells: «Київській та Одеській областях», "Shostka district", «Рівненська АЕС»."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from geodata.gazetteer import Gazetteer
from geodata.tokens import JOINERS, NameHit, Token, is_cyrillic

LONGEST_HEAD = 3  # words of a Latin name before its noun
ENDINGS = tuple(
    sorted(
        {
            *("ий", "ого", "ому", "им", "ім", "а", "ої", "ій", "у", "ою", "і", "их", "ими"),
            *("ом", "ая", "ой", "ую", "ие", "іх", "іми", "я", "ю", "ьої", "ьому", "ього"),
        },
        key=lambda ending: -len(ending),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """A noun that makes what stands before it an area or a plant."""

    pattern: re.Pattern[str]
    kinds: tuple[str, ...]  # of heads, the first that knows the word counts
    method: str
    certainty: float = 1.0
    needs_next: re.Pattern[str] | None = None


def _noun(
    pattern: str, kinds: Sequence[str], method: str, certainty: float = 1.0, needs_next: str | None = None
) -> Noun:
    return Noun(
        pattern=re.compile(pattern),
        kinds=tuple(kinds),
        method=method,
        certainty=certainty,
        needs_next=re.compile(needs_next) if needs_next else None,
    )


PLANT_NEXT = r"power|plants?|stations?"
CYRILLIC_NOUNS = (
    _noun(r"облас\w+|обл|ова|ода|регіон\w*|регион\w*", ("oblast",), "oblast_pattern"),
    _noun(r"район\w{0,3}|р-н\w{0,2}|округ\w{0,3}|рва|рда|рга", ("raion", "district", "hromada"), "adjective"),
    _noun(r"мва|гва", ("city",), "adjective", 0.9),
    _noun(r"громад\w{0,3}|тг|отг|мтг|стг", ("hromada",), "adjective"),
    _noun(r"аес|аэс", ("plant_npp",), "alias"),
    _noun(r"гес|гэс|гаес|гаэс", ("plant_hpp",), "alias"),
    _noun(r"тес|тэс", ("plant_tpp", "city"), "alias"),
    _noun(r"тец(?:-\d+)?|тэц(?:-\d+)?|теплоелектроцентрал\w+|теплоэлектроцентрал\w+", ("city",), "adjective", 0.9),
    _noun(r"підстанці\w+|подстанци\w+|котельн\w+|тепломереж\w*|теплосет\w*", ("city",), "adjective", 0.75),
)
LATIN_NOUNS = (
    _noun(r"oblasts?|regions?|provinces?|obwód|obwodzie|oblastì|oblasten|ova", ("oblast",), "oblast_pattern"),
    _noun(r"raions?|rayons?|districts?", ("raion", "district"), "adjective"),
    _noun(r"hromadas?|communit(?:y|ies)", ("hromada",), "adjective"),
    _noun(r"npps?", ("plant_npp",), "alias"),
    _noun(r"nuclear", ("plant_npp",), "alias", needs_next=PLANT_NEXT),
    _noun(r"hpps?|hes", ("plant_hpp",), "alias"),
    _noun(r"hydroelectric|hydropower|hydro", ("plant_hpp",), "alias", needs_next=PLANT_NEXT),
    _noun(r"tpps?", ("plant_tpp",), "alias"),
    _noun(r"thermal|coal-fired", ("plant_tpp",), "alias", needs_next=PLANT_NEXT),
)
BEFORE_NAMES = re.compile(r"gebiet\w*|oblast\w*|regions?|provinces?")
STAND_BEFORE_BARE = ("gebiet", "region", "oblast")
# What may stand between an adjective and its noun.
BETWEEN = re.compile(
    r"міськ\w+|сільськ\w+|селищн\w+|територіальн\w+|городск\w+|територiальн\w+|military|обласн\w+|областн\w+"
)
ADJECTIVAL = re.compile(r"(?:[сцз]ь?к|жск)$")
ELLIPTIC = re.compile(r"област(?:ь|і|и|ю|ью)|oblast|region")
REACH = 30  # characters looked back
# "in eight oblasts: …", a line of a list, and the number behind its name.
_LEADS = re.compile(r"област\w*\s*[:—–(]\s*$")
_OPENS_LINE = re.compile(r"(?:^|\n)[^\w\n]*$")
_NUMBERED = re.compile(r"\s*[—–:-]\s*(?:\w+\s+)?\d")
BEFORE_ELIDED = frozenset({"у", "в", "на", "по", "до", "з", "із", "с", "из"})
ELIDED = (
    ("oblast", CYRILLIC_NOUNS[0].pattern, re.compile(r"(?:ій|ої|у|ою|ой|ую)$")),
    ("plant_tpp", re.compile(r"т[еэ]с"), re.compile(r"(?:ій|ої|у|ою|ой|ую)$")),
    ("raion", CYRILLIC_NOUNS[1].pattern, re.compile(r"(?:ському|цькому|зькому|ском|цком)$")),
)
# «Сумська область без світла, Полтавська теж.»
TOO, BEFORE_TOO = frozenset({"теж", "тоже", "також", "также"}), re.compile(r"[сцз]ь?к(?:а|ая|ий)$")
FEMININE_NOUN, MASCULINE = "област", re.compile(r"(?:ий|ого|ому|ом)$")
ARTICLES = frozenset({"the", "its", "surrounding", "wider", "whole", "entire"})
ANDS = frozenset({"та", "і", "й", "и", "and"})
_STOP = re.compile(r"[.!?;:\n()«»\"“”]")
ABBREVIATED_NOUNS = frozenset({"обл", "р-н"})
OLD_RAION_CERTAINTY = 0.8
AROUND_TOWN, AROUND_TOWN_CERTAINTY = re.compile(r"щин(?:а|и|і|у|ою|ы|е|ой)$"), 0.85


def find_patterns(text: str, tokens: Sequence[Token], gazetteer: Gazetteer) -> Iterator[tuple[set[int], NameHit]]:
    """Adjectives and names that share the noun after or before them, with the tokens they use up."""
    for at, token in enumerate(tokens):
        named_after = list(_named_after(text, tokens, at, gazetteer))
        yield from named_after
        for noun in () if named_after else _nouns(token.key, is_word_cyrillic=is_cyrillic(token)):
            if _goes_on(tokens, at, noun):
                yield from _collect(text, tokens, at, -1, noun, gazetteer)
        if AROUND_TOWN.search(token.key):
            yield from _around_town(at, token, gazetteer)
        if not named_after and ELLIPTIC.fullmatch(token.key):
            yield from _elliptic(tokens, at, gazetteer)
    for kind, pattern, ending in ELIDED:
        if any(pattern.fullmatch(token.key) for token in tokens):
            yield from _elided(text, tokens, gazetteer, kind, ending)


def _named_after(
    text: str, tokens: Sequence[Token], at: int, gazetteer: Gazetteer
) -> Iterator[tuple[set[int], NameHit]]:
    """Areas whose noun stands before them: "the regions of Rivne and Volyn", «im Gebiet Odessa»."""
    if BEFORE_NAMES.fullmatch(tokens[at].key):
        begin = at + 1 if at + 1 < len(tokens) and tokens[at + 1].key in {"of", "von"} else at
        if begin > at or tokens[at].key.startswith(STAND_BEFORE_BARE):
            yield from _collect(text, tokens, begin, 1, LATIN_NOUNS[0], gazetteer)


@lru_cache(maxsize=1 << 15)
def _nouns(key: str, *, is_word_cyrillic: bool) -> tuple[Noun, ...]:
    """The nouns that a word is one of; most are none, and the same words come again and again."""
    nouns = CYRILLIC_NOUNS if is_word_cyrillic else LATIN_NOUNS
    return tuple(noun for noun in nouns if noun.pattern.fullmatch(key))


def _goes_on(tokens: Sequence[Token], at: int, noun: Noun) -> bool:
    if noun.needs_next is None:
        return True
    return at + 1 < len(tokens) and noun.needs_next.fullmatch(tokens[at + 1].key) is not None


def _collect(
    text: str, tokens: Sequence[Token], at: int, step: int, noun: Noun, gazetteer: Gazetteer
) -> Iterator[tuple[set[int], NameHit]]:
    index, edge = at + step, at
    touches, told = True, set[tuple[str, ...]]()
    while 0 <= index < len(tokens) and not _is_parted(text, tokens[index], tokens[edge], is_listed=not touches):
        span, place_ids, kind = _named(tokens, index, step, noun, gazetteer)
        if place_ids in told or (not touches and _disagrees(tokens[index], tokens[at])):
            return  # "Kharkiv, Kharkiv region": the first is the city
        if place_ids:
            told.add(place_ids)
            is_old_raion = kind == "hromada" and "raion" in noun.kinds
            used = set(span) | ({at} if touches else set())
            first, last = tokens[min(used)], tokens[max(used)]
            yield (
                used,
                NameHit(
                    start=first.start,
                    end=last.end,
                    place_ids=place_ids,
                    method="ancestor" if is_old_raion else noun.method,
                    certainty=OLD_RAION_CERTAINTY if is_old_raion else noun.certainty,
                    is_pattern=True,
                ),
            )
            edge, touches = (span.start if step < 0 else span.stop - 1), False
        elif _may_stand_between(tokens[index], step, touches=touches):
            edge = index
        else:
            return
        index = edge + step


def _may_stand_between(token: Token, step: int, *, touches: bool) -> bool:
    """Words of a list; before the noun itself only adjectives: "Sumy and the region" is a city and its region."""
    if touches and BETWEEN.fullmatch(token.key):
        return True
    return token.key in JOINERS and not (touches and step < 0)


def _disagrees(adjective: Token, noun: Token) -> bool:
    """Whether a masculine ending stands in a list before a feminine noun: a town, not a region."""
    return noun.key.startswith(FEMININE_NOUN) and MASCULINE.search(adjective.key) is not None


def _is_parted(text: str, one: Token, other: Token, *, is_listed: bool) -> bool:
    """Whether a stop stands between two words, or, after the first name of a list, nothing that makes it a list."""
    gap = text[min(one.end, other.end) : max(one.start, other.start)]
    left = min(one, other, key=lambda token: token.start)
    if _STOP.search(gap) and not (gap.strip() == "." and left.key in ABBREVIATED_NOUNS):
        return True
    return is_listed and "," not in gap and "/" not in gap and not {one.key, other.key} & JOINERS


def _named(
    tokens: Sequence[Token], index: int, step: int, noun: Noun, gazetteer: Gazetteer
) -> tuple[range, tuple[str, ...], str]:
    """The longest name or the adjective at a token, with the kind of noun that knows it."""
    token = tokens[index]
    if is_cyrillic(token):
        for kind in noun.kinds:
            stem = _stem(token.key, gazetteer.heads.get(kind, {}))
            if stem is not None and (kind != "city" or ADJECTIVAL.search(stem)):
                ids = _all_called(kind, stem, noun, gazetteer)
                return range(index, index + 1), _raions_of(ids, gazetteer) if _is_old_raion(kind, noun) else ids, kind
        return range(index, index), (), ""
    for length in range(LONGEST_HEAD, 0, -1):
        start = index - length + 1 if step < 0 else index
        if start < 0 or start + length > len(tokens):
            continue
        span = range(start, start + length)
        key = " ".join(tokens[at].key for at in span)
        for kind in noun.kinds:
            ids = gazetteer.heads.get(kind, {}).get(key, ())
            if ids and tokens[start].text[:1].isupper():
                return span, _all_called(kind, key, noun, gazetteer), kind
    return range(index, index), (), ""


def _all_called(kind: str, stem: str, noun: Noun, gazetteer: Gazetteer) -> tuple[str, ...]:
    """All that bear the name: a raion and districts of cities may share theirs, and the text must decide."""
    kinds = ("raion", "district") if kind == "raion" and "district" in noun.kinds else (kind,)
    return tuple(dict.fromkeys(place_id for each in kinds for place_id in gazetteer.heads.get(each, {}).get(stem, ())))


def _is_old_raion(kind: str, noun: Noun) -> bool:
    """A raion of before 2020 bears the name of a hromada of today, and lies in its raion for the most part."""
    return kind == "hromada" and "raion" in noun.kinds


def _raions_of(hromadas: Sequence[str], gazetteer: Gazetteer) -> tuple[str, ...]:
    return tuple(sorted({parent for place_id in hromadas if (parent := gazetteer.places[place_id].parent_id)}))


def _stem(key: str, known: Mapping[str, object]) -> str | None:
    for ending in ENDINGS:
        if key.endswith(ending) and (stem := key[: -len(ending)]) in known:
            return stem
    return None


def _elided(
    text: str, tokens: Sequence[Token], gazetteer: Gazetteer, kind: str, ending: re.Pattern[str]
) -> Iterator[tuple[set[int], NameHit]]:
    """Adjectives that stand for their area in a text that says the noun elsewhere: "35 у Миколаївській, 30 — у …"."""
    stems = gazetteer.heads.get(kind, {})
    found: set[int] = set()
    for index, token in enumerate(tokens):
        is_too = index + 1 < len(tokens) and tokens[index + 1].key in TOO and BEFORE_TOO.search(token.key) is not None
        if not index or not token.text[:1].isupper() or not (is_too or ending.search(token.key)):
            continue
        stem = _stem(token.key, stems)
        before = tokens[index - 1]
        is_listed = before.key in JOINERS and index > 1 and _stem(tokens[index - 2].key, stems) is not None
        stops = not text[token.end : token.end + 1].strip() and text[token.end : token.end + 3].strip()[:1].isalnum()
        goes_on = kind == "oblast" and index + 1 < len(tokens) and tokens[index + 1].key not in JOINERS and stops
        is_in_list = (index - 1 in found and text[before.end : token.start].strip() == ",") or (
            before.key in ANDS and index - 2 in found
        )
        is_line = _OPENS_LINE.search(text[: token.start][-REACH:]) and _NUMBERED.match(text, token.end)
        is_placed = before.key in BEFORE_ELIDED or is_in_list or is_line or _LEADS.search(text[: token.start][-REACH:])
        is_told = is_too or ((is_placed or (is_listed and kind != "oblast")) and not goes_on)
        if stem and is_told:
            found.add(index)
            hit = NameHit(
                start=token.start, end=token.end, place_ids=stems[stem], method="oblast_pattern", is_pattern=True
            )
            yield {index}, hit


def _around_town(at: int, token: Token, gazetteer: Gazetteer) -> Iterator[tuple[set[int], NameHit]]:
    """«Нікопольщина»: the land around a town, for the most part its raion of today; of an oblast it is a name."""
    stem = AROUND_TOWN.sub("", token.key)
    raions = gazetteer.heads.get("raion", {})
    known = next((raions[stem + ending] for ending in ("ськ", "ск") if stem + ending in raions), ())
    if known and token.text[:1].isupper() and token.key not in gazetteer.toponyms:
        hit = NameHit(
            start=token.start,
            end=token.end,
            place_ids=known,
            method="adjective",
            certainty=AROUND_TOWN_CERTAINTY,
            is_pattern=True,
        )
        yield {at}, hit


def _elliptic(tokens: Sequence[Token], at: int, gazetteer: Gazetteer) -> Iterator[tuple[set[int], NameHit]]:
    """«Одеса та область», "Kharkiv and the region": the oblast that the city before is the centre of."""
    index = at - 1
    while index >= 0 and tokens[index].key in ARTICLES:
        index -= 1
    has_article = index < at - 1
    if index < 1 or tokens[index].key not in ANDS or (not has_article and not is_cyrillic(tokens[at])):
        return
    toponym = gazetteer.toponyms.get(tokens[index - 1].key)
    oblasts = [place for place in gazetteer.oblasts() if toponym and place.centre_id == toponym.place_ids[0]]
    if oblasts and tokens[index - 1].text[:1].isupper():
        hit = NameHit(
            start=tokens[at].start,
            end=tokens[at].end,
            place_ids=(oblasts[0].place_id,),
            method="oblast_pattern",
            certainty=1.0,
            is_pattern=True,
        )
        yield {at}, hit
