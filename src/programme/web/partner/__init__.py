"""The partner door's pages."""

from __future__ import annotations

from typing import Any

PARTNER_PAGES: list[Any] = []
