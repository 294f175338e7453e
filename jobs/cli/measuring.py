"""The command that measures: `svitlo bench`."""

import json
import sys
from collections.abc import Callable, Iterable
from typing import Annotated

import typer

from jobs.bench import Bench
from jobs.cli.progress import tell


def bench(
    name: Annotated[Bench, typer.Argument(help="What to measure.")],
    scale: Annotated[float, typer.Option(min=0.0001, max=100.0, help="How much input, of the full one.")] = 1.0,
    case: Annotated[str | None, typer.Option(help="One case alone, by its name.")] = None,
    has_large: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--large", help="The large cases too, which take many minutes and some 30 GB of disk.")
    ] = False,
) -> None:
    """Measure a part beside the libraries it could be made of: a line of JSON for each case."""
    import signal

    from jobs.bench.case import UnknownCase, find_cases
    from jobs.bench.run import run_bench

    try:
        cases = find_cases(name, scale, case, has_large=has_large)
    except UnknownCase as error:
        raise typer.BadParameter(str(error), param_hint="--case") from error
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # so that its server is stopped too
    for line in run_bench(name, cases, scale, tell):
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()


COMMANDS: Iterable[Callable[..., None]] = (bench,)
