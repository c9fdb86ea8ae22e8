"""The one-page referral form, which custody and a neighbouring force share."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from wtforms.validators import ValidationError

from programme.concerns.models import DrugStep
from programme.concerns.words import DRUG_WORDS
from programme.intake.arrivals import Arrival
from programme.intake.export_values import LONGEST_CODE
from programme.intake.facts import (
    century_of_birth,
    century_of_events,
)
from programme.people.contact import MOBILE_WORDS, read_email, read_mobile, read_postcode, wrong_with_mobile
from programme.people.models import SafeContact
from programme.people.names import read_name
from programme.people.officers import Officer
from programme.people.words import SAFE_CONTACT_WORDS, SAFE_HOURS_HINT
from programme.referrals.models import Admission, Release
from programme.referrals.offences import canonical_code
from programme.shared.dates import clock_was_changing, london_instant
from programme.web.case.circumstances import (
    CONCERN,
    EVIDENCE,
    RECORD,
    VIOLENCE,
    circumstances_in,
    question,
    signs_field,
)
from programme.web.case.form_checks import check_arrest, check_days, check_order, check_safe_address
from programme.web.case.officer_fields import FindsOfficer, email_box, email_check, officer_box
from programme.web.case.route_field import ChoosesRoute, route_box
from programme.web.case.what_travels import check_stays_behind, check_ways
from programme.web.kit.forms import (
    ChoiceField,
    DatePartsField,
    HiddenField,
    HoursField,
    Option,
    TextField,
    TimeField,
    add_error,
)

_SAFE_CONTACT = (
    *(Option(one, SAFE_CONTACT_WORDS[one]) for one in SafeContact if one is not SafeContact.NOT_ASKED),
    Option(SafeContact.NOT_ASKED, "He was not asked", "Nothing is sent until somebody asks him"),
)
ADMISSION = (
    Option(Admission.ADMITTED, "Yes, and it is recorded"),
    Option(Admission.DENIED, "No"),
    Option(Admission.UNRECORDED, "Not recorded yet", "The case waits: no offer can be made before it is"),
)
RELEASE = (
    Option(Release.BAIL, "On bail"),
    Option(Release.UNDER_INVESTIGATION, "Under investigation, no bail"),
    Option(Release.VOLUNTARY, "He attended voluntarily"),
    Option(Release.UNKNOWN, "Not known"),
)
USUAL_CODE = "SX03213"
SEX = (("M", "Male"), ("F", "Female"), ("X", "Not known"))


def _mobile(_form: Any, field: Any) -> None:
    if read_mobile(field.data) is None:
        raise ValidationError(f"Mobile number must be {MOBILE_WORDS}, or left empty. {wrong_with_mobile(field.data)}")


def _postcode(_form: Any, field: Any) -> None:
    if read_postcode(field.data) is None:
        raise ValidationError("Postcode must be a UK postcode like OX4 2ZZ, or left empty")


class ReferralForm(FindsOfficer, ChoosesRoute):
    """A referral, on one page. Identifiers are never refused: a wrong letter does not undo an arrest."""

    left_out = dropped = stays_behind = frozenset[str]()
    neighbour = ""
    """The facts that the agreement with the force does not let travel, which are not asked; and those typed before."""
    now: datetime | None = None
    """When it is read: an hour of today that has not come yet is yesterday's."""

    draft = HiddenField("Draft", longest=40)

    custody_reference = TextField("Custody record number", hint="Leave empty if he attended voluntarily", longest=40)
    pnc_id = TextField("PNC ID", hint="For example, 2010/0217220K", longest=60)

    surname = TextField("Surname", longest=100, needed="Enter his surname")
    forenames = TextField("Forenames", hint="Leave empty if he has one name only", longest=100)
    born_on = DatePartsField(
        "Date of birth",
        hint="For example, 27 3 81",
        needed="Enter his date of birth",
        century=century_of_birth,
        like=1981,
    )
    sex = ChoiceField("Sex", choices=SEX)
    arrested_on = DatePartsField(
        "Date of arrest",
        hint="Or t for today, y for yesterday. Leave empty if he was not arrested",
        century=century_of_events,
        by_word=True,
    )
    arrested_time = TimeField("Time of arrest", hint="24-hour clock, or 9:30pm")

    offence_on = DatePartsField(
        "Date of the offence",
        hint="Or t, y, or s for the same date as the arrest",
        needed="Enter the date of the offence: the clock runs from it",
        century=century_of_events,
        by_word=True,
        same_as="arrested_on",
    )
    offence_time = TimeField(
        "Time of the offence", hint="24-hour clock, or 9:30pm", needed="Enter the time of the offence"
    )
    offence_code = TextField("Offence code", longest=60, needed="Enter the offence code, SX03213 for soliciting")
    offence_place = TextField("Place of the offence", longest=200, needed="Enter where it happened")
    area = ChoiceField("Area", unknown="Choose an area from the list")
    admission = ChoiceField(
        "Does he admit the offence?", choices=ADMISSION, needed="Choose whether he admits the offence"
    )
    route = route_box()
    enough_evidence = question(EVIDENCE, needed="Choose whether there is enough evidence to charge him")
    violence = question(VIOLENCE, needed="Choose whether there was violence, a weapon or a threat")
    relevant_record = question(RECORD, needed="Choose whether he has such previous convictions")
    concern = question(
        CONCERN,
        hint="A belief is enough. Yes stops the case, and your safeguarding team is told at once",
        needed="Choose whether there is any sign that the person solicited needs protecting",
    )
    signs = signs_field()
    drugs = ChoiceField(
        "Was a drug intervention considered?",
        hint="It stays with custody. Never write down what a test found",
        choices=[Option(step.value, DRUG_WORDS[step]) for step in DrugStep],
        needed="Choose whether a drug intervention was considered",
        when=lambda form: not form.sent_by_force.data,
    )
    release = ChoiceField("How he left", choices=RELEASE, needed="Choose how he left custody")
    bail_return_on = DatePartsField("Bail return date", hint="If he is on bail", century=century_of_events)

    safe_contact = ChoiceField(
        "How may we contact him?",
        hint="Ask him what nobody else in his household would see",
        choices=_SAFE_CONTACT,
        needed="Choose how we may contact him",
    )
    safe_hours = HoursField("Safe hours", hint=SAFE_HOURS_HINT)
    address = TextField("Address", longest=300)
    postcode = TextField("Postcode", [_postcode], longest=10)
    mobile = TextField("Mobile number", [_mobile], longest=40)
    email = TextField("Email address", [email_check], longest=254)
    officer = officer_box()
    officer_account = ChoiceField("Which of them is it?")
    officer_rank = TextField("Rank", longest=20)
    officer_collar = TextField("Collar number", longest=20)
    officer_name = TextField("Name", longest=100)
    officer_email = email_box()
    cro = TextField("CRO number", longest=60)
    asn = TextField("Arrest/summons number (ASN)", longest=60)
    urn = TextField("URN", hint="If there is one yet", longest=60)
    crime_number = TextField("Crime number", hint="If it is recorded already", longest=60)
    interpreter = TextField("Interpreter", hint="The language, or BSL. Leave empty if none is needed", longest=60)
    adjustments = TextField(
        "What he needs to take part", hint="For example, step-free, hearing loop, large print", longest=400
    )
    operation = TextField("Operation", hint="If there was one", longest=60)

    sent_by_force = ChoiceField("Sent by a neighbouring force", unknown="Choose a force from the list")
    their_reference = TextField("Their reference", longest=40)

    def check(self) -> None:
        """Look at fields together, and at dates beside today: an arrest needs both its parts, bail its date, and a
        reference its force."""
        self.check_officer()
        check_days(self, "born_on", "offence_on", "arrested_on", "bail_return_on")
        check_arrest(self)
        check_order(self, self.now)
        check_safe_address(self, self.left_out | self.stays_behind)
        if self.their_reference.data and self.sent_by_force.options and not self.sent_by_force.data:
            add_error(self, "sent_by_force", "Choose the force whose reference it is, or leave their reference empty")
        check_stays_behind(self, self.stays_behind, self.neighbour)
        check_ways(self, self.left_out | self.stays_behind)
        on_bail = self.release.data == Release.BAIL
        if on_bail and not self.bail_return_on.data and not self.bail_return_on.errors:
            add_error(self, "bail_return_on", "Enter the bail return date, or change how he left")


def starting_answers(officer: Officer, area: str) -> dict[str, Any]:
    """A new form before anybody types: the programme's offence, the officer, and his area."""
    typed = {"officer_rank": officer.rank, "officer_name": officer.name}
    looked_up = {"officer": officer.collar or officer.email}
    return {
        "offence_code": USUAL_CODE,
        "sex": "M",
        "area": area,
        **(looked_up if officer.account_id is not None else typed),
    }


def draft_number(text: str) -> int | None:
    """The number of the draft that a form carries, if it carries one: what stands before the mark."""
    text = text.partition(".")[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def mark_of_draft(text: str) -> str:
    """The mark of the draft that a form carries: as it was saved when the form began."""
    return text.partition(".")[2]


def arrival_of(form: ReferralForm) -> Arrival:
    """The arrival that a valid form describes. Times are London times; nothing is filled in for what was left empty."""
    name = read_name(form.surname.typed, form.forenames.typed)
    changing = clock_was_changing(form.offence_on.data, form.offence_time.data)
    code = canonical_code(form.offence_code.data)
    officer = form.named_officer()
    return Arrival(
        surname=name.surname,
        forenames=name.forenames,
        noticed=(*name.oddities, *(["clock_change_time"] if changing else [])),
        born_on=form.born_on.data,
        sex=form.sex.data or "",
        address=form.address.data,
        postcode=read_postcode(form.postcode.data) or form.postcode.data,
        mobile=read_mobile(form.mobile.data) or form.mobile.data,
        email=read_email(form.email.data) or form.email.data,
        safe_contact=SafeContact(form.safe_contact.data),
        safe_hours=form.safe_hours.data or "",
        interpreter=form.interpreter.data,
        adjustments=form.adjustments.data,
        pnc_id=form.pnc_id.data,
        cro=form.cro.data,
        asn=form.asn.data,
        urn=form.urn.data,
        crime_number=form.crime_number.data,
        custody_reference=form.custody_reference.data,
        offence_code=code if len(code) <= LONGEST_CODE else "",
        offence_at=london_instant(form.offence_on.data, form.offence_time.data),
        offence_place=form.offence_place.data,
        area="" if form.sent_by_force.data else form.area.data or "",
        arrested_at=instant_of(form.arrested_on.data, form.arrested_time.data),
        release=Release(form.release.data),
        bail_return_on=form.bail_return_on.data,
        admission=Admission(form.admission.data),
        operation=form.operation.data,
        route=form.route.data or "",
        officer_rank=officer.rank,
        officer_collar=officer.collar,
        officer_name=officer.name,
        officer_email=officer.email,
        circumstances=circumstances_in(form),
    )


def instant_of(on: date | None, at: time | None) -> datetime | None:
    """A London day and time; None where one of them is missing."""
    return london_instant(on, at) if on is not None and at is not None else None
