"""Version 2026-5 of the words, a set for each route."""

from __future__ import annotations

from programme.offers.told.version_2026_5.over_2026_4 import VERSION_2026_5 as VERSION_2026_5
