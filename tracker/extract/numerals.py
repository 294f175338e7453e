"""Numbers as reports write them: digits with any marks, words in all cases, scales, and any mixture of these."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from tracker.extract.number_words import Word, number_joints, number_words, split_joined

_BLANKS = " \u00a0\u202f\u2009"
_WORDS = r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*"
_DIGITS = (
    r"(?P<other>\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?!\d)|\d{1,2}:\d{2}(?::\d{2})?(?!\d)|\+?\d+(?:[- ]\d{2,3}){3,}(?!\d))"
    rf"|(?P<digits>\d{{1,3}}(?:(?P<mark>[{_BLANKS}.,'’])\d{{3}}(?:(?P=mark)\d{{3}})*)(?!\d)|\d+(?:[.,]\d+(?![.,]?\d))?)"
    r"(?:-?(?P<case>ти|ох|ма|ми|х|и|м)\b)?"
)
_WORD = re.compile(_WORDS)
_TOKEN = re.compile(rf"{_DIGITS}|(?P<word>{_WORDS})")
_TOKEN_OF_DIGITS = re.compile(_DIGITS)
_FIRST_DIGIT = re.compile(r"[+\d]")
_PLAIN = str.maketrans({"ё": "е", "'": None, "’": None, "ʼ": None, "`": None})
_NO_WORD = Word()
_ADJACENT = re.compile(r"[\s\-‑]*\Z")
_WORD_AFTER = re.compile(r"\s?([^\W\d_]+)")
_DIGIT_OR_SHARE = re.compile(r"[.,:]\d|\s?%")
_MOST_DIGITS = 20  # with their marks: what is longer counts nothing
_NEVER = 6  # characters before a word that is no number: "per cent"
_THOUSAND, _HUNDRED, _TEN = 1_000, 100, 10
_NAME_BEFORE = re.compile(r"(?:\w|[^\W\d_][-–]|[№#$€£]\s?)\Z")  # «МіГ-31», «№ 7», "$5": no count
_NAME_AFTER = re.compile(
    r"(?:-?(?![cсf](?!\w)|[ºª]|градус|degree|grad)[^\W\d_]|:\d)"
)  # "7-й", "12b": an ordinal or a name


class Number(NamedTuple):
    """A number and where it is written."""

    value: float
    start: int
    end: int
    scale: float  # of the last word such as "thousand"; 1 where there is none
    is_plain: bool  # digits alone, without a mark between them


class _Token(NamedTuple):
    start: int
    end: int
    word: Word
    digits: float | None = None
    is_marked: bool = False
    is_inside: bool = False  # joined to the token before it in one written word


@dataclass(slots=True, kw_only=True)
class _Sum:
    """A number while it is read: what is complete, what waits for a scale, and the scale used last."""

    total: float = 0
    group: float | None = None
    scale: float = float("inf")
    is_fraction: bool = False
    is_digits: bool = False
    end: int = 0
    count: int = 0


def find_numbers(text: str) -> tuple[Number, ...]:
    """Find the numbers of a text in small letters, left to right.

    Dates, clock times, phone numbers, ordinals and names are left out; so is what only sounds like a number:
    "thousands", «кілька тисяч», "half of".
    """
    tokens = list(_tokens(text))
    found, at = [], 0
    while at < len(tokens):
        number, used = _read(text, tokens, at)
        if number is not None:
            found.append(number)
        at += max(used, 1)
    return tuple(found)


def _tokens(text: str) -> Iterator[_Token]:
    words, joints = number_words(), number_joints()
    has_words = any(map(_has_number, text.split()))
    for match in _TOKEN.finditer(text) if has_words else _digit_tokens(text):
        if match.lastgroup == "word":
            parts = _parts_of(match[0])
            if len(parts) == 1 and joints.never.search(text, max(0, match.start() - _NEVER), match.start()):
                continue
            for index, part in enumerate(parts):
                yield _Token(start=match.start(), end=match.end(), word=words[part], is_inside=index > 0)
        elif (
            match["digits"] is not None
            and len(match["digits"]) <= _MOST_DIGITS
            and not _NAME_BEFORE.search(text[max(0, match.start() - 2) : match.start()])
        ):
            yield _Token(
                start=match.start(),
                end=match.end(),
                word=_NO_WORD,
                digits=_digits(match["digits"], match["mark"], text[match.end() : match.end() + 12]),
                is_marked=match["mark"] is not None,
            )


def _digit_tokens(text: str) -> Iterator[re.Match[str]]:
    """The tokens of a text without words of numbers: looked for where a digit or a plus stands."""
    first = _FIRST_DIGIT.search(text)
    while first is not None:
        token = _TOKEN_OF_DIGITS.match(text, first.start())
        if token is not None:
            yield token
        first = _FIRST_DIGIT.search(text, token.end() if token is not None else first.end())


@lru_cache(maxsize=1 << 15)
def _has_number(written: str) -> bool:
    """Whether what stands between blanks has a word that counts, or that is joined of words that do."""
    return any(map(_parts_of, _WORD.findall(written)))


@lru_cache(maxsize=1 << 15)
def _parts_of(word: str) -> tuple[str, ...]:
    """The words of numbers that a word is, or is joined of; empty where it counts nothing."""
    plain = word.translate(_PLAIN)
    if plain in number_words():
        return (plain,)
    return split_joined(plain) if plain[:3] in number_joints().heads else ()


def _digits(digits: str, mark: str | None, after: str) -> float:
    """The value of digits: three behind a point or comma are thousands, unless millions follow."""
    is_decimal = mark is not None and mark in ".," and digits.count(mark) == 1 and _is_before_millions(after)
    return float(digits.replace(mark, "") if mark and not is_decimal else digits.replace(",", "."))


def _is_before_millions(after: str) -> bool:
    word = _WORD_AFTER.match(after)
    times = number_words()[word[1]].times if word and word[1] in number_words() else ()
    return bool(times) and min(times) > _THOUSAND


def _read(text: str, tokens: Sequence[_Token], at: int) -> tuple[Number | None, int]:
    """The number that begins with a token, and how many tokens it takes."""
    first = tokens[at]
    if first.digits is not None and (at + 1 == len(tokens) or tokens[at + 1].digits is not None):
        return _read_digits(text, first, first.digits), 1
    state = _Sum(end=first.end)
    for index in range(at, len(tokens)):
        gap = text[tokens[index - 1].end : tokens[index].start] if index > at else ""
        if not _take(state, tokens[index], gap, text, tokens[index + 1 : index + 2]):
            break
        state.count += 1
        state.end = tokens[index].end
        if text[state.end : state.end + 1] == "." and state.group is None and _is_short(text, tokens[index]):
            state.end += 1
    if not state.count or state.is_fraction:
        return None, 1
    if first.digits is not None and state.count == 1 and _NAME_AFTER.match(text, state.end):
        return None, 1
    value = state.total + (state.group or 0)
    return Number(
        value=round(value, 6),
        start=first.start,
        end=state.end,
        scale=state.scale if state.scale < float("inf") else 1,
        is_plain=first.digits is not None and state.count == 1 and not first.is_marked,
    ), state.count


def _read_digits(text: str, token: _Token, value: float) -> Number | None:
    """The number of digits without a word behind them that could go on with it."""
    if _NAME_AFTER.match(text, token.end):
        return None
    is_plain = not token.is_marked
    return Number(value=round(value, 6) or 0, start=token.start, end=token.end, scale=1, is_plain=is_plain)


def _take(state: _Sum, token: _Token, gap: str, text: str, following: Sequence[_Token]) -> bool:
    """Let a token be part of the number, if it can be."""
    joints, is_first = number_joints(), state.count == 0
    is_next = is_first or token.is_inside or _ADJACENT.match(gap.removeprefix(".")) is not None
    is_plus = joints.plus.fullmatch(gap) is not None
    word = token.word
    if token.digits is not None:
        return (is_first or is_next) and _take_digits(state, token, text, following)
    if word.parts:
        return _take_part(state, word.parts[0], gap, is_first=is_first, is_next=is_next)
    if not (is_next or is_plus or (state.is_fraction and joints.of.fullmatch(gap))):
        return False
    times = word.times if not word.attached or gap == "" else ()
    times = times or (word.attached if gap == "" and state.is_digits else ())
    times = times or word.single  # «сорок одна тисяча»
    if state.group is not None and times and _take_times(state, times):
        return True
    if word.values:
        return _take_value(state, word.values[0])
    return is_first and _take_single(state, token, text)


def _take_digits(state: _Sum, token: _Token, text: str, following: Sequence[_Token]) -> bool:
    """Digits begin a number; three of them may end one behind thousands, or go before a lesser scale."""
    value = token.digits or 0
    if state.count > 0:
        after = text[token.end : token.end + 2]
        is_rest = state.scale == _THOUSAND and token.end - token.start == len("400")
        is_lesser = any(_THOUSAND <= min(next_.word.times, default=0) < state.scale for next_ in following)
        if (
            state.group is not None
            or value >= _THOUSAND
            or not (is_rest or (is_lesser and _THOUSAND < state.scale < float("inf")))
        ):
            return False
        if _DIGIT_OR_SHARE.match(after):
            return False
    state.group, state.is_digits = value, True
    return True


def _take_value(state: _Sum, value: float) -> bool:
    group = state.group
    if group is None:
        fits = state.count == 0 or value < state.scale
    else:
        fits = not state.is_digits and not state.is_fraction and group == int(group) and _fits(group, value)
    if fits:
        state.group = (group or 0) + value
    return fits


def _fits(group: float, value: float) -> bool:
    """Whether a word adds to those before it: tens to hundreds, ones to tens, "soixante-dix", "zweiundzwanzig"."""
    tens = group % _HUNDRED
    if value >= _HUNDRED:
        return False
    if tens == 0:
        return group > 0
    is_french = tens in {60, 80} and value < 2 * _TEN
    return (tens >= 2 * _TEN and tens % _TEN == 0 and value < _TEN) or is_french or (tens < _TEN <= value % _HUNDRED)


def _take_times(state: _Sum, times: Sequence[float]) -> bool:
    group = state.group or 0
    times_by = times[0]
    if len(times) > 1:  # "mil" is a thousand, and a million behind a fraction
        times_by = min(times) if group == int(group) else max(times)
    if times_by <= _HUNDRED:
        if state.is_digits and times_by not in {_HUNDRED, _TEN} and group >= _HUNDRED:
            return False
        fits = 0 < group < _HUNDRED
        state.group = group * times_by if fits else state.group
        state.is_fraction = state.is_fraction and not fits
        return fits
    if times_by >= state.scale:
        return False
    state.total += group * times_by
    state.group, state.scale, state.is_fraction, state.is_digits = None, times_by, False, False
    return True


def _take_part(state: _Sum, part: float, gap: str, *, is_first: bool, is_next: bool) -> bool:
    """A fraction begins a number, or takes part of the count before it, or adds half of the last scale."""
    if is_first:
        state.group, state.is_fraction = part, True
    elif number_joints().half.fullmatch(gap) and part < 1:
        if state.group is None:
            state.total += part * state.scale
        else:
            state.group, state.is_fraction = state.group + part, True
    elif is_next and state.group is not None and state.group < _TEN and not state.is_digits:
        state.group, state.is_fraction = state.group * part, True
    else:
        return False
    return True


def _take_single(state: _Sum, token: _Token, text: str) -> bool:
    """A scale that counts one of itself: «тисяча», "a million"."""
    has_article = number_joints().article.search(text[max(0, token.start - 4) : token.start]) is not None
    times = token.word.single or (token.word.times if has_article else ())
    if not times:
        return False
    state.group = 1
    return _take_times(state, times[:1])


def _is_short(text: str, token: _Token) -> bool:
    """Whether a word is an abbreviation, whose stop ends no sentence."""
    return text[token.start : token.end] in number_joints().short
