"""The sub-command `svitlo sources`: what is done with the register of sources."""

import typer

sources = typer.Typer(help="Who reports, and how they are heard.", no_args_is_help=True)
