"""Structured logs: JSON lines of declared fields, on standard error. Libraries write there too, without the text of
exceptions, which may quote what people sent."""

from __future__ import annotations

import logging
import sys
from types import TracebackType
from typing import TypeAlias

import structlog

from programme.shared.faults import place_of

ExceptionInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutTheirWords(logging.Formatter):
    """Writes an exception as its kind and place."""

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the standard library's name
        kind, _, trace = ei
        return f"{kind.__name__ if kind else 'fault'} at {place_of(trace)}"


def set_up_logs(*, quiet: bool = False) -> None:
    """Set up logging of this process. Libraries that would log addresses or tokens speak from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WithoutTheirWords("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for name in ("httpx", "httpcore", "stripe", "uvicorn.access", "mail.log"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # it quotes addresses of requests and the service's own sentences: what matters of them is in the outbox
    logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if quiet else logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
