"""The words of each route: read, compared with the version before, signed by the lawyer, taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from programme.actions.sign_words import sign_words
from programme.actions.take_back_words import take_back_words
from programme.duties.settings import ProgrammeShown, one_programme
from programme.offers.models import WordsSigned
from programme.offers.signing_words import check_signed_on, find_signature, signatures_of
from programme.offers.told.checking import compared, points_asked, version_before
from programme.offers.told.conditions import LegalPoints
from programme.offers.told.released import newest_for, routes_with_words
from programme.offers.told.shapes import If, Paragraph, RouteWords, text_of
from programme.offers.told.words import TOLD_FACTS, WHEN_WORDS
from programme.offers.words_refusals import NoSignatureStands, OtherSignatureNow
from programme.policies.words import ROUTE_NAMES
from programme.shared.access import SETTINGS
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound, Refusal
from programme.web.case.circumstances import NO, YES, YES_NO
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import (
    ChoiceField,
    DatePartsField,
    FormData,
    HiddenField,
    LongTextField,
    PageForm,
    TextField,
    TickField,
    WholeNumberField,
    said_of,
)
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor

_HERE = "/admin/programme/{force:str}/words"


def _answer_to(question: str) -> ChoiceField:
    return ChoiceField(question, choices=YES_NO, needed=f"Choose what the lawyer answered to “{question}”")


@dataclass(frozen=True, slots=True)
class _Read:
    shown: ProgrammeShown
    signatures: list[WordsSigned]
    stands: dict[str, WordsSigned | None]


def _read(db: Session, actor: Actor, force: str) -> _Read:
    shown = one_programme(db, actor, force)
    stands = {route: find_signature(db, force, route) for route in routes_with_words()}
    return _Read(shown, signatures_of(db, force), stands)


def _words(visit: Visit) -> RouteWords:
    """The words of the route that the address names. Raises NotFound."""
    route = visit.part("route")
    if route not in routes_with_words():
        raise NotFound()
    return newest_for(route)


def _here(visit: Visit) -> str:
    return f"/admin/programme/{visit.part('force')}/words"


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph for whoever checks it: its facts as names, and when it is shown."""

    text: str
    only_if: str


def _line(paragraph: Paragraph | None) -> _Line | None:
    if paragraph is None:
        return None
    conditions = [WHEN_WORDS[when] for when in paragraph.when] if isinstance(paragraph, If) else []
    text = text_of(paragraph).format_map({name: f"[{words}]" for name, words in TOLD_FACTS.items()})
    return _Line(text, " and ".join(conditions))


class WordsToldPages(Controller):
    """`/admin/programme/43/words`: each route and who signed its words; and a route's words beside those before."""

    path = _HERE
    opt = {"access": SETTINGS}

    @get()
    async def show(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Every route that the force uses, and every other that there are words for."""
        found: _Read = await visit.read(_read, visit.the_actor, visit.part("force"))
        used = found.shown.row.routes
        others = [route for route in routes_with_words() if route not in used]
        return visit.page(
            "admin/words_told.html",
            title="What he is told",
            here=_here(visit),
            programme=found.shown.row,
            routes=[
                (route, ROUTE_NAMES.get(route, route), found.stands.get(route), route in found.stands, route in used)
                for route in (*used, *others)
            ],
        )

    @get("/{route:str}/difference")
    async def compare(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Both versions, a screen each, paragraph beside paragraph."""
        found: _Read = await visit.read(_read, visit.the_actor, visit.part("force"))
        now = _words(visit)
        before = version_before(now)
        return visit.page(
            "admin/words_difference.html",
            title="What has changed",
            here=f"{_here(visit)}/{now.route}",
            programme=found.shown.row,
            route_name=ROUTE_NAMES[now.route],
            before=before.version,
            now=now.version,
            screens=[
                (one.heading, one.is_changed, [(_line(old), _line(new), old == new) for old, new in one.rows])
                for one in compared(before, now)
            ],
        )


class SignWordsForm(PageForm):
    """The lawyer's answers to what the words leave open, and who signed them."""

    fingerprint = HiddenField("What was shown", longest=64)
    finishing_ends_it = _answer_to("If he finishes, is it certain that he is not prosecuted for this?")
    driving_ban = _answer_to("Can a court stop him driving for this?")
    free_advice_at_signing = _answer_to("When he comes to sign and wants advice, is a solicitor called first, free?")
    check_may_mention = _answer_to("Can an enhanced check mention the note that the police keep?")
    spent_after_months = WholeNumberField(
        "Months until the caution is spent", least=1, most=120, needed="Enter after how many months it is spent"
    )
    checks_show_years = WholeNumberField(
        "Years for which standard and enhanced checks show it",
        hint="0 where they show it for good",
        most=100,
        needed="Enter for how many years they show it",
    )
    lawyer = TextField("Name of the lawyer", longest=100, needed="Enter the name of the lawyer who signed")
    office = TextField("As what", hint="Like force solicitor", longest=100, needed="Enter as what the lawyer signed")
    signed_on = DatePartsField("Date signed", needed="Enter the date on which it was signed")
    all_read = TickField(
        "The lawyer has read every word on this page", needed="Tick that the lawyer has read every word"
    )

    def points(self) -> LegalPoints:
        """The answers, as believed where the words do not rest on one. Call it on a form that is valid."""
        said = {name: self[name].data for name in LegalPoints.__struct_fields__ if name in self}
        return LegalPoints(**{name: data == YES if isinstance(data, str) else data for name, data in said.items()})


class SignWordsPage(FormPage[_Read, SignWordsForm]):
    """`/admin/programme/43/words/conditional_caution`: the words as they are told today, who signed, and the form."""

    path = f"{_HERE}/{{route:str}}"
    opt = {"access": SETTINGS}
    form, template, title = SignWordsForm, "admin/words_sign.html", "What he is told"

    async def look(self, visit: Visit) -> _Read:
        _words(visit)
        return await visit.read(_read, visit.the_actor, visit.part("force"))

    def start(self, visit: Visit, found: _Read) -> dict[str, Any]:
        """The answers of the signature that stands."""
        words = _words(visit)
        stands = found.stands[words.route]
        points = {name: getattr(stands.points, name) for name in points_asked(words)} if stands else {}
        said = {name: (YES if value else NO) if isinstance(value, bool) else value for name, value in points.items()}
        return {**said, "fingerprint": words.fingerprint}

    def fill(self, visit: Visit, found: _Read | None, sent: FormData | None) -> SignWordsForm:
        """The form with those points alone that the words rest on."""
        form, today = super().fill(visit, found, sent), london_date(visit.now)
        words = _words(visit)
        if found is not None and sent is not None and form.fingerprint.data != words.fingerprint:
            form.fingerprint.data = form.fingerprint.typed = words.fingerprint
            form.all_read.data = False  # whoever read other words has not read these
        for name in set(LegalPoints.__struct_fields__) - set(points_asked(words)):
            del form[name]
        form.asks = ((("signed_on",), lambda: check_signed_on(form.signed_on.data, today)),)
        return form

    def context(self, visit: Visit, found: _Read, form: SignWordsForm) -> dict[str, Any]:
        words = _words(visit)
        asked = points_asked(words)
        return {
            "here": self.address(visit),
            "back": _here(visit),
            "programme": found.shown.row,
            "route_name": ROUTE_NAMES[words.route],
            "words": words,
            "summary": [_line(one) for one in words.summary],
            "screens": [(screen.heading, [_line(one) for one in screen.paragraphs]) for screen in words.screens],
            "choices": [form[name] for name in asked if isinstance(form[name], ChoiceField)],
            "figures": [form[name] for name in asked if isinstance(form[name], WholeNumberField)],
            "stands": found.stands[words.route],
            "signatures": [one for one in found.signatures if one.route == words.route],
        }

    async def act(self, visit: Visit, form: SignWordsForm) -> Callable[..., Any]:
        return partial(
            sign_words,
            force_code=visit.part("force"),
            route=visit.part("route"),
            fingerprint=form.fingerprint.data,
            points=form.points(),
            lawyer=form.lawyer.data,
            office=form.office.data,
            signed_on=form.signed_on.data,
        )

    def leads_to(self, visit: Visit, form: SignWordsForm, done: Any) -> str:
        return _here(visit)


class TakeBackWordsForm(PageForm):
    """The reason, with the mark of the signature that was shown."""

    shown = HiddenField("What was shown", longest=20)
    reason = LongTextField("Why", longest=400, needed="Enter why it is taken back")


class TakeBackWordsPage(FormPage[_Read, TakeBackWordsForm]):
    """`/admin/programme/43/words/conditional_caution/take-back`."""

    path = f"{_HERE}/{{route:str}}/take-back"
    opt = {"access": SETTINGS}
    form, template, title = TakeBackWordsForm, "admin/words_take_back.html", "Take the signature back"

    async def look(self, visit: Visit) -> _Read:
        """Raises NoSignatureStands."""
        words = _words(visit)
        found: _Read = await visit.read(_read, visit.the_actor, visit.part("force"))
        if found.stands[words.route] is None:
            raise NoSignatureStands()
        return found

    def fill(self, visit: Visit, found: _Read | None, sent: FormData | None) -> TakeBackWordsForm:
        """Where the page is shown, with the mark of the signature on it."""
        form = super().fill(visit, found, sent)
        if found is not None and (stands := found.stands[visit.part("route")]):
            form.shown.data = form.shown.typed = stands.mark
        return form

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        return said_of(refusal) if isinstance(refusal, OtherSignatureNow) else super().said(refusal)

    def context(self, visit: Visit, found: _Read, form: TakeBackWordsForm) -> dict[str, Any]:
        route = visit.part("route")
        return {
            "here": self.address(visit),
            "back": f"{_here(visit)}/{route}",
            "route_name": ROUTE_NAMES[route],
            "stands": found.stands[route],
        }

    async def act(self, visit: Visit, form: TakeBackWordsForm) -> Callable[..., Any]:
        return partial(
            take_back_words,
            force_code=visit.part("force"),
            route=visit.part("route"),
            shown=form.shown.data,
            reason=form.reason.data,
        )

    def leads_to(self, visit: Visit, form: TakeBackWordsForm, done: Any) -> str:
        return f"{_here(visit)}/{visit.part('route')}"
