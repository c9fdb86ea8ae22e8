"""The admin door's pages."""

from __future__ import annotations

from typing import Any

ADMIN_PAGES: list[Any] = []
