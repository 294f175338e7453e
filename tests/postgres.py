"""A private PostgreSQL server, which tests may also stop and start."""

from collections.abc import Iterator
from contextlib import contextmanager

from jobs.bench.postgres import Cluster, running_cluster

FAST = {"fsync": "off", "full_page_writes": "off"}


@contextmanager
def running_postgres() -> Iterator[Cluster]:
    """Make a server that need not outlive its machine, give it, take it away."""
    with running_cluster(FAST) as cluster:
        yield cluster
