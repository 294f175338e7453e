"""The private ledger and the published layers, on one SQLite file or on PostGIS."""
