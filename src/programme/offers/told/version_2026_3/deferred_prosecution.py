"""Version 2026-3 for a deferred prosecution (Home Office outcome 22)."""

from __future__ import annotations

from programme.offers.told.conditions import When
from programme.offers.told.shapes import RouteWords, Screen, ScreenKey, only
from programme.offers.told.version_2026_3.every_route import (
    DAY_SCREEN,
    DETAILS_SCREEN,
    FEE_SCREEN,
    FROM_ON,
    REACHING_SCREEN,
    VERSION,
    before_you_answer,
    changing_mind,
    complain,
    not_sure,
)

_SUMMARY = (
    "You are offered a course instead of a decision to prosecute you now. It takes one day, finished by {finish_by}.",
    only("The fee is {fee}. If you cannot pay it, tell us first.", When.FEE_ASKED),
    only("There is no fee to pay.", When.FEE_WAIVED),
    "You do not have to say that you did it.",
    only("Take advice first: at a police station it is free. Answer by {answer_by}.", When.UNANSWERED),
    "If you finish, the police normally take no further action. You get no caution and no conviction. They keep a note "
    "of it.",
    only("An enhanced check can mention it, if the police think it matters.", When.CHECK_MAY_MENTION),
    "If you say no, or do not finish, the police decide again, and may prosecute you. A court sits in public, and can "
    "fine you up to £1,000.",
    only("It may also stop you driving.", When.DRIVING_BAN),
    "Saying no admits nothing. You need not tell us anything about what happened.",
)

_SIGN = Screen(
    ScreenKey.SIGN,
    "What you sign",
    (
        "You do not sign that you did it. You are not asked to say so.",
        "Your answer is kept with its day, and with the words that you read.",
        "If the police ask you to sign an agreement, read it first. You can take advice before you sign.",
    ),
)

_FINISH = Screen(
    ScreenKey.FINISH,
    "If you finish",
    (
        "You finish if you come on time with proof of who you are and stay to the end, by {finish_by}.",
        "The police then normally take no further action. They confirm the result.",
        "You get no caution and no conviction. The police keep a note of what was done.",
        only(
            "An enhanced check can mention that note, if the police think that it matters for the work.",
            When.CHECK_MAY_MENTION,
        ),
        "Some countries ask about arrests when you want a visa.",
    ),
)

_NO_OR_MISS = Screen(
    ScreenKey.NO_OR_MISS,
    "If you say no, or miss it",
    (
        "You can say no. The police then decide. They may charge you, and a magistrates’ court hears it. They may also "
        "decide to do nothing more. You cannot choose which.",
        only("If you do not answer by {answer_by}, the offer ends, and the police decide.", When.UNANSWERED),
        "If you do not finish by {finish_by}, the police decide again, and may prosecute you.",
        "If illness or something else stops you, call {helpline} at once and keep proof. You can ask that the police "
        "are told why.",
        "If the organisers cancel or cannot take you, that does not count against you.",
        "A court can fine you up to £1,000, and add costs. Anybody may listen, and newspapers may report it.",
        only("It may also stop you driving.", When.DRIVING_BAN),
    ),
)

DEFERRED_PROSECUTION = RouteWords(
    version=VERSION,
    route="deferred_prosecution",
    language="en",
    from_on=FROM_ON,
    summary=_SUMMARY,
    screens=(
        before_you_answer(),
        not_sure(
            "You do not have to say that you did it. A yes to the course does not say so.",
            "Do not say yes only because you are afraid. Take advice first.",
        ),
        _SIGN,
        DAY_SCREEN,
        FEE_SCREEN,
        _FINISH,
        _NO_OR_MISS,
        changing_mind("To change your mind is not an admission."),
        DETAILS_SCREEN,
        REACHING_SCREEN,
        complain(),
    ),
)
