"""Who authorises an offer: the route says the lowest rank. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from programme.offers.refusals import AuthoriserNeeded, AuthoriserRankTooLow
from programme.policies.rules import Route
from programme.shared.actor import Actor
from programme.shared.ranks import is_at_least


@dataclass(frozen=True, slots=True)
class Authoriser:
    """Whoever authorised the offer, by name and rank."""

    name: str
    rank: str


def authoriser_of(actor: Actor, route: Route, named: Authoriser | None) -> Authoriser:
    """Who is on record as the authoriser: the one named, else the signed-in officer where his own rank is enough.

    Raises AuthoriserNeeded where nobody is named and his own is not, and AuthoriserRankTooLow where the rank of the
    one named is not.
    """
    needed = route.needed_rank
    if named is None or not (named.name or named.rank):
        if not is_at_least(actor.rank, needed):
            raise AuthoriserNeeded(needed)
        return Authoriser(actor.label, actor.rank)
    if not named.name:
        raise AuthoriserNeeded(needed)
    if not is_at_least(named.rank, needed):
        raise AuthoriserRankTooLow(needed)
    return named
