"""The words of the map, in English and Ukrainian."""

from collections.abc import Mapping

from geodata.boundaries import Boundary

MAP_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "switch": "Українською",
        "map": "Map",
        "skip": "Skip the map, go to the list",
        "legend": "Legend",
        "area_out": "whole area without",
        "point_out": "settlement or part of an area without",
        "partly": "partly restored",
        "restored": "restored",
        "stale": "not heard of for three days",
        "no_report": "no report — not the same as no outage",
        "order": "emergency outages, limit or schedule (a state of its own)",
        "strike": "strike on energy infrastructure: oblast and date, 24 h later",
        "list": "All outages",
        "oblasts": "All 27 oblasts",
        "oblast": "Oblast",
        "attack": "Strike, day",
        "emergency": "Emergency outages",
        "limits": "Network limits",
        "schedule": "Schedule",
        "tonight": "Coldest tonight",
        "sources": "Who was heard",
        "since": "Since",
        "how_many": "How many",
        "cold_now": "Temperature now",
        "cold_min": "Lowest since",
        "cold_next": "Lowest in 72 h",
        "cold_reported": "As reports state",
        "cause": "Cause",
        "said_by": "Said by",
        "confidence": "Confidence",
        "verification": "Rests on",
        "newest": "Newest report",
        "weather": "Weather fetched",
        "age_h": "hours old now",
        "age_d": "days old now",
        "filed": "Data",
        "borders": (
            "The boundaries and names shown do not imply official endorsement. Borders as recognised by the United "
            "Nations; oblast lines: {source}."
        ),
        "places_reported": "settlements reported",
    },
    "uk": {
        "switch": "In English",
        "map": "Мапа",
        "skip": "Пропустити мапу, до списку",
        "legend": "Умовні позначення",
        "area_out": "немає в усій області чи місті",
        "point_out": "немає в населеному пункті чи частині області",
        "partly": "частково відновлено",
        "restored": "відновлено",
        "stale": "три дні без новин",
        "no_report": "не повідомляли — це не означає, що відключень немає",
        "order": "аварійні відключення, обмеження чи графік (окремий стан)",
        "strike": "удар по енергетичній інфраструктурі: область і дата, через 24 год",
        "list": "Усі відключення",
        "oblasts": "Усі 27 областей",
        "oblast": "Область",
        "attack": "Удар, день",
        "emergency": "Аварійні",
        "limits": "Обмеження",
        "schedule": "Графік",
        "tonight": "Найхолодніше вночі",
        "sources": "Кого чути",
        "since": "З якого часу",
        "how_many": "Скільки",
        "cold_now": "Температура зараз",
        "cold_min": "Найнижча відтоді",
        "cold_next": "Найнижча за 72 год",
        "cold_reported": "За повідомленнями",
        "cause": "Причина",
        "said_by": "Повідомили",
        "confidence": "Певність",
        "verification": "Підстава",
        "newest": "Найновіше повідомлення",
        "weather": "Погоду отримано",
        "age_h": "год тому",
        "age_d": "дн. тому",
        "filed": "Дані",
        "borders": ("Межі й назви не означають офіційного схвалення. Кордони — визнані ООН; межі областей: {source}."),
        "places_reported": "нас. пунктів",
    },
}
CELL_WORDS: Mapping[str, str] = {
    "in force": "діє",
    "announced": "оголошено",
    "without": "немає",
    "partly restored": "частково відновлено",
    "restored": "відновлено",
    "not heard of since": "новин не було",
    "whole area": "уся область",
    "part of the area": "частина області",
    "settlements reported": "нас. пунктів",
    "settlement reported": "нас. пункт",
}


def map_texts(lang: str, boundaries: Mapping[str, Boundary]) -> Mapping[str, str]:
    """The words of the map, with the source of the lines that are drawn."""
    sources = sorted({boundary.boundary_source for boundary in boundaries.values()})
    words = MAP_TEXTS[lang]
    return {**words, "borders": words["borders"].format(source=" · ".join(sources))}
