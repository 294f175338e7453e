"""Newer place data at deployment: fetched, checked, and put in place of the old in one step."""
