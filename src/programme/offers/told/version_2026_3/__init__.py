"""Version 2026-3 of the words, a set for each route: kept for the offers that hold it."""

from __future__ import annotations

from programme.offers.told.version_2026_3.community_resolution import COMMUNITY_RESOLUTION
from programme.offers.told.version_2026_3.conditional_caution import CONDITIONAL_CAUTION
from programme.offers.told.version_2026_3.deferred_prosecution import DEFERRED_PROSECUTION

VERSION_2026_3 = (CONDITIONAL_CAUTION, DEFERRED_PROSECUTION, COMMUNITY_RESOLUTION)
