"""The command `svitlo`."""
