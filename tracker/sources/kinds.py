"""What a source file of each kind needs beside its address, and which options it may give."""

from collections.abc import Mapping
from dataclasses import dataclass

NUMBERED = "_NUMBER"  # how an option is written that takes the number of an operator: place_902
EVERY_KIND = ("pace_seconds",)
YES_OR_NO = frozenset({"articles"})
INTERNAL = frozenset({"gdelt_gkg"})  # read only where another kind asks for them


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """What holds for source files of one kind."""

    options: tuple[str, ...] = ()
    needs_key: bool = False
    needs_place: bool = False  # without one, nothing that it tells can be placed


_TIMETABLE = KindRule(options=("operator", "place"), needs_place=True)
_KEYED = KindRule(needs_key=True)
_PLAIN = KindRule()

RULES: Mapping[str, KindRule] = {
    "acled": _KEYED,
    "alerts_in_ua": _KEYED,
    "dtek": _TIMETABLE,
    "dtek_page": _TIMETABLE,
    "email": KindRule(options=("publisher",)),
    "gdelt": KindRule(options=("themes",)),
    "kobo": _KEYED,
    "loe_accidents": _TIMETABLE,
    "loe_menus": _TIMETABLE,
    "odk": _KEYED,
    "reliefweb": KindRule(options=("query",), needs_key=True),
    "rss": KindRule(options=("articles",)),
    "telegram_bot": KindRule(options=("channel",), needs_key=True),
    "ukrainealarm": _KEYED,
    "yasno": KindRule(
        options=("operator", f"operator{NUMBERED}", "place", f"place{NUMBERED}"),
        needs_place=True,
    ),
}


def rule_of(kind: str) -> KindRule:
    """What holds for a kind; most need nothing but their address."""
    return RULES.get(kind, _PLAIN)


def find_wrong_option(kind: str, options: Mapping[str, str]) -> str | None:
    """What is wrong with the first wrong option of a source file, and the remedy; None: nothing."""
    known = (*rule_of(kind).options, *EVERY_KIND)
    for name, value in options.items():
        if name not in known and _without_number(name) not in known:
            return f"key `options.{name}` is unknown to kind {kind}; remove it, or use one of {', '.join(known)}"
        if name in YES_OR_NO and value not in {"yes", "no"}:
            return f'key `options.{name}`: {value!r} is neither "yes" nor "no"; write one of them'
        if name == "pace_seconds" and not _is_pace(value):
            return f'key `options.{name}`: {value!r} is no number of seconds; write one such as "5"'
    return None


def is_place_option(name: str) -> bool:
    """Whether an option names a place."""
    return name == "place" or _without_number(name) == f"place{NUMBERED}"


def _without_number(name: str) -> str:
    stem, _, number = name.rpartition("_")
    return f"{stem}{NUMBERED}" if number.isdecimal() else name


def _is_pace(value: str) -> bool:
    try:
        return 0 <= float(value) <= 3600  # noqa: PLR2004  # an hour
    except ValueError:
        return False
