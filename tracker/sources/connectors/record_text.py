"""The sentence that the fields of a record stand for, in the language its place is written in. People read it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.model import ClaimKind, Service, Status, Unit

_CYRILLIC = re.compile("[а-яіїєґ]", re.IGNORECASE)
_AREA_ENDINGS = ("область", "обл.", "обл", "oblast", "region", "крим", "crimea", "київ", "kyiv", "севастополь")
Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What one language says."""

    oblast: str
    point: str
    without: Mapping[str, str]  # with a number before or after it
    lost: Mapping[str, str]
    back: Mapping[str, str]
    strike: str
    partly: str
    temperature: str
    units: Mapping[str, str]
    bounds: Mapping[str, str]
    is_number_last: bool


_UK = _Words(
    oblast="область",
    point="точка",
    without={
        Service.ELECTRICITY: "без світла",
        Service.HEAT: "без опалення",
        Service.WATER: "без води",
        Service.GAS: "без газу",
    },
    lost={
        Service.ELECTRICITY: "немає світла",
        Service.HEAT: "немає опалення",
        Service.WATER: "немає води",
        Service.GAS: "немає газу",
    },
    back={
        Service.ELECTRICITY: "електропостачання відновлено",
        Service.HEAT: "опалення відновлено",
        Service.WATER: "водопостачання відновлено",
        Service.GAS: "газопостачання відновлено",
    },
    strike="удар по енергетичному об'єкту",
    partly="частково",
    temperature="температура",
    units={
        Unit.CUSTOMERS: "абонентів",
        Unit.HOUSEHOLDS: "домогосподарств",
        Unit.PEOPLE: "людей",
        Unit.SETTLEMENTS: "населених пунктів",
    },
    bounds={"~": "близько ", ">=": "понад ", "<=": "до "},
    is_number_last=True,
)
_EN = _Words(
    oblast="Oblast",
    point="point",
    without={
        Service.ELECTRICITY: "without electricity",
        Service.HEAT: "without heating",
        Service.WATER: "without water",
        Service.GAS: "without gas",
    },
    lost={
        Service.ELECTRICITY: "no electricity",
        Service.HEAT: "no heating",
        Service.WATER: "no water",
        Service.GAS: "no gas",
    },
    back={
        Service.ELECTRICITY: "power restored",
        Service.HEAT: "heating restored",
        Service.WATER: "water supply restored",
        Service.GAS: "gas supply restored",
    },
    strike="a strike on an energy facility",
    partly="in part",
    temperature="temperature",
    units={
        Unit.CUSTOMERS: "customers",
        Unit.HOUSEHOLDS: "households",
        Unit.PEOPLE: "people",
        Unit.SETTLEMENTS: "settlements",
    },
    bounds={"~": "about ", ">=": "over ", "<=": "up to "},
    is_number_last=False,
)


def compose(fields: Fields) -> str:
    """One sentence: the place, what is so there, and how cold it is."""
    name = fields.get("place", fields.get("oblast", ""))
    words = _UK if not name or _CYRILLIC.search(name) else _EN
    states = [*_states(fields, words)]
    if "temp_c" in fields:
        states.append(f"{words.temperature} {fields['temp_c']} °C")
    return f"{_area(fields, words)}: {', '.join(states)}."


def _area(fields: Fields, words: _Words) -> str:
    oblast = fields.get("oblast")
    if oblast and not oblast.casefold().endswith(_AREA_ENDINGS):
        oblast = f"{oblast} {words.oblast}"
    names = [name for name in (fields.get("place"), oblast) if name]
    # No finer than a kilometre in words: the point itself is a field.
    return ", ".join(names) or f"{words.point} {float(fields['lat']):.2f}, {float(fields['lon']):.2f}"


def _states(fields: Fields, words: _Words) -> list[str]:
    """What the record says of the supply."""
    kind, service = fields["kind"], fields.get("service", Service.ELECTRICITY)
    counted = next((_count(fields[unit], words.units[unit], words) for unit in words.units if unit in fields), None)
    strike = [words.strike] if kind == ClaimKind.STRIKE else []
    if kind == ClaimKind.RESTORATION:
        is_part = fields.get("status") == Status.PARTIALLY_RESTORED
        back = f"{words.back[service]} {words.partly}" if is_part else words.back[service]
        return [f"{back}: {counted}" if counted else back]
    if counted:
        without = words.without[service]
        return [*strike, f"{without} {counted}" if words.is_number_last else f"{counted} {without}"]
    if kind == ClaimKind.OUTAGE or "status" in fields:
        is_part = fields.get("status") == Status.PARTIALLY_RESTORED
        return [*strike, f"{words.partly} {words.lost[service]}" if is_part else words.lost[service]]
    return strike


def _count(value: str, unit: str, words: _Words) -> str:
    sign = next((sign for sign in words.bounds if value.startswith(sign)), "")
    return f"{words.bounds.get(sign, '')}{value.removeprefix(sign)} {unit}"
