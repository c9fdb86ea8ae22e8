"""The versions that were written before each route had its own words: kept for the offers that hold them.

They have no summary, and their screens are the sections of one page.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from programme.offers.told.shapes import EVERY_ROUTE, RouteWords, Screen

_2026_1 = RouteWords(
    version="2026-1",
    route=EVERY_ROUTE,
    from_on=date(2026, 9, 1),
    language="en",
    screens=(
        Screen(
            "what",
            "What you are being offered",
            (
                "You are being offered a place on a course instead of being taken to court for the matter that you "
                "were spoken to about.",
                "The course takes one day. You go in person, in a small group. It is about how things like this come "
                "about, what they do to you and to other people, what the law says, and where to get help. Nobody "
                "will ask you to tell your story to the group.",
                "It is an offer. You do not have to take it.",
            ),
        ),
        Screen(
            "cost",
            "What it costs",
            (
                "The course costs {fee}. You pay it yourself, when you book a date.",
                "If you cannot pay this, call {helpline} before you decide. If the course is cancelled, or you are "
                "turned away through no fault of yours, you get all of your money back.",
            ),
        ),
        Screen(
            "if_you_do",
            "What happens if you do it",
            (
                "If you book, pay, come on time with proof of who you are, and stay to the end, the force is told "
                "that you completed the course. The force makes the final decision. It normally does not then take "
                "you to court for this matter.",
                "Completing the course is not a conviction. If the offer was made together with a caution, the "
                "caution is recorded, and some checks for jobs, visas or volunteering may show it. The person who "
                "made the offer must have told you whether it was.",
            ),
        ),
        Screen(
            "if_you_do_not",
            "What happens if you do not",
            (
                "If you say no, do not answer by {answer_by}, do not book and pay in time, or do not complete the "
                "course by {finish_by}, the matter goes back to the force. The force then decides what to do, and you "
                "may be prosecuted: you could be charged and have to go to court, where you could be fined and get a "
                "criminal record.",
                "If you signed a paper saying that you did it, that paper can be used in court.",
                "If something that is not your fault stops you, such as a cancelled date, that is told to the force "
                "as it is, and never as a failure of yours.",
            ),
        ),
        Screen(
            "rights",
            "Your rights",
            (
                "You can get free and independent legal advice before you answer, and you can have somebody with you "
                "when you decide. Ask for it now, or at any time before {answer_by}.",
                "You can say no. You can also change your mind after saying yes, and choose to go to court instead, "
                "until the course begins. Saying no does not mean that you did anything.",
                "You can have this explained in another language, read out, or given in another way that suits you: "
                "call {helpline}.",
            ),
        ),
        Screen(
            "data",
            "What happens to your details",
            (
                "The force that made the offer is told the result: completed, not completed, or not completed through "
                "no fault of yours. It is also told when you were told what, and when you answered, booked and came.",
                "The people who run the course are told your name, date of birth, contact details and what you need "
                "on the day. They are not told what was said about you.",
                "We write, text or call only in the way that you said is safe, and our messages do not say what they "
                "are about. Every look at your record is written down, and you can see who looked.",
                "Your details are kept only as long as the law requires. You can ask for a copy of them, ask for "
                "mistakes to be put right, and complain to the Information Commissioner.",
            ),
        ),
    ),
)


def _screen(key: str) -> Screen:
    return next(screen for screen in _2026_1.screens if screen.key == key)


_2026_2 = replace(
    _2026_1,
    version="2026-2",
    from_on=date(2026, 11, 25),
    screens=(
        *_2026_1.screens[:3],
        Screen(
            "paper",
            "If there is a paper to sign",
            (
                "Some offers come with a paper that you sign. It says what you are said to have done, that you did it, "
                "that you agree to this, and what you then have to do. You are told what it means before you sign.",
                "Nobody can make you sign. If you sign it and then do not do what it says, it can be used in court. "
                "You cannot book a date before it is signed.",
            ),
        ),
        _screen("if_you_do_not"),
        Screen(
            "rights",
            "Your rights",
            (
                "You can get free and independent legal advice before you answer, and you can have somebody with you "
                "when you decide. Say that you want advice first, and you can answer until {advice_by}, but no longer.",
                "You can say no. You can also change your mind after saying yes.",
                "You can choose to go to court instead, at any time before the course begins, also when you have said "
                "yes, booked or paid. That is your right. Choosing it, or saying no, does not mean that you did "
                "anything.",
                "You can answer here, or tell your answer to the people who made the offer, in person or by telephone.",
                "You can have this explained in another language, read out, or given in another way that suits you: "
                "call {helpline}.",
            ),
        ),
        _screen("data"),
    ),
)

BEFORE_ROUTES = (_2026_1, _2026_2)
