"""How often each sort of claim is right, for `tracker/extract/confidence.toml`: `python -m tests.gold.calibrate`."""

import sys

from jobs.predictions import judge_files
from tests.gold.labelled import HELD_OUT, TEXTS, read_labelled
from tests.packaged import packaged_gazetteer
from tracker.evaluate.calibration import Judged, count_sorts
from tracker.extract.lexicon import load_lexicon

HEADER = "# Right claims of each sort in our labelled texts, of how many. By `python -m tests.gold.calibrate`.\n"


def judge_all() -> list[Judged]:
    """All claims read in our labelled texts, the held-out ones too, each with whether it is right."""
    gazetteer, lexicon = packaged_gazetteer(), load_lexicon()
    return [one for folder in (TEXTS, HELD_OUT) for one in judge_files(*read_labelled(folder), gazetteer, lexicon)]


def main() -> None:
    """Print the table."""
    sys.stdout.write(HEADER)
    for found, row in count_sorts(judge_all()).items():
        sys.stdout.write(f"\n[{found}]\n" + "".join(f"{kind} = [{right}, {of}]\n" for kind, (right, of) in row.items()))


if __name__ == "__main__":
    main()
