"""A page that changes what somebody else may be changing too: it begins with what stands, and its `mark`."""

from __future__ import annotations

from typing import Any

from programme.shared.refusal import NotFound, Refusal
from programme.web.kit.form_page import F, FormPage, Found
from programme.web.kit.forms import said_of
from programme.web.kit.two_versions import two_versions
from programme.web.kit.visit import Visit


class MarkedPage(FormPage[Found, F]):
    """Of two who change it the second sees both versions. Whatever is refused can be mended on the form."""

    def typed(self, found: Found) -> dict[str, Any]:
        """The form as the thing stands, its mark among it."""
        raise NotImplementedError

    def above(self, visit: Visit) -> str:
        """Where the thing is shown: the page leads back there."""
        raise NotImplementedError

    def start(self, visit: Visit, found: Found) -> dict[str, Any]:
        return self.typed(found)

    def context(self, visit: Visit, found: Found, form: F) -> dict[str, Any]:
        two = two_versions(form, self.typed(found))
        return {"here": self.address(visit), "back": self.above(visit), "found": found, "two": two}

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return None if isinstance(refusal, NotFound) else said_of(refusal)

    def leads_to(self, visit: Visit, form: F, done: Any) -> str:
        return self.above(visit)
