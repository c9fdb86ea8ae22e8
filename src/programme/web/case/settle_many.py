"""The answers that are missing in the cases of an export, given for many at once, with one reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from functools import partial
from itertools import islice
from typing import Any

from programme.actions.settle_import_cases import CasesSettled, settle_import_cases
from programme.concerns.refusals import AnswersChangedHalfWay, NotAllAnswered
from programme.concerns.settling import SETTLES_MANY, Answers
from programme.eligibility.circumstances import Circumstances
from programme.eligibility.routes import routes_within
from programme.eligibility.rules import EligibilityVerdict
from programme.eligibility.words import ELIGIBILITY_WORDS, criterion_name
from programme.insight.waiting_cases import WaitingCases, waiting_with_routes
from programme.people.kept_answers import FormKey, act_in_part, act_once
from programme.policies.words import ROUTE_NAMES
from programme.referrals.models import Admission
from programme.referrals.refusals import NothingToSettle, RankTooLow
from programme.shared.ranks import is_at_least
from programme.shared.refusal import Refusal
from programme.web.case.circumstances import YES, YES_NO
from programme.web.case.list_marks import list_marks, look_at_list
from programme.web.case.one_after_another import WaitingLine
from programme.web.kit.checked_page import CheckedPage
from programme.web.kit.forms import (
    ChoiceField,
    ChoicesField,
    FormData,
    LongTextField,
    Option,
    PageForm,
    TickField,
    add_error,
    bind,
    said_of,
)
from programme.web.kit.keeping_forms import KEPT
from programme.web.kit.visit import Visit

A_SLICE = 10
"""Cases that are answered in one transaction: nobody else waits long for one of them."""


class SettleManyForm(PageForm):
    """Which cases, the answers, and why they hold for all of them. Where the answer would be against somebody, it is
    given in his case alone."""

    cases = ChoicesField("Cases", choices=(), needed="Tick the cases that are answered")
    admission = ChoiceField(
        "Does each of them admit the offence?",
        choices=((Admission.ADMITTED, "Yes, and it is recorded"), (Admission.DENIED, "No")),
    )
    enough_evidence = ChoiceField("Is there enough evidence to charge each of them?", choices=YES_NO)
    no_concern = TickField(
        "In none of them is there any sign that the person solicited was under 18, trafficked or controlled by somebody"
    )
    no_violence = TickField("In none of them was there violence, a weapon or a threat, and none is being investigated")
    no_record = TickField("None of them has previous convictions for sexual offences or domestic abuse")
    no_course = TickField(
        "It was checked: none of them was offered, or took, a course as long before the offence as the rules look back"
    )
    route = ChoiceField("Disposal route of all of them", choices=(), unknown="Choose a route from the list")
    reason = LongTextField(
        "How is this known of all of them?",
        hint="For example, one operation, and the records were checked. It is kept with each case, with your name",
        longest=400,
        needed="Say how this is known of all of them",
    )

    def answers(self) -> Answers:
        """The answers that are given. A box without a tick says nothing."""
        evidence = self.enough_evidence.data
        return Answers(
            admission=Admission(self.admission.data) if self.admission.data else None,
            earlier_course=False if self.no_course.data else None,
            circumstances=Circumstances(
                enough_evidence=evidence == YES if evidence else None,
                no_concern=self.no_concern.data or None,
                no_violence=self.no_violence.data or None,
                no_relevant_record=self.no_record.data or None,
            ),
        )

    @property
    def route_name(self) -> str:
        """The route that is chosen, as it is called."""
        return next((option.label for option in self.route.options if self.route.is_chosen(option.value)), "")

    def answers_given(self) -> list[str]:
        """The same in words."""
        chosen = [
            f"{self[name].label.text} {option.label}"
            for name in ("admission", "enough_evidence")
            for option in self[name].options
            if self[name].is_chosen(option.value)
        ]
        if self.route.data:
            chosen.append(f"Disposal route: {self.route_name}")
        ticked = (self.no_concern, self.no_violence, self.no_record, self.no_course)
        return [*chosen, *(box.label.text for box in ticked if box.data)]

    def check(self) -> None:
        """At least one answer."""
        if not self.admission.errors and not self.enough_evidence.errors and self.answers().is_empty:
            add_error(self, "admission", "Give at least one answer")


class SettleManyPage(CheckedPage[WaitingCases, SettleManyForm]):
    """The cases of one export that wait for answers, the shortest clock first."""

    path = "/import/{import_id:int}/answers"
    looks_first = True
    form, template, title = SettleManyForm, "custody/settle_many.html", "Give the missing answers"
    check_template, check_title = "custody/settle_many_check.html", "Check the answers"
    changed_meanwhile = (AnswersChangedHalfWay,)

    async def look(self, visit: Visit) -> WaitingCases:
        """The cases. Raises RankTooLow for whoever may only answer one case after another."""
        if not is_at_least(visit.the_actor.rank, SETTLES_MANY):
            raise RankTooLow(SETTLES_MANY)
        number, actor = int(visit.part("import_id")), visit.the_actor
        return await look_at_list(
            visit, waiting_with_routes, number, actor, now=visit.now, subjects=lambda found: found.references
        )

    def start(self, visit: Visit, found: WaitingCases) -> dict[str, Any]:
        """All that wait for such an answer."""
        return {"cases": [case.line.reference for case in found.cases if case.missing]}

    def fill(self, visit: Visit, found: WaitingCases | None, sent: FormData | None) -> SettleManyForm:
        """Any cases: the action answers those of the export that still wait."""
        references = found.references if found is not None else []
        options = [Option(one, one) for one in dict.fromkeys([*references, *(sent.getlist("cases") if sent else [])])]
        start = self.start(visit, found) if sent is None and found is not None else None
        may = routes_within(found.routes, visit.the_actor.rank) if found is not None else []
        routes = [Option(one.code, one.name) for one in may] if len(may) > 1 else []
        return bind(SettleManyForm, sent, start=start, choices={"cases": options, "route": routes})

    def context(self, visit: Visit, found: WaitingCases, form: SettleManyForm) -> dict[str, Any]:
        return {
            "waiting": found,
            "lines": [(case, _named(case.missing), _named(case.alone)) for case in found.cases],
            "route_names": ROUTE_NAMES,
            "one_by_one": WaitingLine(int(visit.part("import_id"))).go_on(visit.home),
            "asked": {code for case in found.cases for code in case.missing},
            "here": self.address(visit),
            "back": self.address(visit).removesuffix("/answers"),
            **list_marks(visit),
        }

    async def check(self, visit: Visit, form: SettleManyForm) -> dict[str, Any]:
        """How many cases, the answers, and what the cases come to by what is known now."""
        found = await self.look(visit)
        chosen, answers = set(form.cases.data), form.answers()
        answered = [
            case
            for case in found.cases
            if case.line.reference in chosen and not answers.where_missing(case.eligibility, case.flags).is_empty
        ]
        verdicts = Counter(answers.comes_to(case.eligibility, case.flags) for case in answered)
        return {
            "given": form.answers_given(),
            "reason": form.reason.data,
            "answered": len(answered),
            "others": len(chosen) - len(answered),
            "comes_to": "Decided by that route when the answers are kept"
            if form.route.data
            else "; ".join(f"{ELIGIBILITY_WORDS[one]}: {many}" for one, many in sorted(verdicts.items())),
            "here": self.address(visit),
            "back": self.address(visit).removesuffix("/answers"),
        }

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return said_of(refusal) if isinstance(refusal, NotAllAnswered | NothingToSettle) else super().said(refusal)

    async def act(self, visit: Visit, form: SettleManyForm) -> Callable[..., Any]:
        return partial(
            settle_import_cases,
            import_id=int(visit.part("import_id")),
            answers=form.answers(),
            reason=form.reason.data,
            route=form.route.data or "",
        )

    async def confirmed(self, visit: Visit, form: SettleManyForm, key: FormKey, version: str) -> str | None:
        """A slice of the cases after the other, each in a transaction of its own: what is done stays done, and a second
        press goes on with the rest. Each is done only while the answers are those that were shown. Raises
        NotAllAnswered, which names every case that refused its answer and why, and AnswersChangedHalfWay."""
        action, left, done = await self.act(visit, form), iter(form.cases.data), CasesSettled()
        as_shown = partial(visit.write, act_in_part, action, key=key, version=version)
        while some := list(islice(left, A_SLICE)):
            one: CasesSettled | None = await as_shown(references=some)
            if one is None:
                break
            done = CasesSettled(done.verdicts | one.verdicts, done.refused | one.refused)
        if done.refused:
            raise NotAllAnswered(len(done.verdicts), done.refused)
        # The number of his form goes with it: nobody else who opens the address is told that it was done.
        led_to = f"{self.leads_to(visit, form, done)}&{KEPT}={key.number}"
        ended = await visit.write(
            act_once, lambda db, **given: done, key=key, version=version, leads_to=lambda _: led_to
        )
        if ended is None and done.verdicts:
            raise AnswersChangedHalfWay()
        return ended

    def leads_to(self, visit: Visit, form: SettleManyForm, done: CasesSettled) -> str:
        """The import, which says how many were answered and how many of them can be offered a place now."""
        able = sum(verdict is EligibilityVerdict.ELIGIBLE for verdict in done.verdicts.values())
        return f"{self.address(visit).removesuffix('/answers')}?answered={len(done.verdicts)}&eligible={able}"


def _named(codes: Collection[str]) -> str:
    return ", ".join(criterion_name(code) for code in codes)
