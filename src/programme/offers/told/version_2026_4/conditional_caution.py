"""Version 2026-4 for a conditional caution (Criminal Justice Act 2003 ss.22-27)."""

from __future__ import annotations

from programme.offers.told.conditions import When
from programme.offers.told.shapes import RouteWords, Screen, ScreenKey, only
from programme.offers.told.version_2026_4.every_route import (
    DAY_SCREEN,
    DETAILS_SCREEN,
    FEE_SCREEN,
    FROM_ON,
    NOT_BRITISH,
    POLICE_REGISTER,
    REACHING_SCREEN,
    VERSION,
    before_you_answer,
    changing_mind,
    complain,
    not_sure,
)

_COUNTS = When.COUNTS_FROM_SIGNING
_SUMMARY = (
    "You are offered a conditional caution instead of going to court. Its one condition is a day’s course.",
    only("Finish it by {last_day}.", When.ONE_LAST_DAY),
    only("You have {weeks} from signing, at the latest until {last_day}.", When.WEEKS_FROM_SIGNING),
    only("The fee is {fee}. If you cannot pay it, tell us first.", When.FEE_ASKED),
    only("There is no fee to pay.", When.FEE_WAIVED),
    only(
        "Say yes only if you accept that you did what was explained to you. Take advice first. Answer by {answer_by}.",
        When.UNANSWERED,
    ),
    only("If you finish, you are not prosecuted for this.", When.FINISHING_ENDS_IT),
    only("If you finish, the police do not normally prosecute you for this.", When.FINISHING_NORMALLY_ENDS_IT),
    "But a caution goes on your criminal record. Some employers and countries can see it.",
    "If you say no, or do not finish and have no good reason, you can be prosecuted. A court sits in public, and can "
    "fine you up to £1,000.",
    only("It may also stop you driving.", When.DRIVING_BAN),
    only("A form that you sign can be used there.", When.TO_SIGN),
    only("Saying no admits nothing. You need not tell us what happened.", When.TO_SIGN),
    only(
        "You have signed a form saying that you did it. You can still say no, but the form stays. Take advice.",
        When.SIGNED,
    ),
)

_SIGN = Screen(
    ScreenKey.SIGN,
    "What you sign",
    (
        only(
            "There is a form to sign, in person. It has four parts: what you are said to have done, that you did it, "
            "that you agree to the caution, and its condition.",
            When.TO_SIGN,
        ),
        only(
            "You are told what it means before you sign. You can have a solicitor with you, and an interpreter.",
            When.TO_SIGN,
        ),
        only("Nobody can make you sign. You cannot book a date before it is signed.", When.TO_SIGN),
        only(
            "A yes on this website or by phone counts only once you have signed. Sign by {sign_by}. Later there may be "
            "no date left for you.",
            When.TO_SIGN,
        ),
        only(
            "If you sign, and then do not keep the condition and have no good reason, the form can be used in court.",
            When.TO_SIGN,
        ),
        only(
            "You signed the form on {signed_on}. It says that you did it and that you agree to the caution. It names "
            "the condition.",
            When.SIGNED,
        ),
        only(
            "If you do not keep the condition and have no good reason, the form can be used in court.",
            When.SIGNED,
        ),
        only("You can still change your mind. “Changing your mind” says what that means.", When.SIGNED),
        "Ask the police for a copy, or leave it with them or with your solicitor.",
    ),
)

_FINISH = Screen(
    ScreenKey.FINISH,
    "If you finish",
    (
        "You finish if you come on time with photo proof of who you are and stay to the end.",
        only("The last day for that is {last_day}.", When.ONE_LAST_DAY),
        only(
            "You have {weeks} for that from the day you sign, and at the latest until {last_day}.",
            When.WEEKS_FROM_SIGNING,
        ),
        only("Then you are not prosecuted for this. The police confirm the result.", When.FINISHING_ENDS_IT),
        only(
            "Then the police do not normally prosecute you for this. They confirm the result.",
            When.FINISHING_NORMALLY_ENDS_IT,
        ),
        "Both ways can leave a record. A caution is part of your criminal record, though it is not a conviction. If a "
        "court finds that you did it, that is a conviction.",
        only("It goes on your record on the day you sign. Its time runs from that day.", When.TO_SIGN, _COUNTS),
        only(
            "It went on your record on {signed_on}, when you signed. Its time runs from that day.",
            When.SIGNED,
            _COUNTS,
        ),
        "A conditional caution counts as spent after {spent_after}. After that, most employers may not ask about it.",
        only(
            "Standard and enhanced checks can show it, normally for {checks_for}. They are made for work such as "
            "teaching, care or driving a taxi.",
            When.CHECKS_FOR_YEARS,
        ),
        only(
            "Standard and enhanced checks can show it for good. They are made for work such as teaching, care or "
            "driving a taxi.",
            When.CHECKS_FOR_GOOD,
        ),
        "A professional body may want to be told. Some countries ask about cautions, and some about arrests, when you "
        "want a visa.",
        *NOT_BRITISH,
        *POLICE_REGISTER,
    ),
)

_NO_OR_MISS = Screen(
    ScreenKey.NO_OR_MISS,
    "If you say no, or miss it",
    (
        "You can say no. The police then decide. They may charge you, and a magistrates’ court hears it. They may also "
        "decide to do nothing more. You cannot choose which.",
        only("If you do not answer by {answer_by}, the offer ends, and the police decide.", When.UNANSWERED),
        "If you do not finish in time and have no good reason for it, you can be arrested and prosecuted.",
        "If illness or something else stops you, say so as soon as you can, and keep proof. Call {helpline}. The "
        "police must look at a good reason before they decide.",
        "If the organisers cancel or cannot take you, that does not count against you.",
        "A court can fine you up to £1,000, and add costs. Anybody may listen, and newspapers may report it.",
        only("It may also stop you driving.", When.DRIVING_BAN),
        only("A form that you sign can be used there.", When.TO_SIGN),
        only("The form that you signed can be used there.", When.SIGNED),
    ),
)

CONDITIONAL_CAUTION = RouteWords(
    version=VERSION,
    route="conditional_caution",
    language="en",
    from_on=FROM_ON,
    summary=_SUMMARY,
    screens=(
        before_you_answer(
            only(
                "It is free also on the day you come to sign. Say that you want it before you sign, and a solicitor is "
                "called first.",
                When.TO_SIGN,
                When.FREE_ADVICE_AT_SIGNING,
            ),
        ),
        not_sure(
            only(
                "If you did not do it, do not say yes to get it over with, and do not sign. Do the same if you are not "
                "sure that what you did is against the law. Take advice first.",
                When.TO_SIGN,
            ),
            only(
                "You have signed a form saying that you did it. If that is not so, see a solicitor now. If you say no "
                "and are prosecuted, that form can be used in court.",
                When.SIGNED,
            ),
        ),
        _SIGN,
        DAY_SCREEN,
        FEE_SCREEN,
        _FINISH,
        _NO_OR_MISS,
        changing_mind(
            only("Until you sign, you can say no at any time.", When.TO_SIGN),
            only("A form that you have signed stays. It can be used in court.", When.SIGNED),
            only(
                "If you are then taken to court, the caution itself ends, and the court decides.",
                When.SIGNED,
                When.CAUTION_ENDS_IF_CHARGED,
            ),
        ),
        DETAILS_SCREEN,
        REACHING_SCREEN,
        complain(
            "About the caution itself: you can ask the police to remove it, and a court can look at it, but only if "
            "you go soon. See a solicitor.",
        ),
    ),
)
