"""The files that pages load: how they are addressed and sent. Each is read and squeezed once a process."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import brotli
from litestar import Request, Response, route
from litestar.enums import HttpMethod
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from programme.web.kit.access import PUBLIC

STATIC = Path(__file__).parent.parent / "static"
ASSETS_URL = "/assets"
_SQUEEZED: dict[str, Callable[[bytes], bytes]] = {"br": brotli.compress, "gzip": gzip.compress}
"""The ways that browsers know, the smallest result first."""
_AS_THEY_ARE = ""
_NOT_ACCEPTED = {"q=0", "q=0.0", "q=0.00", "q=0.000"}


def asset_addresses(static_dir: Path) -> Callable[[str], str]:
    """A function from a path under `static/` to its address, which changes when the file does.

    Every file is hashed once, now; the address can be cached for ever. Raises KeyError for a file that is not
    there, so a template cannot name one.
    """
    addresses = {path: f"{ASSETS_URL}/{path}?v={_fingerprint(static_dir / path)}" for path in _files_in(static_dir)}

    def asset(path: str) -> str:
        return addresses[path]

    return asset


@route(
    f"{ASSETS_URL}/{{file_path:path}}",
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    opt={"access": PUBLIC, "no_sign_in": True, "no_request_log": True},
    sync_to_thread=True,  # the first who asks for a file waits while it is squeezed, and nobody else does
)
def send_asset(request: Request[Any, Any, Any], file_path: FromPath[Path]) -> Response[bytes]:
    """A file of `static/`, and nothing that lies elsewhere: as small as this browser can read it."""
    path = str(file_path).lstrip("/")
    if path not in _files_in(STATIC):
        raise NotFoundException()
    way = _way_for(request.headers.get("accept-encoding", ""))
    headers = {"Vary": "Accept-Encoding", **({"Content-Encoding": way} if way else {})}
    return Response(_contents(path, way), media_type=mimetypes.guess_type(path)[0], headers=headers)


def _way_for(accepted: str) -> str:
    offers = [[part.strip() for part in offer.lower().split(";")] for offer in accepted.split(",")]
    understood = {name for name, *quality in offers if not _NOT_ACCEPTED & set(quality)}
    return next((way for way in _SQUEEZED if way in understood), _AS_THEY_ARE)


@lru_cache
def _files_in(static_dir: Path) -> frozenset[str]:
    return frozenset(str(path.relative_to(static_dir)) for path in static_dir.rglob("*") if path.is_file())


@lru_cache(maxsize=256)
def _contents(path: str, way: str) -> bytes:
    plain = (STATIC / path).read_bytes()
    return _SQUEEZED[way](plain) if way else plain


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
