"""Every way to say no about a policy."""

from __future__ import annotations

from programme.shared.ranks import Rank
from programme.shared.refusal import Refusal
from programme.storage.constraints import refuses


class NoSuchRoute(Refusal):
    """No version of a route has this key."""

    code = "no_such_route"
    headline = "There is no such route"
    remedy = "Choose one of the routes of the programme."


class NoRouteThen(Refusal):
    """The route was not in force on the day of the offence, or is switched off."""

    code = "no_route_then"
    headline = "This route is not open for an offence on that day"
    explanation = "The day of the offence decides which routes there are: a later change does not reach back."
    remedy = "Choose another route, or ask the coordinator."


class RouteNotUsed(NoRouteThen):
    """Somebody chose a route that the force does not use, or that was not in force on the day of the offence."""

    code = "route_not_used"
    headline = "Choose another route: the force does not use this one for an offence on that day"
    field = "route"


class RouteIsAnother(Refusal):
    """Between the page that checks the answers and the press, the route that the case begins on became another."""

    code = "route_is_another"
    headline = "Nothing was done: the case would begin on another route than the page said when you opened it"
    remedy = "Read which route it is now, then decide again."


class RouteNotInForce(Refusal):
    """A route that is to be proposed for every case cannot be used today."""

    code = "route_not_in_force"
    headline = "This route is not in force today: choose another, or add a version of it first"
    field = "proposed"
    status = 422


class RouteNeedsAdmission(Refusal):
    """Somebody chose a route that takes an admission, for a man who makes none."""

    code = "route_needs_admission"
    field = "route"
    status = 422

    def __init__(self, route: str) -> None:
        super().__init__(
            headline=f"{route} needs an admission, and he does not admit the offence: choose another route, or leave "
            "it as proposed"
        )


class RouteAboveRank(Refusal):
    """Somebody chose another route than the one that is proposed, and his rank is too low for it."""

    code = "route_above_rank"
    field = "route"
    status = 403

    def __init__(self, route: str, needed: Rank) -> None:
        super().__init__(
            headline=f"{route} is chosen by {needed.with_article} or above: leave the route that is proposed, or ask "
            "one"
        )


class NoRulesThen(Refusal):
    """There are no eligibility rules for the day of the offence."""

    code = "no_rules_then"
    headline = "There are no rules for an offence on that day"
    remedy = "Check the date of the offence, or ask the coordinator."


class BegunAlready(Refusal):
    """The first day of what is to be added is over."""

    code = "begun_already"
    headline = "The first day must be today or later"
    explanation = "Offences of a day that is over were committed under the rules of that day."
    remedy = "Choose a first day from today on."
    field = "from_on"
    status = 422


class SameDayAlready(Refusal):
    """There is a version of this route from this day on."""

    code = "same_day_already"
    headline = "There is a version of this route from that day on"
    explanation = "A version is never changed once it is made."
    remedy = "Choose another first day, or take that version back while it has not begun."
    field = "from_on"
    status = 422


class VersionHolds(Refusal):
    """Offences are committed under it by now."""

    code = "version_holds"
    headline = "This version has begun: it cannot be taken back"
    explanation = "The day of the offence decides which version applies, and a case keeps it."
    remedy = "Add another version from a day on."


refuses("pk_disposal_routes", "disposal_routes.key", SameDayAlready)


class ConfirmedInFuture(Refusal):
    """Nobody has confirmed anything tomorrow."""

    code = "confirmed_in_future"
    headline = "The day must be today or earlier"
    status = 422
    field = "confirmed_on"


class OtherVersionsNow(Refusal):
    """A version was added between the page and the answer: the lawyer has not seen it."""

    code = "other_versions_now"
    headline = "A version of the route or of the rules was added meanwhile"
    explanation = "Nothing was recorded, because the lawyer has not seen it."
    remedy = "Look at what the page shows now, and have that confirmed."
    field = "versions"
