"""Who may authorise an offer, by the rank that the route asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programme.offers.authorising import Authoriser, authoriser_of
from programme.offers.refusals import AuthoriserNeeded, AuthoriserRankTooLow
from programme.shared.actor import Actor, Door
from programme.shared.ranks import Rank
from tests.support.policies import ROUTE

SERGEANT = Actor(Door.CUSTODY, 1, "Sgt A. Desk", rank="Sgt")
CONSTABLE = replace(SERGEANT, name="PC B. Beat", rank="PC")


def test_a_rank_that_cannot_be_read_is_read_as_the_highest() -> None:
    assert ROUTE.needed_rank is Rank.SERGEANT
    assert replace(ROUTE, authoriser_rank="Kapitän").needed_rank is Rank.CHIEF_SUPERINTENDENT


def test_whoever_has_the_rank_authorises_himself_where_nobody_is_named() -> None:
    for named in (None, Authoriser("", "")):
        assert authoriser_of(SERGEANT, ROUTE, named) == Authoriser("Sgt A. Desk", "Sgt")
        with pytest.raises(AuthoriserNeeded):
            authoriser_of(CONSTABLE, ROUTE, named)


def test_whoever_is_named_is_on_record_where_his_rank_is_enough() -> None:
    named = Authoriser("Insp C. Chief", "Insp")

    assert authoriser_of(CONSTABLE, ROUTE, named) is named
    assert authoriser_of(SERGEANT, ROUTE, named) is named


@pytest.mark.parametrize(
    ("named", "refusal"),
    [
        (Authoriser("", "Insp"), AuthoriserNeeded),
        (Authoriser("PC D. Beat", "PC"), AuthoriserRankTooLow),
        (Authoriser("D. Beat", ""), AuthoriserRankTooLow),
        (Authoriser("D. Beat", "Kapitän"), AuthoriserRankTooLow),
    ],
)
def test_a_name_without_a_rank_or_a_rank_without_a_name_authorises_nothing(
    named: Authoriser, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        authoriser_of(SERGEANT, ROUTE, named)
