"""The pictures in docs/screens/ show the pages as they are now."""

from __future__ import annotations

import pytest

from take_screens import look_at_every_page


@pytest.mark.long
def test_no_picture_is_older_than_its_page() -> None:
    """Where this fails: `make screens`, and look at what changed."""
    assert look_at_every_page(takes=False).old == []
