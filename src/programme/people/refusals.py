"""Every way to say no about an account."""

from __future__ import annotations

from programme.shared.refusal import Refusal
from programme.storage.constraints import refuses


class AccountRefused(Refusal):
    """Something that no form would have sent."""

    code = "account_refused"
    headline = "This account cannot be made"
    remedy = "Change what is named, and send it again."
    status = 422

    def __init__(self, wrong: str, *, field: str | None = None) -> None:
        super().__init__(headline=wrong.rstrip("."), field=field)


class AccountExists(Refusal):
    """The address has an account that is used, or one that can be enabled."""

    code = "account_exists"
    headline = (
        "This email address has an account already. Where the person comes back, enable it; where the person goes to "
        "another door or organisation, disable it first, and invite the address again"
    )
    field = "email"


class CollarTaken(Refusal):
    """A collar number is one officer's of a force at a time."""

    code = "collar_taken"
    headline = "Somebody in this force has this collar number already. Look for it in the list, and correct one of them"
    field = "collar"
    status = 422


refuses("uq_accounts_email", "accounts.email", AccountExists)


class RoleNotThere(Refusal):
    """No role, or one that the door has not got."""

    code = "role_not_there"
    headline = "Choose at least one of the roles that there are at this door"
    field = "roles"
    status = 422


class OwnRoles(Refusal):
    """Nobody raises himself."""

    code = "own_roles"
    headline = "You cannot change your own roles"
    explanation = "Nobody decides for himself what he may do."
    remedy = "Ask another administrator."
    field = "roles"


class OwnRank(Refusal):
    """A rank decides who may authorise what: nobody promotes himself."""

    code = "own_rank"
    headline = "You cannot change your own rank"
    explanation = "A rank decides what somebody may authorise, and nobody decides that for himself."
    remedy = "Ask another administrator."
    field = "rank"


class OwnAccount(Refusal):
    """Nobody shuts himself out."""

    code = "own_account"
    headline = "You cannot disable your own account"
    explanation = "Whoever shuts himself out cannot let himself in again."
    remedy = "Ask another administrator."


class LastAdministrator(Refusal):
    """Then nobody could let anybody in."""

    code = "last_administrator"
    headline = "This is the last administrator"
    explanation = "Without one, nobody could invite anybody, or shut anybody out."
    remedy = "Make somebody else an administrator first, and wait until that person has signed in."


class AccountChangedMeanwhile(Refusal):
    """Somebody else changed it between the page and the answer."""

    code = "account_changed_meanwhile"
    headline = "Somebody else has changed this account meanwhile"
    explanation = "Nothing was saved. Both versions are below."
    remedy = "Compare them, and save again what is right."


class AccountUnchanged(Refusal):
    """The form holds the account as it is kept."""

    code = "account_unchanged"
    headline = "Nothing was changed"
    explanation = "Everything is as it was."
    remedy = "Change something, or go back."
    status = 422


class SignsInAlready(Refusal):
    """An invitation is for somebody who never had a password."""

    code = "signs_in_already"
    headline = "This person has a password already"
    explanation = "Nobody can be invited twice."
    remedy = "Whoever has forgotten the password asks for a new one on the sign-in page."


class NotActive(Refusal):
    """It was shut out."""

    code = "account_not_active"
    headline = "This account is disabled"
    explanation = "Nobody can sign in to it."
    remedy = "Enable it first."


class LinkEnded(Refusal):
    """Wrong, used, run out, or replaced by a newer one: all the same answer."""

    code = "link_ended"
    headline = "This link cannot be used"
    explanation = (
        "It was used already, its time has run out, a newer one was sent, or it is not complete. "
        "A link works once, and for a limited time."
    )
    remedy = (
        "If you were invited, ask whoever looks after accounts where you work to invite you again. "
        "If you have had a password before, choose “I have forgotten my password” on the sign-in page."
    )
    status = 410


class PasswordRefused(Refusal):
    """Too short, too long, or easily guessed."""

    code = "password_refused"
    field = "password"
    status = 422

    def __init__(self, wrong: str) -> None:
        super().__init__(headline=wrong)


class PasswordNotRight(Refusal):
    """The present password, asked for before a new one is taken."""

    code = "password_not_right"
    headline = "This is not your present password"
    field = "present"
    status = 422


class NobodyToDecideAbout(Refusal):
    """Nobody else waits to be told apart from him, or another than was shown."""

    code = "nobody_to_decide_about"
    headline = "Nobody else here is put to you as the same person"
    explanation = "Either nobody is alike enough, or somebody has decided it."
    remedy = "Look at what was decided on the page of the case. A decision can be taken back."


class IdentityNotDecided(Refusal):
    """It was taken back already, or never was decided in this case."""

    code = "identity_not_decided"
    headline = "That decision does not stand any more"
    explanation = "Somebody has taken it back."
    remedy = "Look at the case: it says who is put to you now."


class EndedForTheOther(Refusal):
    """A case was ended as recorded twice because these two are one man."""

    code = "ended_for_the_other"
    headline = "First take back that a case was recorded twice"
    remedy = "Another sergeant takes back what was recorded with that case. After that the two can be told apart."


class JoinedFurther(Refusal):
    """The facts that went over to another person have gone further since."""

    code = "joined_further"
    headline = "A later decision about the same person comes first"
    explanation = "His cases have since gone to somebody else."
    remedy = "Take the later decision back first, then this one."


class NothingToCheck(Refusal):
    """A code goes to a number or an address of his own that is safe, or nowhere."""

    code = "nothing_to_check"
    headline = "There is nowhere to send a code"
    explanation = "There is no mobile number or email address here that is safe and that can be written to."
    remedy = "Correct the contact details first, or give everything on paper."


class WantsNothingThere(Refusal):
    """Somebody at this address asked for nothing more."""

    code = "wants_nothing_there"
    headline = "No code is sent there"
    explanation = "Somebody at this number or address has asked that nothing more is sent there."
    remedy = "Ask for another number or address."


class TooManyCodes(Refusal):
    """So many codes within an hour are a sign that none arrives."""

    code = "too_many_codes"
    headline = "Six codes were sent within an hour, so none goes now"
    explanation = "Where so many do not come, the number or address is most likely wrong."
    remedy = "Look at it letter by letter and correct it, or try again in an hour."
    status = 429
