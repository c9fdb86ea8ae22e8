"""To refuse, raise. Each door renders a refusal in its own way: a page, a fragment, a problem document."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

RuleArgs = ParamSpec("RuleArgs")


class Refusal(Exception):
    """A business "no": never a fault of the service, always with something the reader can do.

    `code` is stable and machine-readable; `headline` says what is wrong, `explanation` why, `remedy` what can
    be done now. `status` is the HTTP status a door answers with. `field` names the form field it stands beside,
    where there is one. None of them may hold personal data: a refusal is logged by its code.
    """

    code = "refused"
    headline = "That cannot be done"
    explanation = ""
    remedy = ""
    status = 409
    field: str | None = None

    def __init__(
        self,
        *,
        headline: str | None = None,
        explanation: str | None = None,
        remedy: str | None = None,
        field: str | None = None,
    ) -> None:
        self.headline = headline or type(self).headline
        self.explanation = explanation or type(self).explanation
        self.remedy = remedy or type(self).remedy
        self.field = field or type(self).field
        super().__init__(f"{self.code}: {self.headline}")


class NotFound(Refusal):
    """There is no such thing, or it is not yours: the two are told apart nowhere outside the log."""

    code = "not_found"
    headline = "Page not found"
    explanation = "There is nothing at this address that you can see."
    remedy = "Check the reference, or go back to the start."
    status = 404


class ChangedSinceShown(Refusal):
    """The consequences are not those that the page named."""

    code = "changed_since_shown"
    headline = "This has changed since you opened the page"
    explanation = "Nothing was done"
    remedy = "Read what it says now, then decide again"


def refusal_of(rule: Callable[RuleArgs, object], *args: RuleArgs.args, **kwargs: RuleArgs.kwargs) -> Refusal | None:
    """The refusal that the rule raises; None where it lets it pass. A page asks with it what an action would answer."""
    try:
        rule(*args, **kwargs)
    except Refusal as refusal:
        return refusal
    return None
