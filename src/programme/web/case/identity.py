"""Two records beside each other: whether they are of one person is decided here, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from programme.actions.decide_identity import decide_identity
from programme.actions.take_back_identity import take_back_identity
from programme.insight.beside import Beside, CaseBeside, RecordBeside, beside
from programme.intake.arrived_people import filling
from programme.intake.pairs import decided_words
from programme.intake.rules import can_decide_identity
from programme.people.identifiers import IdentifierKind
from programme.people.likeness import changed_over, words_alike
from programme.people.names import surname_key
from programme.people.reference import force_name
from programme.people.words import SAFE_CONTACT_WORDS
from programme.referrals.offences import are_two_offences, say_otherwise
from programme.referrals.refusals import AlreadyReferred
from programme.referrals.words import state_words
from programme.shared.actor import Actor
from programme.shared.dates import spoken_day, spoken_instant
from programme.shared.refusal import ChangedSinceShown, Refusal, refusal_of
from programme.web.case.deeds import CASES_AT
from programme.web.case.heading import LeadsToCase, heading, look_with_clock
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import ChoiceField, HiddenField, LongTextField, PageForm, bind, said_of
from programme.web.kit.visit import Visit

_LONGEST_NUMBER = 15
"""Digits of a row's number."""


class Alike(StrEnum):
    """How one fact of the two stands, as the page says it."""

    SAME = "Same"
    NEAR = "Near"
    DIFFERENT = "Different"
    NOT_KNOWN = "Not known"


ALIKE_TONES = {Alike.SAME: "green", Alike.NEAR: "yellow", Alike.DIFFERENT: "red", Alike.NOT_KNOWN: "grey"}


class IdentityForm(PageForm):
    """One person or two, and why. `other` and `shown` are what the page showed."""

    other = HiddenField("The other case", longest=40)
    shown = HiddenField("What was shown", longest=64)
    one_person = ChoiceField(
        "Are they one person?",
        choices=(("yes", "Yes, one person"), ("no", "No, two people")),
        needed="Choose whether they are one person",
    )
    reason = LongTextField(
        "What shows it?",
        hint="One or two sentences. Kept with both cases, with your name. Not shown to him or the provider",
        longest=400,
        needed="Enter what shows it",
    )


class TakeBackIdentityForm(PageForm):
    """Which decision, and why."""

    decision = HiddenField("The decision", longest=20)
    why_back = LongTextField(
        "Why is it taken back?",
        hint="Kept in the history of the case, with your name",
        longest=400,
        needed="Enter why it is taken back",
    )

    def number(self) -> int:
        """Its number; one that nobody has, where the form was not ours."""
        typed = self.decision.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST_NUMBER else 0


@dataclass(frozen=True, slots=True)
class FactOfBoth:
    """One fact of the two, and how it stands."""

    what: str
    mine: str
    theirs: str
    how: Alike

    @property
    def tone(self) -> str:
        """The colour of its tag."""
        return ALIKE_TONES[self.how]


class _Shown(LeadsToCase):
    """Both forms stand on one page."""

    template = "facts/same_person.html"
    title = "Is he somebody who was here before?"

    async def look(self, visit: Visit) -> Beside:
        """Both records, a look at each case logged."""
        return await look_with_clock(visit, beside)

    def shown_with(
        self, visit: Visit, found: Beside, decide: IdentityForm, back: TakeBackIdentityForm
    ) -> dict[str, Any]:
        """The page's context, with its two forms."""
        standing = next((one for one in found.decisions if one.decision.taken_back_at is None), None)
        back.decision.process_data(standing.decision.id if standing else None)
        return {
            **heading(visit, found.referral, found.mine.person),
            "found": found,
            "lines": facts_of_both(found.mine, found.theirs) if found.theirs else [],
            "reached": reached_as_one(found.mine, found.theirs) if found.theirs and found.theirs.is_whole else [],
            "mine": _cases(found.mine, visit.the_actor),
            "theirs": _cases(found.theirs, visit.the_actor) if found.theirs else [],
            "two_places": two_places(found.mine, found.theirs) if found.theirs else None,
            "decide": decide,
            "back": back,
            "standing": standing,
            "can_decide": refusal_of(can_decide_identity, found.referral.eligibility) is None,
            "decided_words": decided_words,
        }


class IdentityPage(_Shown, FormPage[Beside, IdentityForm]):
    """The facts that are the same, near and different, and the decision."""

    path = "/same-person"
    form = IdentityForm
    done = "identity"

    def start(self, visit: Visit, found: Beside) -> dict[str, Any]:
        return {"other": found.other, "shown": found.mark}

    def context(self, visit: Visit, found: Beside, form: IdentityForm) -> dict[str, Any]:
        form.other.process_data(found.other)  # what stands here now is decided about
        form.shown.process_data(found.mark)
        return self.shown_with(visit, found, form, bind(TakeBackIdentityForm))

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return said_of(refusal) if isinstance(refusal, ChangedSinceShown | AlreadyReferred) else super().said(refusal)

    async def act(self, visit: Visit, form: IdentityForm) -> Callable[..., Any]:
        return partial(
            decide_identity,
            reference=visit.part("reference"),
            other=form.other.data,
            is_same=form.one_person.data == "yes",
            reason=form.reason.data,
            shown=form.shown.data,
        )


class TakeBackIdentityPage(_Shown, FormPage[Beside, TakeBackIdentityForm]):
    """A decision is taken back, with a reason."""

    path = "/same-person/back"
    form = TakeBackIdentityForm
    done = "identity_back"

    def context(self, visit: Visit, found: Beside, form: TakeBackIdentityForm) -> dict[str, Any]:
        decide = bind(IdentityForm, start={"other": found.other, "shown": found.mark})
        return self.shown_with(visit, found, decide, form)

    async def act(self, visit: Visit, form: TakeBackIdentityForm) -> Callable[..., Any]:
        reference, reason = visit.part("reference"), form.why_back.data
        return partial(take_back_identity, reference=reference, decision=form.number(), reason=reason)


def facts_of_both(mine: RecordBeside, theirs: RecordBeside) -> list[FactOfBoth]:
    """Each fact of both, and whether it is the same, near or different."""
    one, other = mine.person, theirs.person
    born = spoken_day(one.born_on) if one.born_on else "", spoken_day(other.born_on) if other.born_on else ""
    near = one.born_on is not None and changed_over(one.born_on) == other.born_on
    made = [
        _fact("Surname", one.surname, other.surname),
        _fact("Forenames", one.forenames, other.forenames, forenames=True),
        FactOfBoth("Date of birth", born[0], born[1], Alike.NEAR if near else _how(*born)),
        _fact("Sex", *(_SEX.get(sex[:1].upper(), sex) for sex in (one.sex, other.sex))),
        *(_fact(words, mine.number(kind), theirs.number(kind)) for kind, words in _OF_A_MAN.items()),
    ]
    if theirs.is_whole:
        made += [
            _fact("Address", f"{one.address} {one.postcode}".strip(), f"{other.address} {other.postcode}".strip()),
            _fact("Mobile", one.mobile, other.mobile),
            _fact("Email", one.email, other.email),
            _fact("How he may be contacted", *(SAFE_CONTACT_WORDS[which.safe_contact] for which in (one, other))),
            _fact("Safe hours", one.safe_hours, other.safe_hours),
        ]
    return [fact for fact in made if fact.mine or fact.theirs]


def two_places(mine: RecordBeside, theirs: RecordBeside) -> tuple[CaseBeside, CaseBeside] | None:
    """A case of each whose offences are of one minute and code, and another by the place alone: that may be a slip."""
    both = [(one, other) for one in mine.cases for other in theirs.cases]
    return next((pair for pair in both if _are_alike_but_for_the_place(*pair)), None)


def _are_alike_but_for_the_place(one: CaseBeside, other: CaseBeside) -> bool:
    if (one.force_code, one.offence_at) != (other.force_code, other.offence_at):
        return False
    two = say_otherwise(one.custody_reference or "", other.custody_reference or "")
    return not (two or are_two_offences(one.offence_code, other.offence_code)) and say_otherwise(
        one.offence_place, other.offence_place
    )


def reached_as_one(mine: RecordBeside, theirs: RecordBeside) -> list[dict[str, Any]]:
    """How he is reached in the cases of both, were they decided to be one person."""
    one = {name: getattr(theirs.person, name) for name in _REACHED} | filling(theirs.person, mine.person)
    return [
        {"key": "How he may be contacted", "value": SAFE_CONTACT_WORDS[one["safe_contact"]]},
        *({"key": words, "value": one[name] or "None"} for name, words in _REACHED.items() if words),
    ]


_REACHED = {"safe_contact": "", "safe_hours": "Safe hours", "mobile": "Mobile", "email": "Email", "address": "Address"}
_SEX = {"M": "Male", "F": "Female"}
_OF_A_MAN = {IdentifierKind.PNC_ID: "PNC ID", IdentifierKind.CRO: "CRO number"}


def _fact(what: str, mine: str, theirs: str, *, forenames: bool = False) -> FactOfBoth:
    how = _how(mine, theirs)
    if how is Alike.DIFFERENT and what in ("Surname", "Forenames"):
        pairs = ((surname_key(a), surname_key(b)) for a in (mine, *mine.split()) for b in (theirs, *theirs.split()))
        how = Alike.NEAR if any(words_alike(a, b, forenames=forenames)[0] for a, b in pairs) else Alike.DIFFERENT
    return FactOfBoth(what, mine, theirs, how)


def _how(mine: str, theirs: str) -> Alike:
    if not mine or not theirs:
        return Alike.NOT_KNOWN
    return Alike.SAME if mine.casefold().split() == theirs.casefold().split() else Alike.DIFFERENT


def _cases(record: RecordBeside, actor: Actor) -> list[dict[str, Any]]:
    return [_case(case, case.reference in record.own, case.reference in record.stopped, actor) for case in record.cases]


def _case(case: CaseBeside, is_own: bool, stopped: bool, actor: Actor) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "href": f"{CASES_AT[actor.door]}/{case.reference}" if is_own else "",
        "force": force_name(case.force_code),
        "state": state_words(case.state, stopped=stopped).words,
        "offence": list(
            filter(None, [spoken_instant(case.offence_at), case.offence_code, is_own and case.offence_place])
        ),
        "custody_reference": case.custody_reference or "None",
        "officer": case.officer_name if is_own else "",
    }
