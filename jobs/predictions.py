"""Labelled sets in, predictions and figures out."""

import json
from collections.abc import Iterator, Mapping, Sequence

from geodata.gazetteer import Gazetteer
from geodata.geocode import locate
from tracker.evaluate import compare, predict, reports_from_jsonl, score
from tracker.evaluate.calibration import Judged, judge_claims
from tracker.evaluate.located import judge, list_errors, score_places
from tracker.evaluate.sentences import read_sentences
from tracker.extract.claims import extract_claims
from tracker.extract.lexicon import Lexicon


def predict_lines(text: str, gazetteer: Gazetteer, lexicon: Lexicon) -> Iterator[Mapping[str, object]]:
    """Predict every report of a JSON-lines text, in its order."""
    for report in reports_from_jsonl(text.splitlines()):
        yield predict(report, extract_claims(report, gazetteer, lexicon), gazetteer)


def evaluate_files(
    reports: str, gold: str, gazetteer: Gazetteer, lexicon: Lexicon, *, errors: str | None = None
) -> Sequence[Mapping[str, object]]:
    """Precision, recall and F1 of our reading, by field, language and kind; or the errors in one field."""
    predictions = list(predict_lines(reports, gazetteer, lexicon))
    lines = gold.splitlines()
    return score(predictions, lines) if errors is None else compare(predictions, lines, errors)


def judge_files(reports: str, gold: str, gazetteer: Gazetteer, lexicon: Lexicon) -> list[Judged]:
    """The claims of labelled reports, each with whether it is right."""
    facts = {row["id"]: row for row in map(json.loads, gold.splitlines())}
    return [
        judged
        for report in reports_from_jsonl(reports.splitlines())
        for judged in judge_claims(extract_claims(report, gazetteer, lexicon), facts[report.report_id], gazetteer)
    ]


def evaluate_places(
    tables: Mapping[str, str], gazetteer: Gazetteer, *, errors: str | None = None
) -> Sequence[Mapping[str, object]]:
    """How well place names are understood in tables of sentences, by their names; or the errors in one field."""
    sentences = [one for name, lines in tables.items() for one in read_sentences(lines, name, gazetteer)]
    verdicts = [
        verdict
        for sentence in sentences
        for verdict in judge(
            sentence, locate(sentence.text, gazetteer, home_place_id=sentence.home_place_id), gazetteer
        )
    ]
    return score_places(verdicts) if errors is None else list_errors(verdicts, errors, gazetteer)
