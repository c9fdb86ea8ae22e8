"""Structured logs: JSON lines of declared fields, on standard error."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up_logs(*, quiet: bool = False) -> None:
    """Set up logging of this process. Libraries that would log addresses or tokens speak from WARNING on."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    for name in ("httpx", "httpcore", "apscheduler", "stripe", "uvicorn.access", "mail.log"):
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
