"""Where the request under way comes from, for the event log; None in Celery and in commands."""

from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import ip_address

_origin: ContextVar[str | None] = ContextVar("origin", default=None)


def current_origin() -> str | None:
    return _origin.get()


@contextmanager
def coming_from(address: str | None):
    """What is recorded inside comes from `address`."""
    token = _origin.set(address)
    try:
        yield
    finally:
        _origin.reset(token)


def read_origin(remote: str, forwarded: str, proxies: int) -> str | None:
    """The client's address: `remote`, or with so many `proxies` in front of us what the outermost of them saw.

    `forwarded` is X-Forwarded-For, to which each proxy appends; what stands left of ours was written by the client.
    None where it is no IP address.
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    address = hops[-proxies] if 0 < proxies <= len(hops) else remote
    try:
        return str(ip_address(address))
    except ValueError:
        return None
