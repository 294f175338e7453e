"""What records state in their fields. All values are invented."""

from dataclasses import replace
from datetime import UTC, datetime

from tests.extract.builders import GAZETTEER, LEXICON, make_report, name_of
from tracker.extract.records import extract_record
from tracker.model import Bound, Cause, Claim, ClaimKind, Scope, Service, Status, Target, Unit

OUT = {"kind": "outage", "place": "Лебедин", "oblast": "Сумська", "service": "electricity", "status": "ongoing"}
SENTENCE = "Лебедин, Сумська область: без світла 640 абонентів."


def read(fields: dict[str, str], text: str = SENTENCE) -> tuple[Claim, ...]:
    return extract_record(replace(make_report(text), fields=fields), GAZETTEER, LEXICON)


def test_place_kind_status_and_number_come_from_the_fields_and_not_from_the_sentence() -> None:
    (claim,) = read(OUT | {"customers": "700"}, "Глухів, Сумська область: без опалення 5 абонентів.")
    (quantity,) = claim.quantities

    assert (claim.kind, claim.service, claim.status) == (ClaimKind.OUTAGE, Service.ELECTRICITY, Status.ONGOING)
    assert (quantity.value, quantity.unit, quantity.bound) == (700, Unit.CUSTOMERS, Bound.EXACT)
    assert name_of(claim) == "Lebedyn"


def test_the_evidence_is_the_first_line_by_span_and_the_fields_by_path() -> None:
    (claim,) = read(OUT | {"customers": "640"}, f"{SENTENCE}\nдизель закінчується")

    assert (claim.evidence.quote, claim.evidence.start, claim.evidence.end) == (SENTENCE, 0, len(SENTENCE))
    assert claim.evidence.field_path == "place, oblast, status, service, customers"


def test_a_bound_of_a_number_is_kept() -> None:
    (claim,) = read(OUT | {"customers": ">=700"})

    assert claim.quantities[0].bound == Bound.AT_LEAST


def test_an_outage_with_the_time_of_its_end_is_a_loss_and_a_return() -> None:
    at = {"restored_at": "2026-01-15T09:00:00+00:00", "restored_at_precision": "minute"}
    lost, back = read(OUT | {"customers": "700"} | at)

    assert (lost.kind, back.kind, back.status) == (ClaimKind.OUTAGE, ClaimKind.RESTORATION, Status.RESTORED)
    assert back.time is not None
    assert back.time.start_at == datetime(2026, 1, 15, 9, tzinfo=UTC)
    assert back.quantities == ()


def test_a_strike_that_cut_customers_off_is_a_strike_and_a_loss_by_it() -> None:
    strike, loss = read(OUT | {"kind": "strike", "target": "substation", "customers": "700"})

    assert (strike.kind, strike.target, strike.service) == (ClaimKind.STRIKE, Target.SUBSTATION, None)
    assert (loss.kind, loss.cause, loss.service) == (ClaimKind.OUTAGE, Cause.STRIKE, Service.ELECTRICITY)


def test_cold_is_a_claim_of_its_own() -> None:
    (claim,) = read({"kind": "temperature", "place": "Лебедин", "oblast": "Сумська", "temp_c": "-17"})

    assert (claim.kind, claim.temperature_c, claim.service) == (ClaimKind.TEMPERATURE, -17.0, None)


def test_an_unknown_village_is_a_part_of_its_oblast_and_shades_nothing() -> None:
    (claim,) = read(OUT | {"place": "Вигадовка", "scope": "whole"})

    assert (name_of(claim), claim.scope) == ("Sumy Oblast", Scope.PART)


def test_a_note_tells_of_what_the_fields_do_not() -> None:
    text = f"{SENTENCE}\nУ місті також немає води. Без світла 900 абонентів."
    claims = read(OUT | {"customers": "640"}, text)
    services = {claim.service: claim for claim in claims}

    assert services[Service.WATER].evidence.field_path is None
    assert [quantity.value for quantity in services[Service.ELECTRICITY].quantities] == [640]


def test_without_a_statement_the_fields_say_where_a_text_is_about() -> None:
    point = {"lat": "50.585", "lon": "34.486"}
    (claim,) = read(point, "A storm tore down the wires, and 300 customers lost power.")

    assert name_of(claim) == "Lebedyn"
    assert claim.evidence.field_path is None


def test_a_record_without_any_known_place_claims_nothing() -> None:
    assert read({"kind": "outage", "place": "Вигадовка", "service": "electricity", "status": "ongoing"}, "…") == ()


def test_the_same_record_gives_the_same_claims() -> None:
    assert read(OUT | {"customers": "640", "temp_c": "-9"}) == read(OUT | {"customers": "640", "temp_c": "-9"})
