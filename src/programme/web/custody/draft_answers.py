"""The answers of a referral that a draft keeps: everything as it was typed, and its dates in numbers."""

from __future__ import annotations

from datetime import date

from programme.web.case.referral_form import ReferralForm
from programme.web.kit.forms import DatePartsField, FormData, bind, typed_into

_NOT_ANSWERS = ("draft", "do")


def typed_answers(sent: FormData, *, today: date) -> dict[str, str | list[str]]:
    """Everything that was typed, by the names of the boxes; without the form's own machinery. A question with several
    answers has the list of them. A date that was said by a word is kept as the day that it is now."""
    form = bind(ReferralForm, sent, today=today)
    typed = typed_into(form, {name: sent.getlist(name) for name in sent})
    boxes = {name: texts for name, texts in typed.items() if texts and _is_box(name, form)}
    return {name: texts if name == "signs" else texts[0] for name, texts in boxes.items()}


def _is_box(name: str, form: ReferralForm) -> bool:
    box, _, part = name.partition("-")
    return box in form and box not in _NOT_ANSWERS and part in ("", *DatePartsField.PARTS)
