"""Pages that several stories go through: referring, offering, answering and paying, in the words of the pages."""

from __future__ import annotations

from datetime import date

from programme.notices.discretion import give_aways
from tests.support.browser import Somebody
from tests.support.people import Slip, read_slip


def answers_what_only_a_human_can_say(somebody: Somebody, *, custody: bool = True) -> None:
    """The facts of the incident and the man: nothing that speaks against an offer."""
    for question, answer in (
        ("Is there enough evidence to charge him?", "Yes"),
        ("Was there violence, a weapon or a threat in this incident, or is one being investigated?", "No"),
        ("Has he previous convictions for sexual offences or domestic abuse?", "No"),
        ("Is there any sign that the person solicited was under 18, trafficked or controlled by somebody?", "No"),
    ):
        somebody.choose(question, answer)
    if custody:
        somebody.choose("Was a drug intervention considered?", "Considered: nothing is needed")


def fills_the_form(somebody: Somebody, surname: str, born_on: date, email: str, *, offence_on: date) -> None:
    """Everything that a referral needs."""
    somebody.fill("Surname", surname)
    somebody.fill("Forenames", "Colin")
    somebody.fill_date("Date of birth", born_on)
    somebody.fill("Postcode", "OX4 2ZZ")
    somebody.fill("Email address", email)
    somebody.fill_date("Date of the offence", offence_on)
    somebody.fill("Time of the offence", "22:40")
    somebody.fill("Place of the offence", "Oxford Road, Reading")
    somebody.choose("Does he admit the offence?", "Yes, and it is recorded")
    somebody.choose("How he left", "Under investigation, no bail")
    somebody.choose("How may we contact him?", "Email, text or call, but no letters")
    answers_what_only_a_human_can_say(somebody, custody=somebody.path.startswith("/custody"))


def says_it_back(somebody: Somebody, how: str = "In person") -> None:
    """Say how it was explained, that he can decide, and what he said to the three questions."""
    somebody.choose("How was it explained to him?", how)
    answers_before_going_on(somebody, "These words were read to him, or he read them himself")


def answers_before_going_on(somebody: Somebody, read: str) -> None:
    """Say that he can decide, that it was read to him (`read` is the box), and what he said to the three questions."""
    somebody.choose("Can he decide now?", "Yes: he is sober and well, and understood what he was told")
    somebody.tick(read)
    somebody.fill("What is he offered?", "day course")
    somebody.fill("What goes on his record, and what happens if he does not finish?", "caution; court")
    somebody.fill("May he say no, and where is advice free?", "yes; here")


def explains_and_signs(somebody: Somebody, on: date) -> None:
    """Say how it was explained, and that he signed after the warning; make the offer."""
    says_it_back(somebody)
    somebody.choose("Has he signed the caution document?", "Yes: that is his answer")
    somebody.press("Make the offer")
    somebody.sees_errors(
        "Choose whether he has spoken to a solicitor, or said no to one",
        "Confirm that he was warned before he signed",
        "Enter the time he signed",
        "Enter the date he signed",
    )
    somebody.choose("Has he spoken to a solicitor, or said no to one after being asked?", "He was asked, and said no")
    somebody.fill("The solicitor, or his reason for saying no", "no need")
    somebody.tick("Before he signed, he was warned that he may be prosecuted if he does not keep to the conditions")
    somebody.fill_date("Date he signed", on)
    somebody.fill("Time he signed", somebody.page.get_by_label("Time it was explained", exact=True).input_value())
    somebody.press("Make the offer")


def prints_the_slip(somebody: Somebody, reference: str, born_on: date) -> Slip:
    """Print it and read it."""
    paper = somebody.print_paper("Print the slip")
    assert give_aways(f"{paper.title}\n{paper.file_name}\n{paper.text}") == []
    slip = read_slip(paper, born_on)
    assert slip.reference == reference
    return slip


def accepts(man: Somebody, then: str = "Choose a date") -> None:
    """Read the offer, to which he was led when he signed in, and say yes, which leads to `then`; a yes without having
    read is asked for again."""
    man.sees("The next page is private", "Are you alone?")
    man.press("Show it")
    man.follow("The fee")
    man.press("Next: If you finish")
    man.follow("All matters")
    man.press("Go to your answer")
    man.press("Yes")
    man.sees_errors("Tick the box to say that you have read this and understand it")
    man.tick("I have read this or had it read to me. I understand it, and I had the chance to take advice.")
    man.press("Yes")
    man.sees(then)


def pays(man: Somebody, card: str) -> None:
    """Fill in the payment page and send it."""
    man.fill("Card number", card)
    man.fill("Expiry date", "08/29")
    man.fill("Security code", "123")
    man.fill("Name on the card", "C Waverley")
    man.press("Pay £95.00")


def finishes_paying(man: Somebody) -> None:
    """From the card page to the confirmed place, without trouble."""
    pays(man, "4242 4242 4242 4242")
    man.sees("Your place is confirmed")
