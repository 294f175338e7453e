"""How good the reading is: predictions in a fixed format, and their precision, recall and F1 against a labelled set."""

from tracker.evaluate.predictions import Prediction, predict, reports_from_jsonl
from tracker.evaluate.score import Score, compare, score

__all__ = ["Prediction", "Score", "compare", "predict", "reports_from_jsonl", "score"]
