"""Who is the officer in the case: looked up among those who have an account, or typed with an email address."""

from __future__ import annotations

from typing import Any

from wtforms.validators import ValidationError

from programme.people.contact import read_email, wrong_with_email
from programme.people.officers import KnownOfficers, Officer
from programme.web.kit.forms import ChoiceField, Option, PageForm, TextField, add_error

NOBODY_KNOWN = KnownOfficers(())


def email_check(_form: Any, field: Any) -> None:
    """An address that a message can be sent to, or none."""
    if fault := wrong_with_email(field.data):
        raise ValidationError(f"{field.label.text} must {fault}, or be left empty")


def officer_box() -> TextField:
    """The box that he is looked up by."""
    return TextField(
        "Collar number or name",
        hint="Looks among the accounts of the case's force, by collar number or surname",
        longest=100,
    )


def email_box() -> TextField:
    """The address of somebody who has no account."""
    return TextField("Work email", [email_check], longest=254)


class FindsOfficer(PageForm):
    """The work of every form that has these boxes: `officer`, `officer_account` for which of several, and
    `officer_rank`, `officer_collar`, `officer_name` and `officer_email` for somebody who has no account.

    A page calls `know` before it validates, and takes `named_officer` once that is done.
    """

    among: KnownOfficers = NOBODY_KNOWN

    def know(self, among: KnownOfficers) -> None:
        """Who can be found; where what was typed fits several, they are there to choose from."""
        self.among = among
        fit = among.sought(self.officer.data)
        several = fit if len(fit) > 1 else []
        self.officer_account.choices = [Option(str(one.account_id), one.words, one.email) for one in several]
        if not self.officer_account.is_empty and self.officer_account.data not in {str(x.account_id) for x in several}:
            self.officer_account.process_data(None)  # it was chosen for something else that was typed

    def check_officer(self) -> None:
        """One officer, by his account or by name and address."""
        fit = self.among.sought(self.officer.data)
        if len(fit) > 1 and self.officer_account.is_empty and not self.officer_account.errors:
            add_error(self, "officer_account", "Choose which officer it is: several fit what you typed")
        if len(fit) == 1 and self._typed() and self.among.who_is(self._typed_officer()) != fit[0]:
            add_error(
                self, "officer", f"This is {fit[0].words}. Empty it, or empty what is typed of another officer below"
            )
        if not fit:
            self._check_typed()

    def named_officer(self) -> Officer:
        """Him. Call it on a form that is valid."""
        fit = self.among.sought(self.officer.data)
        chosen = [one for one in fit if str(one.account_id) == self.officer_account.data] or fit
        return chosen[0] if chosen else self.among.who_is(self._typed_officer())

    def _check_typed(self) -> None:
        sought = bool(self.officer.data)
        if sought and not self._typed():
            add_error(self, "officer", "Nobody with an account fits. Correct it, or enter a name and an email below")
            return
        if not self.officer_name.data and not self.officer_name.errors:
            add_error(self, "officer_name", "Enter the name of the officer in the case, or look him up")
        unknown = self.among.who_is(self._typed_officer()).account_id is None
        if unknown and not self.officer_email.data and not self.officer_email.errors:
            add_error(self, "officer_email", "Enter a work email: without an account it is how he is told")

    def _typed(self) -> bool:
        return bool(self.officer_name.data or self.officer_email.data)

    def _typed_officer(self) -> Officer:
        email = read_email(self.officer_email.data) or self.officer_email.data
        return Officer(self.officer_rank.data, self.officer_collar.data, self.officer_name.data, email)


class OfficerFields(FindsOfficer):
    """A form that is about the officer alone."""

    officer = officer_box()
    officer_account = ChoiceField("Which of them is it?")
    officer_rank = TextField("Rank", longest=20)
    officer_collar = TextField("Collar number", longest=20)
    officer_name = TextField("Name", longest=100)
    officer_email = email_box()

    def check(self) -> None:
        """One officer."""
        self.check_officer()
