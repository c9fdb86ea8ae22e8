"""Version 2026-4 of the words, a set for each route."""

from __future__ import annotations

from programme.offers.told.version_2026_4.community_resolution import COMMUNITY_RESOLUTION
from programme.offers.told.version_2026_4.conditional_caution import CONDITIONAL_CAUTION
from programme.offers.told.version_2026_4.deferred_prosecution import DEFERRED_PROSECUTION

VERSION_2026_4 = (CONDITIONAL_CAUTION, DEFERRED_PROSECUTION, COMMUNITY_RESOLUTION)
