"""How pages name a person’s numbers and the ways in which he may be reached."""

from __future__ import annotations

from programme.notices.written_hours import plan_of
from programme.people.identifiers import (
    BAD_CHECK_LETTER,
    DUMMY,
    IMPOSSIBLE_YEAR,
    MISSING,
    UNKNOWN_FORCE,
    UNKNOWN_UNIT,
    UNREADABLE,
    IdentifierKind,
)
from programme.people.models import AccountState, SafeContact
from programme.people.states import ContactState, NotCheckedBecause, StopBecause
from programme.people.ways import HasStates
from programme.shared.actor import Door, Role

IDENTIFIER_WORDS = {
    IdentifierKind.PNC_ID: "PNC ID",
    IdentifierKind.CRO: "CRO number",
    IdentifierKind.ASN: "Arrest/summons number",
    IdentifierKind.URN: "URN",
    IdentifierKind.CRIME_NUMBER: "Crime number",
}

SAFE_CONTACT_WORDS = {
    SafeContact.ANY: "Letter, email, text or call",
    SafeContact.NO_POST: "Email, text or call, but no letters",
    SafeContact.MOBILE_ONLY: "His mobile only",
    SafeContact.EMAIL_ONLY: "His email only",
    SafeContact.NONE: "Nothing: hand him everything on paper",
    SafeContact.NOT_ASKED: "He was not asked, so nothing is sent",
}

CONTACT_STATE_WORDS = {
    ContactState.CHECKED: "Checked",
    ContactState.UNCHECKED: "Unchecked",
    ContactState.FAILING: "Failing",
    ContactState.OPTED_OUT: "Opted out",
}
"""One word for each, on every page that shows a number or an address."""

CONTACT_STATE_TONES = {
    ContactState.CHECKED: "green",
    ContactState.UNCHECKED: "yellow",
    ContactState.FAILING: "red",
    ContactState.OPTED_OUT: "grey",
}

CONTACT_STATE_MEANS = {
    ContactState.CHECKED: "A code that was sent there was read back",
    ContactState.UNCHECKED: "Nobody knows yet whether messages arrive there",
    ContactState.FAILING: "The last message did not arrive there",
    ContactState.OPTED_OUT: "Somebody there asked for nothing more",
}

NOT_CHECKED_WORDS = {
    NotCheckedBecause.PHONE_KEPT_HERE: "The phone is kept here",
    NotCheckedBecause.NO_PHONE_WITH_HIM: "He has no phone with him",
    NotCheckedBecause.NO_SIGNAL: "There is no signal here",
    NotCheckedBecause.CODE_DID_NOT_COME: "The code did not come",
    NotCheckedBecause.HE_WOULD_NOT: "He did not want to",
    NotCheckedBecause.NO_TIME: "There was no time",
}

PROBLEM_WORDS = {
    MISSING: "There is no number here.",
    UNREADABLE: "This is not in a form that such a number has. It is kept as it was entered.",
    BAD_CHECK_LETTER: "The last letter does not match the number, so one of its characters is wrong. "
    "It is kept as it was entered.",
    IMPOSSIBLE_YEAR: "The year in this number has not begun yet. It is kept as it was entered.",
    UNKNOWN_FORCE: "The number is well formed, but no police force has this code.",
    UNKNOWN_UNIT: "The number is well formed, but the force has no station or unit with this code.",
    DUMMY: "This is a placeholder, entered where there was no number. It does not identify anything.",
}
"""A plain sentence for each problem, for the page where the number was typed."""

DOOR_NAMES = {
    Door.CUSTODY: "Custody",
    Door.PROVIDER: "Course provider",
    Door.OFFENDER: "The person himself",
    Door.PARTNER: "Neighbouring force",
    Door.ADMIN: "Programme office",
    Door.WORKER: "The service itself",
    Door.COMMAND_LINE: "Command line",
}

INVITE_WORDS = {
    Door.CUSTODY: "Somebody of your force: custody, investigation, safeguarding",
    Door.PROVIDER: "Somebody who runs courses",
    Door.PARTNER: "Somebody of a neighbouring force",
    Door.ADMIN: "Somebody of the programme office",
}
"""The doors for staff, as whoever invites chooses among them."""

ROLE_NAMES = {
    Role.ADMINISTRATOR: "Administrator",
    Role.OFFICER: "Officer",
    Role.SUPERVISOR: "Supervisor",
    Role.COORDINATOR: "Coordinator",
    Role.SAFEGUARDING: "Named safeguarding role",
    Role.FINANCE: "Finance",
    Role.AUDITOR: "Auditor",
    Role.PROVIDER_STAFF: "Course staff",
    Role.PARTNER_STAFF: "Staff of the neighbouring force",
}

ROLE_HINTS = {
    Role.ADMINISTRATOR: "Looks after the accounts of their own organisation. As an administrator alone, reads no case.",
    Role.OFFICER: "Refers people and deals with their cases.",
    Role.SUPERVISOR: "Is told of a deadline warning that nobody has answered, and answers for his officers.",
    Role.COORDINATOR: "Sets the programme up, and is told where nobody else has seen to a clock.",
    Role.SAFEGUARDING: "Decides where a case was stopped because somebody may need protecting.",
    Role.FINANCE: "Sees what there is to see to about money.",
    Role.AUDITOR: "Reads the access log.",
    Role.PROVIDER_STAFF: "Offers dates, keeps the register and signs it.",
    Role.PARTNER_STAFF: "Sends cases, follows them and receives their results.",
}
"""Each role in one sentence, for whoever gives it to somebody."""

ACCOUNT_STATE_WORDS = {
    AccountState.INVITED: "Invited",
    AccountState.LAPSED: "Invitation ran out",
    AccountState.ACTIVE: "Active",
    AccountState.DISABLED: "Disabled",
}

ACCOUNT_STATE_TONES = {
    AccountState.INVITED: "blue",
    AccountState.LAPSED: "orange",
    AccountState.ACTIVE: "green",
    AccountState.DISABLED: "grey",
}

STOP_WORDS = {
    StopBecause.NOT_ME: "This is not for me",
    StopBecause.NOT_HERE: "Do not write here again",
}

SAFE_HOURS_HINT = "For example, weekdays 9am to 5pm, Saturday 10am to midday. Empty: the programme's hours"


def safe_hours_words(text: str) -> str:
    """The hours that are safe for him; those that nobody can keep to with what somebody wrote."""
    if not text or plan_of(text):
        return text
    return f"“{text}” cannot be kept to. Ask for days and hours: until then somebody tells him what there is to tell"


def with_state(kept: str, state: ContactState) -> str:
    """A number or an address with the word for how it stands; empty where there is none."""
    return f"{kept} ({CONTACT_STATE_WORDS[state].lower()})" if kept else ""


def reached_now(person: HasStates) -> list[str]:
    """His number and his address that are kept, each with how it stands."""
    both = (with_state(person.mobile, person.mobile_state), with_state(person.email, person.email_state))
    return [one for one in both if one]
