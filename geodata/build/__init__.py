"""Scripts that make `geodata/data/`; never imported at run time. See README.md beside this file."""
