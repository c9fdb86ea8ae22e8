"""The offender door's pages."""

from __future__ import annotations

from typing import Any

OFFENDER_PAGES: list[Any] = []
