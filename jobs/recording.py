"""Write what a source gave as recorded cases."""

from pathlib import Path

from jobs.publish import write_whole
from jobs.trying import Trial
from tracker.sources.cases import make_cases


def write_cases(trial: Trial, folder: Path, *, is_real: bool) -> tuple[Path, ...]:
    """Write two files for each answer into `folder/<kind>/`; gives their paths."""
    written: list[Path] = []
    for number, case in enumerate(make_cases(trial.source, trial.asked, is_real=is_real), start=1):
        name = f"{trial.source.source_id}-{number}"
        place = folder / trial.source.kind
        files = (
            (place / f"{name}.{case.ending}", case.body),
            (place / f"{name}.expected.json", case.write_expected().encode()),
        )
        for path, body in files:
            write_whole(path, body)
            written.append(path)
    return tuple(written)
