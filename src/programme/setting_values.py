"""The values that a setting may have: each kind is parsed once, so that nothing else reaches an address or a header.

Every function returns the value as it is used, or raises ValueError with what to write instead. None quotes the value.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from email.utils import parseaddr
from itertools import pairwise
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

_LONGEST = 2_000
SHORTEST_SECRET = 32
FEWEST_CHARACTERS = 8
_LAST_PORT = 65_535
_USUAL_PORT = {"http": 80, "https": 443}
_NAME = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62}))*\.?")
_HOST_HEADER = re.compile(r"(?:\*|(?:\*\.)?(?P<name>[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>\d{1,5}))?)")
_ADDRESS = re.compile(r"[!#-'*+./0-9=?A-Z^_`a-z{|}~-]{1,64}@(?P<domain>[0-9A-Za-z.-]{1,253})")
_UUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_DRIVERS = ("sqlite", "postgresql", "postgresql+psycopg")


def plain_text(value: str) -> str:
    """Refuses what could end a line, and what no setting is as long as."""
    if len(value) > _LONGEST:
        raise ValueError(f"has at most {_LONGEST} characters")
    if not value.isprintable():
        raise ValueError("holds a character that cannot be printed, such as the end of a line")
    return value


def plain_path(value: object) -> Path:
    """A path that could be written down."""
    return Path(plain_text(str(value)))


def token(value: str) -> str:
    """A secret, a key: one word of plain characters."""
    if value and not (value.isascii() and " " not in value):
        raise ValueError("is one word of letters, digits and signs, without spaces")
    return value


def database_address(value: str) -> str:
    """An address that the product has a driver for."""
    write = "write sqlite:////folder/file or postgresql://user:password@host:port/name"
    try:
        parsed = make_url(value)
    except (ArgumentError, ValueError):
        raise ValueError(write) from None
    named = bool(parsed.database) and parsed.database != ":memory:"
    known = parsed.drivername in _DRIVERS and not (parsed.drivername == "sqlite" and parsed.query)
    if not known or not named or not 1 <= (parsed.port or 1) <= _LAST_PORT:
        raise ValueError(write)
    return value


def host(value: str) -> str:
    """A host name or an address of the network."""
    if not _is_host(value):
        raise ValueError("is a host name or an IP address, without a port")
    return value


def host_header(value: str) -> str:
    """The text of a Host header: a name, with a port unless it is the usual one. `*.` stands for every part."""
    found = _HOST_HEADER.fullmatch(value)
    name = found and (found["name"] or "any").strip("[]")
    if not found or not name or not _is_host(name) or not 1 <= int(found["port"] or 1) <= _LAST_PORT:
        raise ValueError("names hosts such as courses.example.org or courses.example.org:8443, with commas between")
    return value


def origin(value: str) -> str:
    """Scheme, host and port of a web address, and nothing behind them."""
    parts = _web_address(value)
    if parts.username is not None or parts.password is not None:
        raise ValueError("holds no user and no password")
    if parts.path not in ("", "/") or parts.query or parts.fragment or value.endswith(("?", "#")):
        raise ValueError("ends behind the host or port: no path, no query")
    name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, _USUAL_PORT[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{name}{port}"


def safe_origin(value: str) -> str:
    """The same, where https is left out on this machine only."""
    found = origin(value)
    if found.startswith("http://") and not is_loopback(urlsplit(found).hostname or ""):
        raise ValueError("begins with https://")
    return found


def page_address(value: str) -> str:
    """The address of a page of somebody else's, with its path."""
    parts = _web_address(value)
    if parts.scheme != "https" or parts.username is not None or parts.password is not None:
        raise ValueError("begins with https:// and a host name")
    return value


def proxy(value: str) -> str:
    """A proxy for requests that leave the machine, with a user and a password where it wants them."""
    parts = _web_address(value)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("is http://host:port, with user:password@ before the host where the proxy wants them")
    return value.rstrip("/")


def sender(value: str) -> str:
    """The From of every message: a name and one address."""
    name, address = parseaddr(value)
    found = _ADDRESS.fullmatch(address)
    if not found or not _is_host(found["domain"]) or "." not in found["domain"] or len(name) > 100 or "<" in name:
        raise ValueError("is a name and one address: Course bookings <bookings@your.domain>")
    return value


def notify_key(value: str) -> str:
    """A key of GOV.UK Notify: its name, the service and the secret, with dashes between."""
    if value and not re.fullmatch(rf"[\w.-]+-{_UUID}-{_UUID}", value):
        raise ValueError("is the whole key as GOV.UK Notify shows it once: a name and two long numbers")
    return value


def template_number(value: str) -> str:
    """The number of a template in GOV.UK Notify."""
    if value and not re.fullmatch(_UUID, value):
        raise ValueError("is the template's number as GOV.UK Notify shows it")
    return value


def text_sender(value: str) -> str:
    """The sender that a telephone shows over a text: a name of 3 to 11 letters, or a number."""
    if value and not re.fullmatch(r"(?=.*[A-Za-z])[A-Za-z0-9 &._-]{3,11}|\+?[0-9]{5,15}", value):
        raise ValueError("is the sender of your texts as GOV.UK Notify shows it: 3 to 11 letters, or a number")
    return value


def is_loopback(name: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name.rstrip(".").lower() == "localhost"


def is_guessable(secret: str) -> bool:
    """Whether a secret is made of few characters, of one piece again and again, or of characters in a row."""
    steps = {ord(after) - ord(before) for before, after in pairwise(secret)}
    return (
        len(set(secret)) < FEWEST_CHARACTERS
        or len(steps) < FEWEST_CHARACTERS
        or any(secret[length:] == secret[:-length] for length in _pieces(secret))
    )


def _pieces(secret: str) -> Iterable[int]:
    return range(1, len(secret) // 2 + 1)


def _web_address(value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise ValueError("is a web address such as https://courses.your.domain") from None
    if parts.scheme not in ("http", "https") or not _is_host(parts.hostname or "") or port == 0:
        raise ValueError("is a web address such as https://courses.your.domain")
    return parts


def _is_host(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return _NAME.fullmatch(name) is not None and not re.fullmatch(r"[\d.]+", name)
    return True
