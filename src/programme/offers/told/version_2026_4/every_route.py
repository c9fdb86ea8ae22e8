"""Screens, and paragraphs of screens, of version 2026-4 that are true on every route."""

from __future__ import annotations

from datetime import date

from programme.offers.told.conditions import When
from programme.offers.told.shapes import Paragraph, Screen, ScreenKey, only

VERSION = "2026-4"
FROM_ON = date(2026, 12, 1)


def before_you_answer(*of_route: Paragraph) -> Screen:
    """His rights before he answers; `of_route`: those of this route alone."""
    return Screen(
        ScreenKey.BEFORE_YOU_ANSWER,
        "Before you answer",
        (
            "This offer does not decide whether you did anything. Only a court, or you, can say that.",
            "It is about what happened on {happened}. That was explained to you.",
            only(
                "You can take advice before you answer. You can have somebody with you when you decide.",
                When.UNANSWERED,
            ),
            only("You can still take advice at any time.", When.SAID_YES),
            "While the police hold or question you, advice is free, whatever you earn. If you ask a solicitor at "
            "another time, ask first whether you have to pay.",
            only(
                "Advice about this offer is free, also when you are at home. Ask the police who made it how to get it.",
                When.FREE_ADVICE_FROM_HOME,
            ),
            *of_route,
            "Your solicitor can ask the police what evidence they have.",
            only(
                "Answer by {answer_by}. Say that you want advice first, and you can answer until {advice_by}, but no "
                "longer.",
                When.UNANSWERED,
                When.MORE_TIME,
            ),
            only(
                "Answer by {answer_by}. There is no more time than this. Ask for advice today, or call {helpline}.",
                When.UNANSWERED,
                When.NO_MORE_TIME,
                When.LITTLE_TIME,
            ),
            only(
                "Answer by {answer_by}. There is no more time than this, so ask for advice soon.",
                When.UNANSWERED,
                When.NO_MORE_TIME,
                When.ENOUGH_TIME,
            ),
            "If you have a date to come back to the police, it still stands until they tell you otherwise.",
            "You can have this read out, or told in another language or in another way that suits you. Call "
            "{helpline}.",
        ),
    )


def not_sure(*of_route: Paragraph) -> Screen:
    """For one who did not do it, or does not know; `of_route` stands first."""
    return Screen(
        ScreenKey.NOT_SURE,
        "If you did not do it, or are not sure",
        (
            *of_route,
            "You do not have to tell us, the helpline or the course what happened. We are not lawyers. What you tell "
            "us about it may have to be passed on.",
            "A solicitor can ask what the evidence is, and tell you what the law says.",
            only("Saying no is not an admission.", When.TO_SIGN),
            only("Saying no is not an admission.", When.NOTHING_TO_SIGN),
        ),
    )


DAY_SCREEN = Screen(
    ScreenKey.DAY,
    "The day",
    (
        "The course takes one day. You go in person, in a small group.",
        "It is about what the law says, and about how to get help. It is about what this can mean for you, for other "
        "people and for a neighbourhood.",
        "Nobody will ask you to tell your story to the group. If you speak of harm to somebody, or of something else "
        "against the law, the staff may have to report it.",
        "Bring photo proof of who you are. Come on time: nobody can come in once the door is closed.",
        "Please come on your own, unless we have agreed that somebody comes to help you. You cannot come in if you "
        "have been drinking or have taken drugs.",
        "You can move to another date once, as long as there is one in time.",
        "You may need an interpreter, a place without steps, or other help on the day. Then call {helpline}.",
    ),
)


FEE_SCREEN = Screen(
    ScreenKey.FEE,
    "The fee",
    (
        only("There is no fee for you to pay.", When.FEE_WAIVED),
        only("The fee is {fee}. It is paid when you book a date. Anybody may pay it for you.", When.FEE_ASKED),
        only("If you cannot pay it, say so before you answer. Call {helpline}.", When.FEE_ASKED, When.UNANSWERED),
        only("If you cannot pay it, say so before you book. Call {helpline}.", When.FEE_ASKED, When.SAID_YES),
        only(
            "If the course is cancelled, or you are turned away through no fault of yours, you get all of your money "
            "back.",
            When.FEE_ASKED,
        ),
        only(
            "If you cancel 7 days or more before your date, all of it comes back. If you cancel later, it is not paid "
            "back, but another date in time costs you nothing more.",
            When.FEE_ASKED,
        ),
        only(
            "Your bank shows the payment on your statement, and may send an alert at once. Use a card and an account "
            "that only you see.",
            When.FEE_ASKED,
        ),
    ),
)


def changing_mind(*of_route: Paragraph) -> Screen:
    """The meaning of a no after a yes; `of_route`: the rest of it on this route."""
    return Screen(
        ScreenKey.CHANGING_MIND,
        "Changing your mind",
        (
            "You can say no until the day begins, even if you have said yes, booked or paid.",
            *of_route,
            only("If it is less than 7 days before your date, the {fee} is not paid back.", When.FEE_ASKED),
            "Take advice before you change your mind. The police have a limited time to take it to court, which your "
            "solicitor can work out.",
        ),
    )


DETAILS_SCREEN = Screen(
    ScreenKey.DETAILS,
    "Your details",
    (
        "The police are told the result, and when you were told what, answered, booked and came.",
        "The people who run the course see your name, date of birth, whether you paid, and what you need on the day. "
        "They are not told what was said about you.",
        "Other police forces that use this service can see that you were offered this, so that it is not offered "
        "twice.",
        only("A card company gets what it needs to take the fee.", When.FEE_ASKED),
        "The companies that carry our messages get what they need for their part. So do an interpreter or another "
        "course, where there is one.",
        "Each use of your details is recorded. Your page shows whose it was, and what for.",
        "You can ask for a copy, for mistakes to be put right, and for details to be deleted or not used. Sometimes "
        "the answer must be no, and then you are told why.",
    ),
)


REACHING_SCREEN = Screen(
    ScreenKey.REACHING,
    "Reaching you safely",
    (
        "We write, text or call in the way that you said is safe. Our messages do not say what they are about.",
        "We cannot promise that for court papers. If it goes to court, they may have to come by post. Tell the police "
        "now which address is safe for you.",
        "We do not decide what your bank, your phone or a shared computer shows.",
        "If somebody threatens to tell your family, tell the police. That is a crime against you.",
    ),
)


POLICE_REGISTER = (
    only("You do not have to register with the police because of this.", When.ON_NO_POLICE_REGISTER),
    only(
        "You have to register with the police because of this. Ask a solicitor what that means.",
        When.ON_POLICE_REGISTER,
    ),
)
NOT_BRITISH = (
    only("Not a British citizen? Ask an immigration adviser before you answer.", When.UNANSWERED),
    only("Not a British citizen? Ask an immigration adviser.", When.SAID_YES),
)
THE_NOTE = (
    only("They keep it for {note_for}.", When.NOTE_FOR_YEARS),
    only("Ask the police for how long.", When.NOTE_NOT_SAID),
)


def complain(*of_route: Paragraph) -> Screen:
    """Whom to tell that something was not right; `of_route`: about what was decided on this route."""
    return Screen(
        ScreenKey.COMPLAIN,
        "If you want to complain",
        (
            "About the course or this website: call {helpline}.",
            "About how the police treated you: ask the police where to send it. If their answer is not good enough, "
            "you can ask for a review.",
            "About your details: write to the data protection officer of the police first. If that does not help, you "
            "can go on to the Information Commissioner.",
            *of_route,
            "To complain never counts against you. It gives nobody more time.",
        ),
    )
