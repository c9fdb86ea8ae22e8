"""The things a force has to have before the first real person reads anything, and that no machine can see."""

from __future__ import annotations

from enum import StrEnum


class GoLiveStep(StrEnum):
    """Each is ticked by somebody with a name. The words of each stand in `courses/words.py`."""

    DATA_PROTECTION = "data_protection"
    COPIES = "copies"
    DELETING = "deleting"
    HELPLINE_SCRIPT = "helpline_script"
    FREE_ADVICE = "free_advice"
    LANGUAGES = "languages"
    EASY_READ = "easy_read"
    SIGNING_VIDEO = "signing_video"
    PRINT_AND_SOUND = "print_and_sound"
    RELAY = "relay"
    DESK = "desk"
    TEACH_BACK = "teach_back"
    DISTRESS = "distress"
    OFFICERS_SCRIPT = "officers_script"
    TEST_PAYMENT = "test_payment"
    TEST_MESSAGES = "test_messages"
