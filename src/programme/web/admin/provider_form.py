"""The forms of a provider: who it is, and its last day."""

from __future__ import annotations

from typing import Any

from programme.courses.providers import ProviderDetails, ProviderFacts, wrong_with_provider
from programme.web.kit.forms import DatePartsField, HiddenField, PageForm, TextField, add_error


class ProviderForm(PageForm):
    """Who runs the courses, and whom to ask there."""

    mark = HiddenField("What was shown")
    name = TextField("Name of the provider", hint="As its own people say it", longest=100)
    contact_name = TextField("Whom to ask there", longest=100)
    contact_email = TextField("Email", hint="Asked for a date where there is no place in time", longest=254)
    telephone = TextField("Telephone", hint="Leave it empty where there is none", longest=40)

    def check(self) -> None:
        """The refusals that the action would raise."""
        for field, message in wrong_with_provider(provider_details(self)):
            if not self[field].errors:
                add_error(self, field, message)


class LastDayForm(PageForm):
    """Until when."""

    mark = HiddenField("What was shown")
    until_on = DatePartsField("Last day", hint="Today or later. Leave it empty to take an end back")


def provider_details(form: ProviderForm) -> ProviderDetails:
    """The details as entered."""
    return ProviderDetails(form.name.data, form.contact_name.data, form.contact_email.data, form.telephone.data)


def typed_of_provider(provider: ProviderFacts) -> dict[str, Any]:
    """The forms as the provider stands."""
    return {
        "mark": provider.mark,
        "name": provider.name,
        "contact_name": provider.contact_name,
        "contact_email": provider.contact_email,
        "telephone": provider.telephone,
        "until_on": provider.until_on,
    }
