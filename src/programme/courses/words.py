"""How pages say where a course date is, and on which days somebody can be rung."""

from __future__ import annotations

from programme.courses.go_live_steps import GoLiveStep
from programme.courses.help_hours import HelpDays
from programme.courses.states import DateState

DATE_STATE_WORDS = {
    DateState.OPEN: ("Open", "green"),
    DateState.RUNNING: ("Running", "blue"),
    DateState.SIGNED: ("Signed", "grey"),
    DateState.CANCELLED: ("Cancelled", "red"),
}

HELP_DAY_WORDS = {
    HelpDays.WEEKDAYS: "Monday to Friday",
    HelpDays.SATURDAYS: "Saturday",
    HelpDays.SUNDAYS: "Sunday",
    HelpDays.BANK_HOLIDAYS: "bank holidays",
}

GO_LIVE_WORDS: dict[GoLiveStep, tuple[str, str]] = {
    GoLiveStep.DATA_PROTECTION: (
        "Data protection",
        "An impact assessment, the policy document for sensitive processing, and contracts with the provider, whoever "
        "carries messages, and the card company.",
    ),
    GoLiveStep.COPIES: (
        "Copies of what is kept",
        "Whoever asks for a copy is handed or shown it. It is not posted: post is read at home.",
    ),
    GoLiveStep.DELETING: (
        "Deleting",
        "Somebody deletes what is kept longer than the privacy notice says. The service deletes nothing by itself.",
    ),
    GoLiveStep.HELPLINE_SCRIPT: (
        "A script for the help number",
        "No legal advice, no questions about the night, no name on an answering machine, no return call but in his way "
        "and hours; answers are taken by telephone on the last day.",
    ),
    GoLiveStep.FREE_ADVICE: (
        "Free legal advice in practice",
        "Who rings the duty solicitor when he comes to sign, how long they wait, and what the solicitor is shown.",
    ),
    GoLiveStep.LANGUAGES: (
        "Other languages",
        "A translator for what he reads and signs, a second who reads back, an interpreter at signing, never family.",
    ),
    GoLiveStep.EASY_READ: (
        "Easy read",
        "People with learning disabilities tried the short version, and it is decided who says that he understood.",
    ),
    GoLiveStep.SIGNING_VIDEO: (
        "British Sign Language",
        "A signed, captioned video of the summary and of what he signs, and how an interpreter is booked in time.",
    ),
    GoLiveStep.PRINT_AND_SOUND: (
        "Large print and sound",
        "The sheet and what he signs were read in large print and with a screen reader; braille on request.",
    ),
    GoLiveStep.RELAY: (
        "Relay UK",
        "Whoever answers the help number takes calls through Relay UK (18001), and does not hang up on one.",
    ),
    GoLiveStep.DESK: (
        "Without telephone, email, printer or card",
        "One desk where he can do all of it, and a way to pay that is not a card.",
    ),
    GoLiveStep.TEACH_BACK: (
        "Read by those it is for",
        "Ten who read with difficulty, five in other languages, three partners, two duty solicitors: each said the "
        "seven facts back.",
    ),
    GoLiveStep.DISTRESS: (
        "Distress",
        "What the desk does at the arrest, when it was not completed, and the evening after; somebody rings back.",
    ),
    GoLiveStep.OFFICERS_SCRIPT: (
        "The officer’s words",
        "What the officer says word for word, and asks first: solicitor, sober, interpreter, understood.",
    ),
    GoLiveStep.TEST_PAYMENT: (
        "A test payment on a real card",
        "Photographed: the statement, the alert on a telephone, the approval screen.",
    ),
    GoLiveStep.TEST_MESSAGES: (
        "A test text and a test email",
        "Photographed on a locked telephone, of both kinds that people have.",
    ),
}
"""Each step before the first real person: what it is called, and what has to be so."""
