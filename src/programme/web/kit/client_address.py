"""Which network a request comes from, for counting failures: never a header that the caller can make up."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from litestar import Request

if TYPE_CHECKING:
    from programme.wiring import Wiring


def network(request: Request[Any, Any, Any]) -> str:
    """The caller's network: an IPv4 address, or the /64 of an IPv6 one.

    With `PROGRAMME_TRUSTED_PROXIES=n` the n-th address from the right of X-Forwarded-For counts: the one that our
    own outermost proxy saw. Anything to the left of it is the caller's to invent.
    """
    wiring: Wiring = request.app.state.wiring
    address = request.client.host if request.client else "unknown"
    hops = wiring.settings.trusted_proxies
    if hops:
        seen = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
        if len(seen) >= hops:
            address = seen[-hops]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False).network_address)
    return str(parsed)
