"""A small world for faults: one server, one source, one store, and a clock that only tests move."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine

from jobs.ingest import hear, ingest
from jobs.registers import Registers
from tests.builders import make_source
from tests.sources.loopback import Loopback
from tracker.model import Poll, Report, Role, Source, SourceState
from tracker.sources.fetch import Fetcher, GuardedTransport, Hosts
from tracker.sources.waits import is_due
from tracker.store import ledger
from tracker.store.states import read_source_state

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
LOOPBACK = (ip_network("127.0.0.1/32"),)


@dataclass(slots=True, kw_only=True)
class World:
    """What faults happen to. Time stands still unless a test moves it."""

    store: Engine
    registers: Registers
    server: Loopback
    now: datetime = NOON
    waited: list[float] = field(default_factory=list)
    transport: Mapping[str, Any] = field(default_factory=dict)
    fetching: Mapping[str, Any] = field(default_factory=dict)
    keys: Mapping[str, SecretStr] = field(default_factory=dict)

    def source(self, path: str = "/feed?fault=good", source_id: str = "invented-herald", **fields: Any) -> Source:
        """A source that lives on the server."""
        values = {"url": self.server.address + path, "role": Role.MEDIUM} | fields
        return make_source(source_id, **values)

    def fetcher(self) -> Fetcher:
        """A fetcher for one round."""
        hosts = Hosts(clock=lambda: 0.0, wait=self.waited.append)
        transport = GuardedTransport(**({"allowed": LOOPBACK} | dict(self.transport)))
        return Fetcher(contact="ops@ngo.example", transport=transport, **({"hosts": hosts} | dict(self.fetching)))

    def hear(self, source: Source, *, after: timedelta = timedelta(0)) -> Poll:
        """Poll a source now, or a while later."""
        self.now += after
        with self.fetcher() as fetcher:
            return hear(self.store, source, self.registers, fetcher, now=self.now, keys=self.keys)

    def tick(self, *sources: Source, after: timedelta = timedelta(0)) -> tuple[Poll, ...]:
        """Poll those of some sources that are due, now or a while later."""
        self.now += after
        registers = replace(self.registers, sources={source.source_id: source for source in sources})
        with self.fetcher() as fetcher:
            return ingest(self.store, registers, fetcher, now=self.now, keys=self.keys, choose=is_due)

    def state(self, source: Source) -> SourceState:
        """How it stands with a source."""
        state = read_source_state(self.store, source.source_id)
        assert state is not None, "it was never asked"
        return state

    def reports(self) -> tuple[Report, ...]:
        """The relevant reports kept so far."""
        return ledger.read_reports(self.store, as_of=self.now)
