"""The beginning of an installation: the few answers that make its first force, programme and administrator."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.courses.models import Programme
from programme.people.accounts import account_by_email
from programme.people.contact import EMAIL_WORDS, is_email_address
from programme.people.passwords import check_password
from programme.people.reference import find_force, force_name
from programme.shared.actor import Actor
from programme.shared.refusal import NotFound, Refusal, refusal_of

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """Whose programme it is, and who looks after it first. `force_code` is one of the force's two-character codes."""

    force_code: str
    programme: str
    name: str
    email: str
    password: str = field(repr=False)


class SetUpAlready(Refusal):
    """There is a programme: an installation begins once, and serves one force."""

    code = "set_up_already"
    headline = "The service is set up already"
    explanation = "It has a programme and an administrator, and nothing was changed."
    remedy = (
        "To change it, sign in as its administrator; where nobody can, `programme user password` gives the account a "
        "new password. The programme of another force takes an installation of its own: put the address of an empty "
        "database into PROGRAMME_DATABASE_URL, then `programme migrate` and `programme setup`. A force that only sends "
        "people to this programme needs accounts: `programme user add --door partner`"
    )

    def __init__(self, programme: str, force: str) -> None:
        super().__init__(headline=f"The service is set up already, with {programme} for {force}")


class FirstAnswersWrong(Refusal):
    """Answers that no form would have taken, with everything that is wrong."""

    code = "first_answers_wrong"
    headline = "The service cannot be set up with these answers"
    status = 422

    def __init__(self, wrong: dict[str, str]) -> None:
        self.wrong = wrong
        super().__init__(remedy=". ".join(wrong.values()))


def wrong_with(answers: FirstAnswers) -> dict[str, str]:
    """All that is wrong, by the name of the answer, each with what to do about it; empty where nothing is."""
    force = find_force(answers.force_code)
    found = {
        "force_code": ""
        if force is not None and force.may_refer
        else "Force must be the two-character code of a police force at work, such as 43",
        "programme": _name("programme's name", answers.programme),
        "name": _name("administrator's name", answers.name),
        "email": "" if is_email_address(answers.email) else f"Email address must be {EMAIL_WORDS}",
        "password": guessable.headline
        if (guessable := refusal_of(check_password, answers.password, answers.email))
        else "",
    }
    return {name: message for name, message in found.items() if message}


def wrong_in(db: Session, answers: FirstAnswers) -> dict[str, str]:
    """The same in this database, which may have accounts."""
    taken = account_by_email(db, answers.email) is not None
    return wrong_with(answers) | (
        {"email": "There is an account with this email address already: use another"} if taken else {}
    )


def is_set_up(db: Session) -> bool:
    """Whether a programme was ever made."""
    return db.execute(select(Programme.id).limit(1)).first() is not None


def check_not_set_up(db: Session) -> None:
    """Raise SetUpAlready where a programme was ever made."""
    first = db.execute(select(Programme.name, Programme.force_code).order_by(Programme.id).limit(1)).first()
    if first is not None:
        raise SetUpAlready(first.name, force_name(first.force_code))


def lock_programme_of(db: Session, force_code: str, actor: Actor) -> Programme:
    """The force's programme, locked against changes of its settings; raises NotFound where it is not the actor's."""
    own = actor.force_code in (None, force_code)
    wanted = select(Programme).where(Programme.force_code == force_code).with_for_update(key_share=True)
    found: Programme | None = db.execute(wanted).scalar_one_or_none() if own else None
    if found is None:
        raise NotFound()
    return found


def _name(whose: str, text: str) -> str:
    if not text.strip():
        return f"Enter the {whose}"
    fits = len(text) <= _LONGEST_NAME and text.isprintable()
    return "" if fits else f"The {whose} must be one line of {_LONGEST_NAME} characters or fewer"
