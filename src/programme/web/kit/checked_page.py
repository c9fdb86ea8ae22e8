"""A page with a form whose consequences are shown before it is done."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar
from urllib.parse import quote

from litestar import Response, get, post
from litestar.di import NamedDependency

from programme.people.kept_answers import FormAnswers, FormKey, Kept, act_once
from programme.shared.refusal import Refusal
from programme.web.kit.form_page import F, FormPage, Found
from programme.web.kit.forms import FormData, error_list, say
from programme.web.kit.keeping_forms import KEPT
from programme.web.kit.visit import Visit

STALE = "stale"
"""In the address of a check page: it was confirmed as it stood before its answers were changed."""
CHANGED_ANSWERS = "Nothing was done: the answers were changed after you opened that page. Read them as they stand now"


class CheckedPage(FormPage[Found, F]):
    """A form whose consequences are shown, at `/check`, before `/save` does it. The answers confirmed are those that
    are kept, whatever fields they have, and they are confirmed once."""

    check_template: ClassVar[str]
    check_title: ClassVar[str]
    shown_on_check: ClassVar[tuple[type[Refusal], ...]] = ()
    """Refusals of the action that the check page tells of by itself, as it tells of what is so now."""
    changed_meanwhile: ClassVar[tuple[type[Refusal], ...]] = ()
    """Refusals for which the check page says what has changed since it was opened: their words stand on it."""

    async def check(self, visit: Visit, form: F) -> dict[str, Any]:
        """The consequences of the typed answers, for the check page. Raises the refusal of what cannot be; or puts all
        that is wrong onto the form, where that is more than one thing."""
        raise NotImplementedError

    async def take(self, visit: Visit) -> Response[Any]:
        """On to what follows from it."""
        number, form, typed = await self.sent(visit)
        if not form.validate():
            return await self.again(visit, number, form, typed)
        await self.keep(visit, number, FormAnswers(typed))
        return visit.to(f"{self.address(visit)}/check?{KEPT}={number}")

    @get("/check")
    async def ask_again(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The consequences; or the page again, where it cannot be."""
        number = visit.request.query_params.get(KEPT, "")
        kept = await self.kept(visit, number)
        if kept is None or kept.led_to:
            return visit.to(f"{self.address(visit)}?{KEPT}={quote(number) or 'none'}")
        form = await self.filled(visit, kept)
        if form.validate():
            try:
                more = await self.check(visit, form)
            except Refusal as refusal:
                said = self.said(refusal)
                if said is None:
                    raise
                say(form, [said])
            else:
                if not error_list(form):
                    change = f"{self.address(visit)}?{KEPT}={number}"
                    own = {"title": self.check_title, "form": form, "change": change, KEPT: f"{number}.{kept.version}"}
                    return visit.page(self.check_template, **{**own, **more, **self._why_again(visit)})
        return self.shown(visit, await self.look(visit), form, number, {})

    @post("/save", status_code=200)
    async def save(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Do what was shown, once; back to the page where it cannot be done any more."""
        number, _, version = (await visit.form()).get(KEPT).partition(".")
        kept = await self.kept(visit, number)
        if kept is not None and kept.led_to:
            return visit.to(kept.led_to)
        form = await self.filled(visit, kept) if kept is not None and kept.version == version else None
        again = f"{self.address(visit)}/check?{KEPT}={quote(number)}"  # which says what there is now
        if kept is None or form is None or not form.validate():
            return visit.to(f"{again}&{STALE}=1")
        try:
            led_to = await self.confirmed(visit, form, self.key(visit, number), version)
        except self.shown_on_check:
            led_to = again
        except self.changed_meanwhile as refusal:
            led_to = f"{again}&{STALE}={refusal.code}"
        except Refusal as refusal:
            said = self.said(refusal)
            if said is None:
                raise
            return await self.again(visit, number, form, kept.answers.typed, said)
        return visit.to(led_to or f"{again}&{STALE}=1")

    def _why_again(self, visit: Visit) -> dict[str, Any]:
        """On a check page that was come back to: that nothing was done, and why."""
        code = visit.request.query_params.get(STALE)
        if code is None:
            return {}
        refusal = next((one for one in self.changed_meanwhile if one.code == code), None)
        said = (f"{refusal.headline}.", refusal.explanation, refusal.remedy) if refusal else (CHANGED_ANSWERS,)
        return {"status": 422, "errors": [{"href": "", "text": " ".join(filter(None, said))}]}

    async def confirmed(self, visit: Visit, form: F, key: FormKey, version: str) -> str | None:
        """Do what was confirmed, unless it was done already, and return where it leads."""
        action, leads_to = await self.act(visit, form), partial(self.leads_to, visit, form)
        return await visit.write(act_once, action, key=key, version=version, leads_to=leads_to)

    async def filled(self, visit: Visit, kept: Kept) -> F:
        """The form with what is kept of it."""
        found = await self.look(visit) if self.looks_first else None
        return self.fill(visit, found, FormData(kept.answers.typed))

    def address(self, visit: Visit) -> str:
        """Where the form's own page is."""
        return super().address(visit).removesuffix("/check").removesuffix("/save")
