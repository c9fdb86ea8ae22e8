"""The provider door's pages."""

from __future__ import annotations

from typing import Any

PROVIDER_PAGES: list[Any] = []
