"""The words that would give him away, written out here once more: one that goes from the list is missed."""

from __future__ import annotations

import pytest

from programme.notices.discretion import GIVE_AWAY_WORDS, TELLING_STEMS, give_aways, give_aways_of_few_words

THE_OFFENCE = "kerb, crawl, crawler, crawling, solicit, soliciting, prostitute, prostitution, sex, sexual, brothel"
THE_LAW = (
    "police, constabulary, custody, arrest, arrested, offence, offender, offenders, offending, crime, criminal, court, "
    "magistrate, magistrates, prosecute, prosecution, charge, charged, caution, convicted, conviction, guilty, bail, "
    "officer, detective, sergeant, probation"
)
THE_COURSE = (
    "diversion, rehabilitation, programme, referral, referred, abuse, abuser, perpetrator, domestic violence, "
    "john school, change course, education course, awareness course"
)
THE_BEGINNINGS = (
    "abus, arrest, aware, brothel, constab, convict, crime, crimin, domestic, escort, intervention, kerb, offen, "
    "perpetrat, police, policing, prosecut, prostitut, rehab, sex, solicit, victim, violen, workshop"
)
EVERY_WORD = ", ".join((THE_OFFENCE, THE_LAW, THE_COURSE)).split(", ")
BEGINNINGS = THE_BEGINNINGS.split(", ")


def test_nothing_is_on_the_list_that_is_not_written_out_here() -> None:
    assert set(GIVE_AWAY_WORDS) == set(EVERY_WORD)


@pytest.mark.parametrize("word", EVERY_WORD)
def test_it_is_found_alone_in_capitals_in_the_plural_and_beside_other_signs(word: str) -> None:
    for text in (word, word.upper(), f"Your {word}.", f"x\n{word}\ny", f"book-{word}-1.pdf", f"{word}8@x.example"):
        assert word in give_aways(text), text
    assert give_aways(f"two {word}s") != []


@pytest.mark.parametrize("text", ["Essex", "Sussex Road", "courtyard", "discharged", "bailiwick", "crawley"])
def test_a_word_that_only_holds_one_may_leave(text: str) -> None:
    assert give_aways(text) == []


def test_every_word_of_a_text_is_named_once_and_in_order() -> None:
    assert give_aways("The POLICE, the court and the police") == ["court", "police"]


def test_of_few_words_a_beginning_tells_and_so_does_a_course_that_is_no_booking() -> None:
    assert set(TELLING_STEMS) == set(BEGINNINGS)
    for stem in BEGINNINGS:
        assert give_aways_of_few_words(f"{stem.upper()}xx ltd") == [f"{stem}xx"]
    assert give_aways_of_few_words("Your Courses") == ["courses"]
    assert give_aways_of_few_words("Course bookings, bailiwick") == []
    assert give_aways_of_few_words("bail and court") == ["bail", "court"]
