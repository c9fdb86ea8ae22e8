"""A page with a form: asked, sent, and shown again with what is wrong, once for every form there is.

    class BailPage(FormPage[CaseFacts, BailForm]):
        path = "/bail"
        form, template, title = BailForm, "facts/bail.html", "Change the bail date"

        async def look(self, visit): ...               # what the page shows of the case
        async def act(self, visit, form): return partial(record_bail, bail=form.bail())
        def leads_to(self, visit, form, done): return here(visit)

A form that cannot be taken is kept on the server (`people.kept_answers`), and the browser fetches the page again (303):
Back, Forward and reload never ask whether to send it once more. `checked_page.CheckedPage` shows what follows first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from litestar import Controller, Response, Router, get, post
from litestar.di import NamedDependency

from programme.people.kept_answers import FormAnswers, FormKey, act_and_forget
from programme.shared.refusal import Refusal
from programme.web.kit.forms import (
    CSRF_FIELD,
    FormData,
    PageForm,
    SecretField,
    UploadField,
    add_error,
    bind,
    error_list,
    said_of,
    say,
    typed_into,
)
from programme.web.kit.keeping_forms import KEPT, KeepsForms, number_of
from programme.web.kit.visit import Visit

Found = TypeVar("Found")
F = TypeVar("F", bound=PageForm)

TYPE_AGAIN = "{}: type it once more. It is not kept while something else is wrong"
GONE = "This form was sent, or not kept any longer. What you see now is not what you typed"


class FormPage(KeepsForms, Controller, Generic[Found, F]):
    """One form on one page. `Found` is what the page shows beside it."""

    form: type[F]
    template: ClassVar[str]
    title: ClassVar[str]
    looks_first: ClassVar[bool] = False
    """Whether the form cannot be read before the page's data are there: its answers to choose from, its fields."""

    def __init__(self, owner: Router) -> None:
        super().__init__(owner)
        self.form_secrets = frozenset(box for field in self.form() for box in field.never_shown)
        self.opt = {**(self.opt or {}), "never_shown": self.form_secrets}
        self.takes_file = any(isinstance(field, UploadField) for field in self.form())

    # ---- what a page says

    async def look(self, visit: Visit) -> Found:
        """The facts that the page shows, the reading of them logged. Raises the refusal of whoever may not do it
        now."""
        raise NotImplementedError

    def start(self, visit: Visit, found: Found) -> Any:
        """The form's values before anybody typed: a mapping, or an object with the fields' names."""

    def fill(self, visit: Visit, found: Found | None, sent: FormData | None) -> F:
        """The form with what was sent, else as it starts. `found` is None where a form is read without a look."""
        start = self.start(visit, found) if sent is None and found is not None else None
        return bind(self.form, sent, start=start, now=visit.now)

    async def fresh(self, visit: Visit) -> FormData | None:
        """The answers typed before and saved, where the address names them."""
        return None

    def context(self, visit: Visit, found: Found, form: F) -> dict[str, Any]:
        """The template's context besides `form`, `errors`, `title` and `kept`."""
        return {}

    async def answer(self, visit: Visit, form: F) -> dict[str, Any] | Response[Any]:
        """The page beside a form that was sent and has nothing wrong with it; or where it leads."""
        return {}

    def said(self, refusal: Refusal) -> tuple[str | None, str] | None:
        """The words of a refusal on the form, and beside which field. None: it goes on, to a page of its own."""
        return said_of(refusal) if refusal.field is not None else None

    async def also_wrong(self, visit: Visit, form: F) -> list[tuple[str | None, str]]:
        """The faults that `act` would find by looking elsewhere, where something else is wrong already: all is said at
        once."""
        return []

    async def act(self, visit: Visit, form: F) -> Callable[..., Any]:
        """The action and its arguments, as a `partial`: it is handed `actor` and `now` with the transaction."""
        raise NotImplementedError

    def leads_to(self, visit: Visit, form: F, done: Any) -> str:
        """The address after the action, which returned `done`."""
        raise NotImplementedError

    # ---- how it goes

    @get()
    async def ask(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The page; where its address names a kept form, with what was typed and all that is wrong with it."""
        return await self.page(visit)

    async def page(self, visit: Visit) -> Response[Any]:
        """Show it."""
        number = visit.request.query_params.get(KEPT, "")
        kept = await self.kept(visit, number) if number else None
        if kept and kept.led_to:
            return visit.to(kept.led_to)  # Back, after it was done
        found = await self.look(visit)
        typed = FormData(kept.answers.typed) if kept else await self.fresh(visit)
        form = self.fill(visit, found, typed)
        more: dict[str, Any] = {}
        if kept:
            if not self.takes_file:
                form.validate()
            say(form, kept.answers.said)
            answer = {} if error_list(form) else await self.answer(visit, form)
            if isinstance(answer, Response):
                return answer
            more = answer
        elif number:
            add_error(form, None, GONE)
        return self.shown(visit, found, form, number, more)

    @post(status_code=200)
    async def send(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """The form's purpose done; or back to the page with everything that is wrong."""
        return await self.take(visit)

    async def take(self, visit: Visit) -> Response[Any]:
        """Do it."""
        number, form, typed = await self.sent(visit)
        if not form.validate():
            return await self.again(visit, number, form, typed, *await self.also_wrong(visit, form))
        try:
            done = await self.write(visit, await self.act(visit, form), self.key(visit, number))
        except Refusal as refusal:
            said = self.said(refusal)
            if said is None:
                raise
            return await self.again(visit, number, form, typed, said)
        return visit.to(self.leads_to(visit, form, done))

    async def write(self, visit: Visit, action: Callable[..., Any], key: FormKey) -> Any:
        """Run the action, and with it forget the form, where it was kept."""
        if (await visit.form()).get(KEPT):
            return await visit.write(act_and_forget, action, key=key)
        return await visit.write(action)

    # ---- with what

    async def sent(self, visit: Visit) -> tuple[str, F, dict[str, list[str]]]:
        """The number of the form that was sent, the form, and what was typed: a secret that was typed well before,
        and left empty now, is the one that is kept."""
        data = await visit.form()
        number = number_of(visit, data.get(KEPT))
        values = {name: data.getlist(name) for name in data if name not in (CSRF_FIELD, KEPT)}
        if data.get(KEPT) and self.form_secrets:
            kept = await self.kept(visit, number)
            before = kept.answers.typed if kept else {}
            values |= {name: before[name] for name in self.form_secrets if name in before and not data.get(name)}
        found = await self.look(visit) if self.looks_first else None
        form = self.fill(visit, found, FormData(values))
        return number, form, typed_into(form, values)

    async def again(
        self, visit: Visit, number: str, form: F, typed: dict[str, list[str]], *said: tuple[str | None, str]
    ) -> Response[Any]:
        """Keep what was typed, and back to the page. A secret that is wrong is not kept."""
        # A file or a wrong secret is not kept, so what was wrong with it cannot be found again.
        gone = [field for field in form if field.errors and (self.takes_file or isinstance(field, SecretField))]
        dropped_well = [field for field in form if isinstance(field, SecretField) and field.must_be_typed_again]
        said = (*((field.name, field.errors[0]) for field in gone), *said)
        say(form, said)
        said += tuple((field.name, TYPE_AGAIN.format(field.label.text)) for field in dropped_well if not field.errors)
        dropped = {
            field.name for field in form if isinstance(field, SecretField) and (field.errors or field.is_password)
        }
        await self.keep(visit, number, FormAnswers({k: v for k, v in typed.items() if k not in dropped}, list(said)))
        return visit.to(f"{self.address(visit)}?{KEPT}={number}")

    def shown(self, visit: Visit, found: Found, form: F, number: str, more: dict[str, Any]) -> Response[Any]:
        """The page with the form."""
        context = {**self.context(visit, found, form), **more}
        errors = error_list(form)
        return visit.page(
            self.template,
            **{
                "status": 422 if errors else 200,
                "title": self.title,
                "form": form,
                "errors": errors,
                KEPT: number,
                **context,
            },
        )
