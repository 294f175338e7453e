"""Invented hourly temperatures of the demo winter: a cold spell that is deepest on 21 January."""

import json
import math
from datetime import UTC, datetime, timedelta

FIRST_HOUR = datetime(2026, 1, 1, tzinfo=UTC)
HOURS_COUNT = 26 * 24
COLDEST_AT = datetime(2026, 1, 21, 4, tzinfo=UTC)
SPELL = timedelta(days=4)
DAILY_SWING_C = 3.2
COLDEST_HOUR_UTC = 4
# Latitude, longitude and, in °C, how much a place by the sea or in the mountains differs from its latitude.
POINTS = {
    "Kyiv": (50.45, 30.52, 0.0),
    "Vinnytsia": (49.23, 28.47, 0.0),
    "Lutsk": (50.76, 25.35, 1.0),
    "Dnipro": (48.47, 35.04, 0.0),
    "Kryvyi Rih": (47.91, 33.39, 0.5),
    "Kramatorsk": (48.72, 37.56, -0.5),
    "Donetsk": (48.02, 37.80, -0.5),
    "Zhytomyr": (50.26, 28.68, 0.0),
    "Uzhhorod": (48.62, 22.29, 3.5),
    "Zaporizhzhia": (47.85, 35.12, 0.3),
    "Ivano-Frankivsk": (48.92, 24.71, 0.5),
    "Bila Tserkva": (49.80, 30.12, 0.0),
    "Kropyvnytskyi": (48.51, 32.27, 0.0),
    "Luhansk": (48.57, 39.31, -1.0),
    "Lviv": (49.84, 24.02, 1.0),
    "Mykolaiv": (46.98, 31.99, 1.2),
    "Odesa": (46.49, 30.74, 2.5),
    "Izmail": (45.35, 28.84, 2.5),
    "Poltava": (49.59, 34.55, -0.5),
    "Kremenchuk": (49.06, 33.40, -0.2),
    "Rivne": (50.62, 26.24, 0.5),
    "Sumy": (50.92, 34.80, -1.5),
    "Shostka": (51.86, 33.47, -1.8),
    "Konotop": (51.23, 33.20, -1.5),
    "Ternopil": (49.55, 25.55, 0.5),
    "Kharkiv": (49.98, 36.25, -1.0),
    "Kherson": (46.64, 32.61, 1.5),
    "Khmelnytskyi": (49.42, 26.97, 0.3),
    "Cherkasy": (49.44, 32.06, 0.0),
    "Chernivtsi": (48.29, 25.94, 1.0),
    "Chernihiv": (51.51, 31.29, -1.0),
    "Nizhyn": (51.05, 31.89, -1.0),
    "Simferopol": (44.96, 34.11, 3.0),
    "Sevastopol": (44.61, 33.53, 4.0),
}
# Hours for which the service had nothing: a gap, never 0 °C.
GAPS = {"Kherson": range(18 * 24 + 2, 18 * 24 + 5)}


def weather() -> str:
    """The recorded series as JSON, one line a point."""
    lines = ",\n".join(
        json.dumps({"name": name, "latitude": latitude, "longitude": longitude, "temperature_2m": _series(name)})
        for name, (latitude, longitude, _) in POINTS.items()
    )
    return f'{{"note": "invented", "first_hour": "{FIRST_HOUR.isoformat()}", "places": [\n{lines}\n]}}\n'


def _series(name: str) -> list[float | None]:
    gap = GAPS.get(name, ())
    return [
        None if hour in gap else _temperature_c(name, FIRST_HOUR + timedelta(hours=hour)) for hour in range(HOURS_COUNT)
    ]


def _temperature_c(name: str, at: datetime) -> float:
    latitude, longitude, local_c = POINTS[name]
    usual_c = -4.0 - 1.1 * (latitude - 48.0) - 0.12 * (longitude - 31.0) + local_c
    spell_c = -9.0 * math.exp(-(((at - COLDEST_AT) / SPELL) ** 2))
    daily_c = -DAILY_SWING_C * math.cos((at.hour - COLDEST_HOUR_UTC) / 24 * 2 * math.pi)
    slow_c = 1.5 * math.sin((at - FIRST_HOUR) / timedelta(days=3.7))
    return round(usual_c + spell_c + daily_c + slow_c, 1)
