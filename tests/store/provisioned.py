"""A database made by `svitlo db init` on the tests' server, and addresses of its roles."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from tests.conftest import administer
from tracker.store.provisioning import provision


@contextmanager
def provisioned(options: str) -> Iterator[str]:
    """Make one, give an administrator's address of it, take it away."""
    name = f"hub_{uuid.uuid4().hex}"
    address = f"postgresql:///{name}{options}"
    provision(address)
    try:
        yield address
    finally:
        administer(options, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def as_role(address: str, role: str) -> str:
    """The same database for another role; the tests' server asks nobody for a password."""
    return address.replace("user=postgres", f"user={role}")
