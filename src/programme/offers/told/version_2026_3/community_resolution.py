"""Version 2026-3 for a community resolution (Home Office outcome 8)."""

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

_NOT_BY_ITSELF = "Not finishing is not by itself a reason to have you prosecuted."

_SUMMARY = (
    "You are offered a course as an agreed way to settle this. It takes one day, finished by {finish_by}.",
    only("The fee is {fee}. If you cannot pay it, tell us first.", When.FEE_ASKED),
    only("There is no fee to pay.", When.FEE_WAIVED),
    only(
        "Say yes only if you accept that you were responsible. Take advice first: at a police station it is free. "
        "Answer by {answer_by}.",
        When.UNANSWERED,
    ),
    "It is not a caution and not a conviction. The police keep a note of it.",
    only("An enhanced check can mention it.", When.CHECK_MAY_MENTION),
    _NOT_BY_ITSELF,
    "If you say no, the police decide what to do. They may take it to court, or do nothing more. A court sits in "
    "public, and can fine you up to £1,000.",
    only("It may also stop you driving.", When.DRIVING_BAN),
    "Saying no admits nothing. You need not tell us anything about what happened.",
)

_SIGN = Screen(
    ScreenKey.SIGN,
    "What you sign",
    (
        "The police keep a record of what was agreed. It says that you accept that you were responsible.",
        "Your answer is kept with its day, and with the words that you read.",
        "If the police ask you to sign the record, read it first. You can take advice before you sign.",
    ),
)

_FINISH = Screen(
    ScreenKey.FINISH,
    "If you finish",
    (
        "You finish if you come on time with proof of who you are and stay to the end, by {finish_by}.",
        "This is then settled as you agreed. The police confirm the result.",
        "It is not a caution and not a conviction. The police keep a note of it.",
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
        "You can say no. The police then decide. They may take it to court, or do nothing more. You cannot choose "
        "which.",
        only("If you do not answer by {answer_by}, the offer ends, and the police decide.", When.UNANSWERED),
        f"You have until {{finish_by}} to finish. {_NOT_BY_ITSELF}",
        "If illness or something else stops you, call {helpline} at once and keep proof. You can ask that the police "
        "are told why.",
        "If the organisers cancel or cannot take you, that does not count against you.",
        "If it goes to court, you can be fined up to £1,000, with costs. Anybody may listen, and newspapers may report "
        "it.",
        only("The court may also stop you driving.", When.DRIVING_BAN),
    ),
)

COMMUNITY_RESOLUTION = RouteWords(
    version=VERSION,
    route="community_resolution",
    language="en",
    from_on=FROM_ON,
    summary=_SUMMARY,
    screens=(
        before_you_answer(),
        not_sure(
            "If you were not responsible, do not say yes to get it over with. Do the same if you are not sure that "
            "what you did is against the law. Take advice first.",
        ),
        _SIGN,
        DAY_SCREEN,
        FEE_SCREEN,
        _FINISH,
        _NO_OR_MISS,
        changing_mind(),
        DETAILS_SCREEN,
        REACHING_SCREEN,
        complain(),
    ),
)
