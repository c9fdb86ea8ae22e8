"""The rehearsal's people: cases at several points of their way, made by the actions that real ones are made by."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.actions.issue_slip import issue_slip
from programme.actions.make_offer import make_offer
from programme.actions.raise_concern import raise_concern
from programme.actions.refer_offender import refer_offender
from programme.clock.deadlines import deadlines_for
from programme.concerns.models import Sign
from programme.eligibility.circumstances import ALL_CLEAR
from programme.intake.arrivals import Arrival
from programme.offers.cautioning import CautionSigned
from programme.offers.explaining import Told
from programme.offers.models import ExplainedHow, FitToDecide
from programme.offers.paper_words import OffenceFacts, standard_texts
from programme.offers.slip_words import new_word
from programme.offers.teach_back import Said, Understanding
from programme.offers.told.released import newest_version
from programme.people.models import Account, SafeContact
from programme.people.passwords import hash_password
from programme.people.sign_ins import account_actor
from programme.policies.models import Paper
from programme.policies.shipped import SHIPPED_ROUTES
from programme.referrals.models import Admission, Release
from programme.shared.actor import Actor, Door
from programme.shared.dates import london_date
from programme.shared.references import new_secret
from programme.storage.database import Database

_UNDERSTOOD = Understanding(
    FitToDecide.YES,
    Said(
        "A day’s course, and £95.",
        "The caution stays on record. Not going: court.",
        "Can say no. Solicitor is free here.",
    ),
)


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody of the rehearsal, and how far his case has come."""

    surname: str
    forenames: str
    born_on: date
    email: str
    days_ago: int
    offered: bool = False
    accepted: bool = False
    pnc_id: str = ""
    custody_reference: str = ""
    admission: Admission = Admission.ADMITTED
    interpreter: str = ""
    signs: tuple[Sign, ...] = ()
    told: str = ""


CHARACTERS: tuple[Character, ...] = (
    Character(
        "Kowalski",
        "Daniel",
        date(1984, 3, 12),
        "daniel@example.org",
        6,
        offered=True,
        pnc_id="2004/0307096K",
        custody_reference="EA/2101/26",
        told="fresh: has his slip, has read nothing, has signed nothing",
    ),
    Character(
        "Mensah",
        "Wayne",
        date(1971, 6, 28),
        "wayne@example.org",
        20,
        offered=True,
        accepted=True,
        pnc_id="2011/0188761R",
        custody_reference="EA/2098/26",
        told="half way: has signed, must choose a date",
    ),
    Character("O'Brien", "Andrei", date(1990, 10, 3), "", 2, custody_reference="BA/2110/26", interpreter="Romanian"),
    Character(
        "Llewellyn",
        "Gareth",
        date(1966, 1, 9),
        "gareth@example.org",
        135,
        custody_reference="LA/1988/26",
        admission=Admission.UNRECORDED,
    ),
    Character("Evans", "Lee", date(1979, 8, 21), "lee@example.org", 45, offered=True, custody_reference="CA/2055/26"),
    Character(
        "Novak",
        "Peter",
        date(1987, 11, 2),
        "peter@example.org",
        11,
        offered=True,
        custody_reference="HA/2084/26",
        signs=(Sign.UNDER_18, Sign.CONTROLLED),
    ),
)


@dataclass(frozen=True, slots=True)
class SlipHeld:
    """The slip that a character has in his hand."""

    reference: str
    secret: str
    born_on: str
    told: str
    word: str = ""


def bring_people(database: Database, *, now: datetime) -> list[SlipHeld]:
    """Refer every character and take his case as far as it has come; returns the slips they hold."""
    officer = database.read_now(_custody_officer)
    slips = [_bring(database, character, officer, now) for character in CHARACTERS]
    return [slip for slip in slips if slip is not None]


def _bring(database: Database, character: Character, officer: Actor, now: datetime) -> SlipHeld | None:
    arrival = _arrival(character, now)
    referred = database.write_now(refer_offender, actor=officer, now=now, arrival=arrival)
    if not character.offered:
        return None
    reference, secret = referred.reference, new_secret()
    hashed, word = hash_password(secret), new_word()
    database.write_now(
        make_offer,
        actor=officer,
        now=now,
        reference=reference,
        secret_hash=hashed,
        told=Told(ExplainedHow.IN_PERSON, now, newest_version("conditional_caution"), understanding=_UNDERSTOOD),
        caution=_signed_document(arrival, now) if character.accepted else None,
    )
    hashes = {"secret_hash": hashed, "word_hash": hash_password(word)}
    database.write_now(issue_slip, actor=officer, now=now, reference=reference, **hashes)
    if character.signs:
        database.write_now(raise_concern, actor=officer, now=now, reference=reference, signs=character.signs)
    return SlipHeld(reference, secret, character.born_on.isoformat(), character.told, word)


def _arrival(character: Character, now: datetime) -> Arrival:
    offence_at = (now - timedelta(days=character.days_ago)).replace(hour=22, minute=40, second=0, microsecond=0)
    return Arrival(
        surname=character.surname,
        forenames=character.forenames,
        born_on=character.born_on,
        offence_code="SX03213",
        offence_at=offence_at,
        admission=character.admission,
        sex="Male",
        email=character.email,
        mobile="" if character.email else "07700 900321",
        safe_contact=SafeContact.ANY,
        interpreter=character.interpreter,
        pnc_id=character.pnc_id,
        custody_reference=character.custody_reference,
        offence_place="Oxford Road, Reading",
        arrested_at=offence_at + timedelta(minutes=25),
        release=Release.UNDER_INVESTIGATION,
        operation="OP NIGHTJAR",
        officer_rank="PC",
        officer_collar="5521",
        officer_name="D Rowe",
        officer_email="rowe@example.org",
        circumstances=ALL_CLEAR,
    )


def _signed_document(arrival: Arrival, now: datetime) -> CautionSigned:
    """The rehearsal's programme works by conditional caution: who has said yes has signed when the offer was made."""
    finish_by_on = deadlines_for(arrival.offence_at, cautioned_on=london_date(now)).complete_by_on
    route = next(route for route in SHIPPED_ROUTES if route.paper is Paper.CAUTION)
    offence = OffenceFacts(arrival.offence_code, arrival.offence_at, arrival.offence_place)
    texts = standard_texts(route, offence, finish_by_on=finish_by_on)
    return CautionSigned(
        **asdict(texts), signed_at=now, warning_given=True, understanding=_UNDERSTOOD, advice_refused_because="No need."
    )


def _custody_officer(db: Session) -> Actor:
    row = db.execute(select(Account).where(Account.door == Door.CUSTODY).order_by(Account.id).limit(1)).scalar_one()
    return account_actor(row)


def keep_slips(slips: list[SlipHeld], file: Path) -> None:
    """Keep the slips, so that a later start can print them again. A real slip is printed once and kept nowhere."""
    file.write_text(json.dumps([[s.reference, s.secret, s.born_on, s.told, s.word] for s in slips]))


def kept_slips(file: Path) -> list[SlipHeld]:
    """The slips that were kept."""
    return [SlipHeld(*row) for row in json.loads(file.read_text())] if file.exists() else []
