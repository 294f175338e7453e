"""What is told in German, Polish, French and Spanish, which only have words. All texts are invented."""

import pytest

from tests.extract.builders import GAZETTEER, read
from tracker.model import ClaimKind, Unit


@pytest.mark.parametrize(
    ("text", "kind", "service", "place", "value", "unit"),
    [
        ("In Poltawa sind 12.400 Haushalte ohne Strom.", "outage", "electricity", "Poltava", 12_400, Unit.HOUSEHOLDS),
        (
            "Nach dem Angriff blieben in Sumy zwanzigtausend Kunden unversorgt.",
            "outage",
            "electricity",
            "Sumy",
            20_000,
            Unit.CUSTOMERS,
        ),
        (
            "In Luzk fiel die Fernwärme in 130 Gebäuden aus.",
            "outage",
            "heat",
            "Lutsk",
            130,
            Unit.BUILDINGS,
        ),
        (
            "Une frappe prive d'électricité 3 000 foyers à Poltava.",
            "outage",
            "electricity",
            "Poltava",
            3_000,
            Unit.HOUSEHOLDS,
        ),
        ("In Luzk haben 800 Wohnungen wieder Strom.", "restoration", "electricity", "Lutsk", 800, Unit.HOUSEHOLDS),
        ("Sumy: 60 tysięcy odbiorców jest bez prądu.", "outage", "electricity", "Sumy", 60_000, Unit.CUSTOMERS),
        ("Tarnopol: pół miliona osób bez ogrzewania.", "outage", "heat", "Ternopil", 500_000, Unit.PEOPLE),
        (
            "À Poltava, 40 000 foyers sont privés d'électricité.",
            "outage",
            "electricity",
            "Poltava",
            40_000,
            Unit.HOUSEHOLDS,
        ),
        (
            "Un demi-million d'abonnés sans courant à Odessa.",
            "outage",
            "electricity",
            "Odesa",
            500_000,
            Unit.CUSTOMERS,
        ),
        ("Odesa: 7.300 hogares sin luz.", "outage", "electricity", "Odesa", 7_300, Unit.HOUSEHOLDS),
        (
            "Un ataque dejó sin calefacción a medio millón de personas en Poltava.",
            "outage",
            "heat",
            "Poltava",
            500_000,
            Unit.PEOPLE,
        ),
    ],
)
def test_a_plain_sentence_is_understood(
    text: str, kind: str, service: str, place: str, value: float, unit: Unit
) -> None:
    claims = [claim for claim in read(text) if claim.kind == kind]

    assert {(claim.service, GAZETTEER.places[claim.place_id or "UA"].name_en) for claim in claims} == {(service, place)}
    assert [(number.value, number.unit) for claim in claims for number in claim.quantities] == [(value, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "Kiew warnt, ein Angriff könnte Poltawa vom Strom abschneiden.",
        "Zimą ataki na sieć energetyczną stały się codziennością, mówią w Połtawie.",
        "Marseille est privée de courant après une grève.",
        "La Habana, sin luz otra noche.",
    ],
)
def test_a_warning_a_campaign_and_an_outage_abroad_are_no_event(text: str) -> None:
    assert not any(claim.kind != ClaimKind.TEMPERATURE for claim in read(text))
