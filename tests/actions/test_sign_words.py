"""The words for a route are signed by somebody with a name before anybody is made an offer in them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from programme.actions.make_offer import make_offer
from programme.actions.sign_words import sign_words
from programme.actions.take_back_words import take_back_words
from programme.audit.models import AccessRow
from programme.insight.case_now import case_now
from programme.insight.possible import why_not_possible
from programme.offers.explaining import Told
from programme.offers.models import Offer, WordsSigned
from programme.offers.queries import telling_of_offer
from programme.offers.refusals import WordsChanged
from programme.offers.signed_set import fingerprint_of
from programme.offers.signing_words import find_signature, signed_routes
from programme.offers.told.conditions import LegalPoints
from programme.offers.told.released import newest_for, newest_version
from programme.offers.words_refusals import (
    NoSignatureStands,
    NoWordsForRoute,
    OtherSignatureNow,
    OtherWordsNow,
    WordsNotSigned,
    WordsSignedInFuture,
)
from programme.people.models import Account
from programme.people.sign_ins import account_actor
from programme.referrals.deeds import Deed
from programme.referrals.models import Referral
from programme.referrals.states import ReferralState
from programme.shared.actor import Actor, Door, Role
from programme.shared.refusal import NotFound
from programme.storage.database import Database
from tests.support.builders import NOW, World, a_force, a_referral, a_world, an_account, read, told
from tests.support.builders import words_signed as signature

ROUTE = "deferred_prosecution"
WORDS = newest_for(ROUTE)


@pytest.fixture
def world(database: Database) -> World:
    made = a_world(database)
    database.write_now(lambda db: db.execute(delete(WordsSigned)))
    return made


def coordinator(database: Database, force_code: str = "43") -> Actor:
    account: Account = an_account(database, Door.ADMIN, force_code=force_code, roles=frozenset({Role.COORDINATOR}))
    return account_actor(account)


def sign(database: Database, actor: Actor, **changed: Any) -> None:
    said: dict[str, Any] = {
        "force_code": "43",
        "route": ROUTE,
        "fingerprint": fingerprint_of(ROUTE),
        "points": LegalPoints(),
        "lawyer": "Frances Amadi",
        "office": "Force solicitor",
        "signed_on": NOW.date(),
    }
    database.write_now(sign_words, actor=actor, now=NOW, **{**said, **changed})


def offered_now(database: Database, world: World, referral: Referral, how: Told | None = None) -> Offer:
    made = database.write_now(
        make_offer,
        actor=world.custody,
        now=NOW,
        reference=referral.reference,
        secret_hash="$argon2id$hash",
        told=how or told(),
    )
    return read(database, lambda db: db.get_one(Offer, made.offer_id))


def eligible(database: Database, world: World) -> Referral:
    return a_referral(database, world, state=ReferralState.ELIGIBLE, route=ROUTE)


def test_no_offer_is_made_in_words_that_nobody_signed(database: Database, world: World) -> None:
    referral = eligible(database, world)
    with pytest.raises(WordsNotSigned):
        offered_now(database, world, referral)
    sign(database, coordinator(database))
    made = offered_now(database, world, referral)
    signed = read(database, lambda db: find_signature(db, "43", ROUTE))
    assert signed is not None
    assert made.words_signed_id == signed.id


def test_the_words_of_another_route_and_of_earlier_are_no_signature_under_these(
    database: Database, world: World
) -> None:
    actor, referral = coordinator(database), eligible(database, world)
    sign(database, actor, route="conditional_caution", fingerprint=fingerprint_of("conditional_caution"))
    database.write_now(lambda db: db.add(signature(ROUTE, fingerprint="0" * 64)))
    with pytest.raises(WordsNotSigned):
        offered_now(database, world, referral)


def test_the_lawyers_answers_are_in_what_he_is_told_and_a_later_signature_changes_no_offer(
    database: Database, world: World
) -> None:
    actor = coordinator(database)
    sign(database, actor, points=LegalPoints(driving_ban=False))
    first = offered_now(database, world, eligible(database, world))
    sign(database, actor, points=LegalPoints(driving_ban=True))
    second = offered_now(database, world, eligible(database, world))
    assert "stop you driving" not in words_of(database, first)
    assert "stop you driving" in words_of(database, second)


def test_a_signature_that_is_taken_back_stays_on_record_and_offers_that_were_made_stand(
    database: Database, world: World
) -> None:
    actor = coordinator(database)
    sign(database, actor)
    made = offered_now(database, world, eligible(database, world))
    before = words_of(database, made)
    take_back(database, actor)
    with pytest.raises(WordsNotSigned):
        offered_now(database, world, eligible(database, world))
    assert words_of(database, made) == before
    gone = read(database, lambda db: db.get_one(WordsSigned, made.words_signed_id))
    assert (gone.taken_back_at, gone.taken_back_by, gone.taken_back_reason) == (NOW, actor.label, "A mistake")
    with pytest.raises(NoSignatureStands):
        take_back(database, actor)


def test_the_last_signature_counts_and_taken_back_it_brings_no_earlier_one_to_life(
    database: Database, world: World
) -> None:
    actor, referral = coordinator(database), eligible(database, world)
    sign(database, actor, points=LegalPoints(checks_show_years=99))
    sign(database, actor, points=LegalPoints(checks_show_years=6))
    take_back(database, actor)
    assert read(database, lambda db: find_signature(db, "43", ROUTE)) is None
    assert ("43", ROUTE) not in read(database, signed_routes)
    case = read(database, lambda db: case_now(db, referral.reference, world.custody, now=NOW))
    assert isinstance(why_not_possible(Deed.MAKE_OFFER, case, world.custody, NOW), WordsNotSigned)
    with pytest.raises(WordsNotSigned):
        offered_now(database, world, referral)
    with pytest.raises(NoSignatureStands):
        take_back(database, actor)
    sign(database, actor, points=LegalPoints(checks_show_years=6))
    assert read(database, signed_routes)["43", ROUTE] == LegalPoints(checks_show_years=6)
    offered_now(database, world, referral)


def test_of_two_signatures_the_one_that_was_shown_is_taken_back(database: Database, world: World) -> None:
    actor = coordinator(database)
    sign(database, actor)
    shown = read(database, lambda db: find_signature(db, "43", ROUTE))
    assert shown is not None
    sign(database, actor, lawyer="Grace Odum")
    with pytest.raises(OtherSignatureNow):
        take_back(database, actor, shown.mark)
    stands = read(database, lambda db: find_signature(db, "43", ROUTE))
    assert stands is not None
    assert stands.lawyer == "Grace Odum"


def test_what_was_shown_is_what_is_signed_by_somebody_of_the_programme_and_not_tomorrow(
    database: Database, world: World
) -> None:
    actor = coordinator(database)
    for refusal, changed in (
        (OtherWordsNow, {"fingerprint": "0" * 64}),
        (OtherWordsNow, {"fingerprint": WORDS.fingerprint}),
        (WordsSignedInFuture, {"signed_on": NOW.date() + timedelta(days=1)}),
        (NoWordsForRoute, {"route": "community_caution"}),
    ):
        with pytest.raises(refusal):
            sign(database, actor, **changed)
    a_force(database, "34")
    stranger = coordinator(database, "34")
    with pytest.raises(NotFound):
        sign(database, stranger)
    with pytest.raises(NotFound):
        take_back(database, stranger)
    assert read(database, lambda db: find_signature(db, "43", ROUTE)) is None


def test_who_signed_what_is_in_the_access_log(database: Database, world: World) -> None:
    actor = coordinator(database)
    sign(database, actor)
    take_back(database, actor)
    lines = read(database, lambda db: [(one.what, one.reason) for one in db.query(AccessRow)])
    what = f"Deferred prosecution, version {WORDS.version}, signed by Frances Amadi"
    assert ("sign_words", f"{what}, Force solicitor, on 1 March 2027") in lines
    taken_back = f"{what}: A mistake"
    assert ("take_back_words", taken_back) in lines


def test_an_offer_in_other_words_than_todays_is_refused(database: Database, world: World) -> None:
    sign(database, coordinator(database))
    with pytest.raises(WordsChanged):
        offered_now(database, world, eligible(database, world), told(words_version="2026-2"))
    made = offered_now(database, world, eligible(database, world), told(words_version=newest_version(ROUTE)))
    assert made.words_version == newest_version(ROUTE)


def take_back(database: Database, actor: Actor, shown: str = "") -> None:
    stands = read(database, lambda db: find_signature(db, "43", ROUTE))
    facts: dict[str, Any] = {"force_code": "43", "route": ROUTE, "reason": "A mistake"}
    database.write_now(take_back_words, actor=actor, now=NOW, shown=shown or (stands.mark if stands else ""), **facts)


def words_of(database: Database, offer: Offer) -> str:
    return read(database, lambda db: telling_of_offer(db, db.get_one(Offer, offer.id), now=NOW).told.text)
