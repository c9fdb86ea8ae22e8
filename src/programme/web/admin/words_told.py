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
from programme.offers.signed_set import fingerprint_of, paper_paragraphs
from programme.offers.signing_words import check_signed_on, find_signature, signatures_of
from programme.offers.told.checking import as_answered, compared, points_asked, version_before
from programme.offers.told.conditions import LegalPoints
from programme.offers.told.released import newest_for, routes_with_words, words_for
from programme.offers.told.shapes import If, Paragraph, RouteWords, text_of
from programme.offers.told.words import TOLD_FACTS, WHEN_WORDS
from programme.offers.words import version_words
from programme.offers.words_refusals import NoSignatureStands, OtherSignatureNow
from programme.policies.words import ROUTE_NAMES
from programme.shared.access import SETTINGS
from programme.shared.dates import london_date
from programme.shared.refusal import NotFound, Refusal
from programme.web.admin.sign_words_form import SignWordsForm, answers_in_words, filled_answers
from programme.web.kit.form_page import FormPage
from programme.web.kit.forms import (
    ChoiceField,
    FormData,
    HiddenField,
    LongTextField,
    PageForm,
    WholeNumberField,
    said_of,
)
from programme.web.kit.visit import Visit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from programme.shared.actor import Actor

_HERE = "/admin/programme/{force:str}/words"


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
        stands = found.stands[now.route]
        earlier = [one for one in found.signatures if one.route == now.route and one is not stands]
        before = earlier[0] if earlier else None
        words_before = words_for(now.route, before.words_version) if before else version_before(now)
        both = _as_signed(words_before, before), _as_signed(now, stands)
        asked_before = answers_in_words(before.points, points_asked(words_before)) if before else {}
        asked_now = answers_in_words(stands.points, points_asked(now)) if stands else {}
        return visit.page(
            "admin/words_difference.html",
            title="What has changed",
            here=f"{_here(visit)}/{now.route}",
            programme=found.shown.row,
            route_name=ROUTE_NAMES[now.route],
            before=version_words(words_before.version, before.signed_on if before else None),
            now=version_words(now.version, stands.signed_on if stands else None),
            answers=[
                (question, asked_before.get(question, "Not asked"), asked_now.get(question, "Not signed yet"))
                for question in {**asked_before, **asked_now}
            ],
            screens=[
                (one.heading, one.is_changed, [(_line(old), _line(new), old == new) for old, new in one.rows])
                for one in compared(*both)
            ],
        )


def _asked_by(signed: WordsSigned) -> tuple[str, ...]:
    return points_asked(words_for(signed.route, signed.words_version))


def _as_signed(words: RouteWords, signed: WordsSigned | None) -> RouteWords:
    """The words as this signature has them; whole where there is none."""
    return as_answered(words, signed.points) if signed else words


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
        said = filled_answers(stands.points, points_asked(words)) if stands else {}
        return {**said, "fingerprint": fingerprint_of(words.route)}

    def fill(self, visit: Visit, found: _Read | None, sent: FormData | None) -> SignWordsForm:
        """The form with those points alone that the words rest on."""
        form, today = super().fill(visit, found, sent), london_date(visit.now)
        words = _words(visit)
        fingerprint = fingerprint_of(words.route)
        if found is not None and sent is not None and form.fingerprint.data != fingerprint:
            form.fingerprint.data = form.fingerprint.typed = fingerprint
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
            "paper": [_line(one) for one in paper_paragraphs(words.route)],
            "choices": [form[name] for name in asked if isinstance(form[name], ChoiceField)],
            "figures": [form[name] for name in asked if isinstance(form[name], WholeNumberField)],
            "stands": found.stands[words.route],
            "signatures": [
                (one, version_words(one.words_version, one.signed_on), answers_in_words(one.points, _asked_by(one)))
                for one in found.signatures
                if one.route == words.route
            ],
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
