"""Rows as a store of each older revision held them, in plain SQL of that revision.

The names of tables are those of PostgreSQL; `$bytes` stands for the bytes of a payload, which SQL writes in two ways.
"""

import zlib
from collections.abc import Iterator, Mapping

BYTES = "Вигадані байти"  # kept in zlib, up to 0005 beside the payload's address

# Of the claims one was published to the second, one to the microsecond, and of one nobody knows when.
ROWS: Mapping[str, str] = {
    "0001": """
INSERT INTO ledger.payload (source_id, sha256, url, media_type, body, fetched_at) VALUES
  ('s', 'abc', 'https://s.example/', 'text/xml', $bytes, '2025-11-30T23:59:59.999999Z'),
  ('s', 'def', 'https://s.example/', 'text/xml', $bytes, '2026-01-01T00:00:00.000000Z');
INSERT INTO ledger.poll (source_id, polled_at, outcome, detail, new_reports_count) VALUES
  ('s', '2026-01-01T00:00:00.000001Z', 'new', NULL, 2),
  ('s', '2026-01-01T01:00:00.000000Z', 'unreachable', 'вигадана хиба', 0);
INSERT INTO ledger.report (report_id, revision, source_id, url, title, text, content_sha256, published_at, learned_at,
  is_relevant, document) VALUES
  ('r1', 1, 's', NULL, 'Назва', 'Назва, у місті темно', 'h1', '2025-12-31T22:30:00.000000Z',
  '2026-01-01T00:00:00.000001Z', TRUE, '{"report_id": "r1", "revision": 1, "source_id": "s",
  "publisher": "Invented Grid", "role": "utility", "native_id": "1", "lang": "uk",
  "published_at": "2025-12-31T22:30:00Z", "published_precision": "minute",
  "learned_at": "2026-01-01T00:00:00.000001Z", "content_sha256": "h1"}'),
  ('r2', 1, 's', 'https://s.example/2', NULL, NULL, 'h2', NULL, '2026-01-01T00:00:00.000001Z', FALSE, '{}');
INSERT INTO ledger.claim (claim_id, report_id, revision, kind, place_id, learned_at, document) VALUES
  ('c1', 'r1', 1, 'outage', 'city', '2026-01-01T00:00:00.000001Z', '{"claim_id": "c1", "report_id": "r1",
  "revision": 1, "source_id": "s", "publisher": "Invented Grid", "source_role": "utility", "kind": "outage",
  "place_id": "city", "evidence": {"quote": "темно", "start": 15, "end": 20}, "claimant": "utility",
  "extractor_version": "1", "service": "electricity", "status": "ongoing",
  "learned_at": "2026-01-01T00:00:00.000001Z", "published_at": "2025-12-31T22:30:00Z"}'),
  ('c2', 'r1', 1, 'outage', 'city', '2026-01-01T00:00:00.000001Z', '{"claim_id": "c2", "report_id": "r1",
  "revision": 1, "source_id": "s", "publisher": "Invented Grid", "source_role": "utility", "kind": "outage",
  "place_id": "city", "evidence": {"quote": "темно", "start": 15, "end": 20}, "claimant": "utility",
  "extractor_version": "1", "service": "heat", "quantities": [{"value": 640, "unit": "customers"}],
  "learned_at": "2026-01-01T00:00:00.000001Z", "published_at": "2025-12-31T22:30:59.999987Z"}'),
  ('c3', 'r1', 1, 'outage', NULL, '2026-01-01T00:00:00.000001Z', '{"claim_id": "c3", "report_id": "r1",
  "revision": 1, "source_id": "s", "publisher": "Invented Grid", "source_role": "utility", "kind": "temperature",
  "place_id": null, "evidence": {"quote": "темно", "start": 15, "end": 20}, "claimant": "utility",
  "extractor_version": "1", "temperature_c": -11.5,
  "learned_at": "2026-01-01T00:00:00.000001Z", "published_at": null}');
INSERT INTO ledger.review (claim_id, reviewer, reviewed_at, decision, note) VALUES
  ('c1', 'вигадана', '2026-01-02T00:00:00.000000Z', 'confirmed', NULL);
INSERT INTO ledger.temperature (place_id, hour_at, fetched_at, provider, temperature_c) VALUES
  ('city', '2024-02-29T23:00:00.000000Z', '2024-02-29T12:00:00.000000Z', 'Open-Meteo', -3.5),
  ('city', '2026-01-01T00:00:00.000000Z', '2025-12-31T12:00:00.000000Z', 'Open-Meteo', NULL);
INSERT INTO ledger.job_run (name, slot, state, worker, lease_until, attempts, started_at, ended_at, detail) VALUES
  ('ingest', '2026-01-01T00:00:00.000000Z', 'done', 'one', '2026-01-01T00:00:09.000000Z', 1,
  '2026-01-01T00:00:01.000000Z', '2026-01-01T00:00:09.000000Z', 'two of two heard');
INSERT INTO published.edition (tier, as_of, policy_version, gazetteer_version, note) VALUES
  ('public', '2026-01-01T00:00:00.000000Z', '1', '1', NULL);
""",
    "0002": """
INSERT INTO people.outbox (message_id, recipient, day, state, detail, as_of, tried_at) VALUES
  ('<1@svitlo.example>', 'reader@aid.example', '2026-01-01', 'sent', NULL, '2026-01-01T05:00:00.000000Z',
  '2026-01-01T05:00:01.000000Z');
""",
    "0003": """
INSERT INTO ledger.job_run (name, slot, state, worker, lease_until, attempts, started_at, duration_s, turn) VALUES
  ('publish', '2026-01-01T00:10:00.000000Z', 'failed', 'one', '2026-01-01T00:10:09.000000Z', 5,
  '2026-01-01T00:10:01.000000Z', 1.25, 7);
""",
    "0004": """
INSERT INTO ledger.signal (source_id, kind, place_id, observed_at, learned_at, value) VALUES
  ('s', 'air_raid', 'city', '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:01.000000Z', 0.5);
INSERT INTO ledger.schedule_day (schedule_id, learned_at, source_id, day, document) VALUES
  ('d1', '2026-01-01T00:00:00.000000Z', 's', '2026-01-02', '{"source_id": "s", "place_id": null,
  "operator": "Invented Grid", "group": "3.1", "day": "2026-01-02", "layer": "order", "state": "none", "slots": [],
  "updated_at": null, "learned_at": "2026-01-01T00:00:00Z"}');
INSERT INTO ledger.source_state (source_id, checked_at, next_due_at, failures_count, is_gone, file_url, validators,
  waiting) VALUES
  ('s', '2026-01-01T00:00:00.000000Z', '2026-01-01T00:15:00.000000Z', 3, FALSE, 'https://s.example/',
  '{"https://s.example/": {"etag": "Ї"}}', '[]');
""",
    "0005": """
INSERT INTO ledger.notice (source_id, kind, since, until, expected_count, seen_count, probability, noticed_at) VALUES
  ('s', 'drop', '2025-12-30', '2025-12-31', 40.5, 2, NULL, '2026-01-01T00:40:00.000000Z');
""",
}
REVISIONS = tuple(ROWS)


def statements_of(revision: str, dialect: str) -> Iterator[str]:
    """What fills a store of a revision, with the rows of those before it."""
    packed = zlib.compress(BYTES.encode()).hex()
    for script in (ROWS[one] for one in REVISIONS if one <= revision):
        for statement in script.strip().split(";\n"):
            if dialect == "postgresql":
                yield statement.replace("$bytes", f"'\\x{packed}'")
                continue
            into, _, rest = statement.partition(" (")
            yield f"{into.replace('.', '_')} ({rest}".replace("$bytes", f"X'{packed}'")
