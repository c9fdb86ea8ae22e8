"""The custody door's pages."""

from __future__ import annotations

from typing import Any

CUSTODY_PAGES: list[Any] = []
