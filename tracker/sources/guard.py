"""Where a connection may go and how long it may take. Checked at connect time, on the address that is connected to."""

import ipaddress
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore2

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[Address]]

NAT64 = ipaddress.ip_network("64:ff9b::/96")
READ_SECONDS = 10.0
IPV6 = 6


class Refused(httpcore2.ConnectError):
    """A host leads to an address that is not public. Never retried."""


def resolve(host: str, port: int) -> Sequence[Address]:
    """All addresses of a host, in the order in which they are to be tried."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in entries]


def is_public(address: Address, allowed: Iterable[Network] = ()) -> bool:
    """Tell whether an address is out on the internet, or explicitly allowed."""
    end = _behind(address)
    return (end.is_global and not end.is_multicast) or any(end in network for network in allowed)


def _behind(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, or the address itself."""
    if not isinstance(address, ipaddress.IPv6Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


class GuardedBackend(httpcore2.NetworkBackend):
    """Opens connections to public addresses only, and ends each one at a deadline.

    `remaining` gives the seconds left; every single read and write gets no more than that.
    """

    def __init__(self, remaining: Callable[[], float], resolve: Resolve, allowed: Sequence[Network]) -> None:
        """Keep the clock, the resolver, and the networks an operator allows."""
        self._inner = httpcore2.SyncBackend()
        self._remaining = remaining
        self._resolve = resolve
        self._allowed = allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Resolve once, refuse if any address is not public, and connect to one that was checked."""
        addresses = self._look_up(host, port)
        if not addresses or not all(is_public(address, self._allowed) for address in addresses):
            message = "refused, it leads to an address that is not public"
            raise Refused(message)
        return self._connect(addresses, port, timeout, local_address, socket_options)

    def _look_up(self, host: str, port: int) -> Sequence[Address]:
        """Resolve in a thread of its own: a look-up cannot be ended, only left behind when the time is up."""
        found: queue.SimpleQueue[Sequence[Address] | OSError | UnicodeError] = queue.SimpleQueue()

        def resolve_into() -> None:
            try:
                found.put(self._resolve(host, port))
            except (OSError, UnicodeError) as error:  # a name too long to be one is a UnicodeError
                found.put(error)

        threading.Thread(target=resolve_into, name=f"resolve {host}", daemon=True).start()
        try:
            answer = found.get(timeout=_shorten(None, self._remaining()))
        except queue.Empty as error:
            message = "no answer of the name servers in time"
            raise httpcore2.ConnectTimeout(message) from error
        if isinstance(answer, (OSError, UnicodeError)):
            message = "the name is not known"
            raise httpcore2.ConnectError(message) from answer
        return answer

    def _connect(
        self,
        addresses: Sequence[Address],
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore2.NetworkStream:
        """Try the checked addresses in turn: a host may have a dead one among them."""
        *others, last = addresses
        for address in others:
            try:
                return self._open(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return self._open(last, port, timeout, local_address, socket_options)

    def _open(
        self,
        address: Address,
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore2.NetworkStream:
        seconds = _shorten(timeout, self._remaining())
        stream = self._inner.connect_tcp(str(address), port, seconds, local_address, socket_options)
        return DeadlineStream(stream, self._remaining)


class DeadlineStream(httpcore2.NetworkStream):
    """A stream whose every operation ends when the time of the whole fetch is up, trickling headers included."""

    def __init__(self, inner: httpcore2.NetworkStream, remaining: Callable[[], float]) -> None:
        """Keep the stream and the clock."""
        self._inner = inner
        self._remaining = remaining

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, or wait for it no longer than the deadline."""
        return self._inner.read(max_bytes, _shorten(timeout, self._remaining()))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write, no longer than the deadline."""
        self._inner.write(buffer, _shorten(timeout, self._remaining()))

    def close(self) -> None:
        """Close the stream."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Go over to TLS; the certificate is checked against the name, not the address."""
        stream = self._inner.start_tls(ssl_context, server_hostname, _shorten(timeout, self._remaining()))
        return DeadlineStream(stream, self._remaining)

    def get_extra_info(self, info: str) -> Any:
        """What the inner stream knows."""
        return self._inner.get_extra_info(info)


def _shorten(timeout: float | None, remaining: float) -> float:
    if remaining <= 0:
        message = "the time is up"
        raise httpcore2.ReadTimeout(message)
    return min(READ_SECONDS if timeout is None else timeout, remaining)
