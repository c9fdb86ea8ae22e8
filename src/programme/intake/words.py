"""How pages say what became of an export and of each row in it."""

from __future__ import annotations

from programme.eligibility.known import WhatIsKnown
from programme.intake.custody_export import WRONG_NUMBER_OF_COLUMNS
from programme.intake.export_file import MONTH_FIRST, UNCLEAR_ORDER
from programme.intake.export_lines import BROKEN_QUOTES, LINE_TOO_LONG, NOT_TEXT
from programme.intake.export_values import DAY_NUMBER
from programme.intake.export_words import ANSWER_UNREADABLE, CONCERN_REPORTED, SAME_MINUTE
from programme.intake.states import ImportState, ImportVerdict

ROW_PROBLEM_WORDS = {
    WRONG_NUMBER_OF_COLUMNS: "This row has more or fewer columns than the first line of the file. Correct it in the "
    "custody system and export it again, or refer the person on the form.",
    BROKEN_QUOTES: "A quotation mark in this row has no partner, so it is not clear where a column ends. Correct the "
    "row in the custody system and export it again.",
    LINE_TOO_LONG: "This row is longer than any row can be. Export the file again.",
    NOT_TEXT: "This row has characters that are not text. Export the file again as CSV.",
    "born_on_unreadable": "The date of birth is not a date that somebody living can have, written dd/mm/yyyy. Find it, "
    "correct it in the custody system and export the row again.",
    "offence_time_unreadable": "The day and time of the offence are missing or not written dd/mm/yyyy hh:mm. The "
    "clock to charge runs from them: find them now, and export the row again or refer the person on the form.",
    DAY_NUMBER: "A date in this row is a number: a spreadsheet (Excel) counts the days since 1900 with it. "
    "Give the column the format dd/mm/yyyy (with hh:mm for the offence), save it as CSV again, and import that.",
    "text_too_long": "A column has more text than can be kept. Shorten it in the custody system.",
}

ORDER_WORDS = {
    MONTH_FIRST: "The dates of this file have the month first (month/day/year). None is guessed: the clock to "
    "charge would run from a wrong day. Export the file again with dates as dd/mm/yyyy, or refer him on the form.",
    UNCLEAR_ORDER: "The dates of this file are in both orders, the day first in one row, the month first in another. "
    "None is guessed. Export the file again with dates as dd/mm/yyyy, or refer the person on the form.",
}


def same_minute_words(about: WhatIsKnown) -> str:
    """Which decision waits where an offence may be one that is here, at another place."""
    others = " and ".join(f"{one.named} at {one.place}" for one in about.same_minute)
    return (
        f"An offence of this person at the same minute, with the same code, is here: {others}. If it is the same one, "
        "leave this row. Tick it if it is another."
    )


CONCERN_WORDS = (
    "The export says that the person solicited may need protecting. Take the row and answer for its case which signs "
    "there are: that stops it, and safeguarding is told. Of a row that is not taken nobody is told: tell them now."
)
FLAG_WORDS = {
    CONCERN_REPORTED: "The export says that there are signs that the person solicited may be under 18, trafficked or "
    "controlled. Answer which: the case is stopped and safeguarding is told.",
    ANSWER_UNREADABLE: "One of the four answers is neither Y nor N. It counts as not given, and is "
    "answered in the case alone.",
    "pnc_missing": "There is no PNC ID. People are matched by name and date of birth until there is one.",
    "bad_pnc_letter": "The letter of the PNC ID does not match its number. It is kept as entered and not relied on.",
    "pnc_unreadable": "The PNC ID has no form that such a number has. It is kept as entered and not relied on.",
    "dummy_pnc": "The PNC ID is a placeholder: it is nobody's. It is kept as entered, and nobody is matched by it.",
    "dummy_cro": "The CRO number is a placeholder: it is nobody's. It is kept as entered.",
    "bad_cro_letter": "The letter of the CRO number does not match its number. It is kept as entered.",
    "cro_unreadable": "The CRO number has no form that such a number has. It is kept as entered.",
    "bad_asn_letter": "The letter of the arrest/summons number does not match its number. It is kept as entered.",
    "asn_unreadable": "The arrest/summons number has no form that such a number has. It is kept as entered.",
    "unknown_asn_force": "No force has the code in the arrest/summons number.",
    "unknown_asn_unit": "The force has no unit with the code in the arrest/summons number.",
    "dummy_asn": "The arrest/summons number is a placeholder: it is of no real arrest.",
    "urn_unreadable": "The URN has no form that such a number has. It is kept as entered.",
    "unknown_urn_force": "No force has the code in the URN.",
    "unknown_urn_unit": "The force has no unit with the code in the URN.",
    "dummy_urn": "The URN is a placeholder: it is of no real case.",
    "crime_number_unreadable": "The crime number has no form that such a number has. It is kept as entered.",
    "dummy_crime_number": "The crime number is a placeholder: it is of no real crime.",
    "odd_phone": "This is not a UK mobile number. It is kept as entered, and no text is sent to it.",
    "odd_email": "This is not an address we can send email to. It is kept as entered, and nothing is sent to it.",
    "dummy_phone": "The mobile number is a placeholder. It is kept as entered, and no text is sent to it.",
    "dummy_email": "The email address is a placeholder. It is kept as entered, and nothing is sent to it.",
    "odd_postcode": "This is not a UK postcode. It is kept as entered.",
    "text_cut": "A remark is longer than can be shown. It is cut here, and kept whole as it was.",
    "formula_like_text": "A column begins like a spreadsheet formula. It is kept as text and never run; check it.",
    "case_tidied": "The name was typed in capitals or small letters only. Check how he writes it.",
    "forenames_missing": "There is no forename.",
    "name_split": "Surname and forenames were together in one place, and were taken apart at the comma. Check them.",
    "dummy_name": "A name is a placeholder (such as UNKNOWN, LNU or a dot) or a title. Nobody is matched by it.",
    "invisible_marks": "The name had characters in it that nobody sees. They were taken out. Check it.",
    "custody_ref_missing": "There is no custody reference, and he did not attend voluntarily.",
    "dummy_custody_ref": "The custody reference is a placeholder. Nothing is matched by it.",
    "arrest_in_future": "The arrest is dated after today. Check it.",
    "arrest_before_offence": "The arrest is before the offence. Check both times.",
    "arrest_time_unreadable": "The time of the arrest cannot be read as dd/mm/yyyy hh:mm. It is left out.",
    "clock_change_time": "The clocks were changed at the time of the offence. Check the time.",
    "safe_contact_not_asked": "Nobody recorded how it is safe to contact him. Nothing is sent until somebody does.",
    "safe_contact_unreadable": "The answer about safe contact is not one of the known ones. Nothing is sent until "
    "somebody records it.",
    "admission_unreadable": "The admission is neither Y nor N. It counts as not recorded.",
    "release_unreadable": "The release status is not BAIL, RUI or VA. It is left open.",
    "bail_return_missing": "He is on bail, and there is no date to return.",
    "bail_return_unreadable": "The date to return on bail is not written dd/mm/yyyy. It is left out.",
    "bail_return_without_bail": "There is a date to return on bail, and he is not on bail.",
    "bail_before_offence": "The date to return on bail is before the offence. Check both dates.",
    "bail_return_passed": "The date to return on bail has passed. Check whether bail was extended.",
    "bail_after_charge_by": "The date to return on bail is after the last day to charge. Bail does not move that day.",
    "bail_not_working_day": "The date to return on bail is at a weekend or on a bank holiday. Check it.",
    "odd_letters": "Some letters may have been damaged on the way, or are of another alphabet. Check the names.",
}
"""A plain sentence for each flag."""

IMPORT_VERDICT_WORDS = {
    ImportVerdict.ACCEPT: "Can be taken",
    ImportVerdict.DECIDE: "To decide",
    ImportVerdict.REFUSE: "Refused",
    ImportVerdict.REPEAT: "Here already",
    ImportVerdict.UNREADABLE: "Unreadable",
}
IMPORT_VERDICT_TONES = {
    ImportVerdict.ACCEPT: "green",
    ImportVerdict.DECIDE: "yellow",
    ImportVerdict.REFUSE: "red",
    ImportVerdict.REPEAT: "grey",
    ImportVerdict.UNREADABLE: "orange",
}


def row_verdict_words(verdict: ImportVerdict, missing: int) -> str:
    """The verdict on a row, with how many answers its case would wait for: "Can be taken, 4 answers missing"."""
    words = IMPORT_VERDICT_WORDS[verdict]
    return f"{words}, {missing} answer{'' if missing == 1 else 's'} missing" if missing else words


_KINDS_BY_HAND = {
    "repeat": "Here already",
    "born_on_missing": "No date of birth",
    "born_on_unreadable": "Date of birth unreadable",
    "lookback_not_checked": "Nobody could be compared",
    CONCERN_REPORTED: "A sign that somebody needs protecting",
    SAME_MINUTE: "The same minute at another place",
}


def kind_words(kind: str) -> str:
    """A reason or a flag in a few words, to choose rows by."""
    if kind in _KINDS_BY_HAND:
        return _KINDS_BY_HAND[kind]
    return FLAG_WORDS[kind].partition(".")[0] if kind in FLAG_WORDS else kind.replace("_", " ").capitalize()


IMPORT_STATE_WORDS = {
    ImportState.READING: "Being read",
    ImportState.READ: "Read: choose what to take",
    ImportState.TAKING: "Being taken in",
    ImportState.DONE: "Done",
    ImportState.UNREADABLE: "Could not be read",
}
