"""Ten years of offences, every state of a case, every hour: what anybody is advised to do is due in time.

No day that has passed, none after the last to charge, and on no page another than the clock's own. A walk with a seed,
so that a day that goes wrong comes back; each promise is broken once, and then is seen to fail.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache, partial

import pytest

from programme.clock.bail import Bail
from programme.clock.deadlines import ClockPolicy, Deadlines, deadlines_for
from programme.clock.keeping import KeptClock
from programme.duties.ladders import REGISTER_CHASES, RESULT_CHASES
from programme.insight.next_step import next_step
from programme.insight.own_case import OwnCase
from programme.offers.making import answer_days, end_of_answer_day
from programme.offers.refusals import TooLateToOffer
from programme.referrals.bites import Biting, bites_next, to_charge
from programme.referrals.detention import may_be_in_custody
from programme.referrals.models import Release
from programme.referrals.next_action import NextAction, Owner, next_action
from programme.referrals.next_action_facts import NextActionFacts
from programme.referrals.states import BEFORE_OFFER, ReferralState
from programme.referrals.too_late import is_too_late_for_a_course, is_too_late_to_offer, last_day_to_offer
from programme.shared.dates import (
    add_working_days,
    is_working_day,
    london_date,
    london_instant,
    previous_working_day,
    spoken_day,
    spoken_time,
    spoken_time_near,
)
from programme.web.case.clock_bar import clock_bar
from programme.web.kit.advice_words import clock_runs_words, due_words
from tests.support.own_cases import ACCEPTED, CASE, CONFIRMED, HELD

FROM, UNTIL = date(2024, 1, 1), date(2034, 1, 1)
POLICIES = (ClockPolicy(), ClockPolicy(28, 0), ClockPolicy(0, 0), ClockPolicy(42, 5))
CHANGES = [on for year in range(2024, 2034) for on in (date(year, 3, 31), date(year, 10, 31))]
MONTHS = {f"{date(2024, number, 1):%B}": number for number in range(1, 13)}
ADVISED = re.compile(r"\b(?:by|By|until|before|end of|is now|day is) \w+day (\d+) (\w+) (\d{4})")


@dataclass(frozen=True)
class Moment:
    """A case at an instant: what the clock says of it, and what its next step is reckoned from."""

    clock: Deadlines
    policy: ClockPolicy
    offence_at: datetime
    now: datetime
    facts: NextActionFacts

    @property
    def today(self) -> date:
        return london_date(self.now)


def edges(clock: Deadlines) -> list[date]:
    """The days about which something changes."""
    to_offer = last_day_to_offer(clock.complete_by_on)
    days = (to_offer, clock.complete_by_on, clock.return_by_on, clock.charge_action_on, clock.charge_by_on)
    return [day + timedelta(days=more) for day in days for more in (-1, 0, 1)]


def facts_of(
    clock: Deadlines, state: ReferralState, now: datetime, chance: random.Random, *, offence_at: datetime
) -> NextActionFacts:
    """Such facts as the actions leave: an offer is answered in time to book, a course is over in time to charge; who
    was arrested was so within the hour."""
    arrested_at = offence_at + timedelta(hours=1) if offence_at.minute % 5 else None
    today = london_date(now)
    started_on = today - timedelta(days=chance.randrange(40))
    course_on = min(clock.complete_by_on, today + timedelta(days=chance.randrange(-12, 12)))
    course_ends_at = london_instant(course_on, time(16, 30))
    answer_by_on = min(started_on + timedelta(days=14), max(last_day_to_offer(clock.complete_by_on), started_on))
    held_until_at = now + timedelta(minutes=chance.randrange(-50, 50))
    return NextActionFacts(
        state=state,
        today=today,
        charge_by_on=clock.charge_by_on,
        return_by_on=clock.return_by_on,
        complete_by_on=clock.complete_by_on,
        answer_by_on=answer_by_on,
        answer_over=end_of_answer_day(answer_by_on) <= now,
        hold_ends_on=london_date(held_until_at),
        hold_over=held_until_at <= now,
        place_confirmed=chance.random() < 0.7,
        course_on=course_on,
        course_over=state is ReferralState.BOOKED and course_ends_at <= now,
        in_custody=may_be_in_custody(arrested_at, now),
        paper_owed=chance.random() < 0.3,
        concern_open=chance.random() < 0.1,
        concern_upheld=chance.random() < 0.1,
        elsewhere="Next Door" if state is ReferralState.PLACED_ELSEWHERE else "",
        returned_on=started_on,
        completed=chance.random() < 0.3,
    )


@cache
def ten_years() -> tuple[Moment, ...]:
    """Every day of ten years as the day of an offence; of each two states at two of its moments, and about the nights
    on which the clocks change all of them."""
    chance, found = random.Random(46), []
    for number in range((UNTIL - FROM).days):
        day = FROM + timedelta(days=number)
        policy = chance.choice(POLICIES)
        offence_at = london_instant(day, time(chance.randrange(24), chance.randrange(60)))
        clock = deadlines_for(offence_at, policy=policy)
        near_change = any(abs((day - one).days) < 8 for one in CHANGES)
        states = (
            list(ReferralState)
            if near_change or (day.month, day.day) == (2, 29)
            else chance.sample(list(ReferralState), 2)
        )
        for state in states:
            on_edge, anywhere = chance.choice(edges(clock)), day + timedelta(days=chance.randrange(215))
            for on in (on_edge, anywhere):
                now = max(
                    london_instant(on, time(chance.choice((0, 1, 2, 9, 16, 17, 23)), chance.randrange(60))), offence_at
                )
                found.append(
                    Moment(clock, policy, offence_at, now, facts_of(clock, state, now, chance, offence_at=offence_at))
                )
        found += first_night(clock, policy, offence_at, random.Random(number))
    return tuple(found)


def first_night(clock: Deadlines, policy: ClockPolicy, offence_at: datetime, chance: random.Random) -> Iterator[Moment]:
    """The case in the hours after his arrest, and a day later."""
    state = chance.choice(sorted(BEFORE_OFFER))
    for hours in (2, 24, 26):
        now = offence_at + timedelta(hours=hours)
        yield Moment(clock, policy, offence_at, now, facts_of(clock, state, now, chance, offence_at=offence_at))


Fault = Callable[[Moment, NextAction], bool]


def is_past(at: Moment, step: NextAction) -> bool:
    return step.whose is not Owner.NOBODY and step.by_on < at.today


def is_after_the_last_to_charge(at: Moment, step: NextAction) -> bool:
    return step.whose is not Owner.NOBODY and at.today <= at.clock.charge_by_on < step.by_on


def is_on_no_working_day(at: Moment, step: NextAction) -> bool:
    """Custody has until a working day; until a Sunday only once the Friday before it has passed."""
    return (
        step.whose is Owner.CUSTODY
        and step.by_on not in (at.today, last_day_to_offer(at.clock.complete_by_on))
        and not is_working_day(step.by_on)
        and at.today <= at.clock.charge_action_on
    )


def acknowledges_at_another_time(at: Moment, step: NextAction) -> bool:
    """Two working days from its return; less where the last working day to charge comes first; today, where late, and
    where three days or fewer are left to charge."""
    if not step.what.startswith("Acknowledge"):
        return False
    wanted = add_working_days(at.facts.returned_on or at.today, 2)
    wanted = at.today if (at.clock.charge_by_on - at.today).days <= 3 else wanted
    return step.by_on != max(at.today, min(wanted, at.clock.charge_action_on))


def offers_later_than_now(at: Moment, step: NextAction) -> bool:
    """The offer is made before he leaves, and never advised where nobody can make it any more."""
    if "ake the offer" not in step.what or step.what.startswith("Too late"):
        return False
    return step.by_on != at.today or is_too_late_to_offer(at.clock.complete_by_on, at.today)


def asks_what_comes_to_nothing(at: Moment, step: NextAction) -> bool:
    """To answer what is not known, or to sign, where no offer or course can follow in time."""
    if step.what.startswith("Answer what"):
        return is_too_late_to_offer(at.clock.complete_by_on, step.by_on)
    return step.what.startswith("Have the caution") and step.by_on > at.clock.complete_by_on


def names_a_passed_day(at: Moment, step: NextAction) -> bool:
    return bool(passed_days(f"{step.what}. {step.then}", at.today))


def passed_days(words: str, today: date) -> list[date]:
    """The days that the words advise ("by Monday 1 March 2027") and that have passed."""
    days = [date(int(year), MONTHS[month], int(day)) for day, month, year in ADVISED.findall(words)]
    return [day for day in days if day < today]


def hurries_who_has_left(at: Moment, step: NextAction) -> bool:
    """ "Before he leaves" a day after the offence: who was arrested for it within the hour has left by then."""
    return "before he leaves" in step.then.lower() and at.now >= at.offence_at + timedelta(hours=26)


RULES: dict[Fault, Callable[[Moment, NextAction], NextAction]] = {
    is_past: lambda at, step: replace(step, by_on=at.clock.complete_by_on),
    is_after_the_last_to_charge: lambda at, step: replace(step, by_on=add_working_days(at.today, 2)),
    is_on_no_working_day: lambda at, step: replace(step, by_on=at.clock.charge_by_on),
    acknowledges_at_another_time: lambda at, step: replace(step, by_on=at.today + timedelta(days=2)),
    offers_later_than_now: lambda at, step: replace(step, by_on=at.clock.complete_by_on),
    asks_what_comes_to_nothing: lambda at, step: replace(step, by_on=at.clock.complete_by_on + timedelta(days=1)),
    hurries_who_has_left: lambda at, step: replace(step, then=f"{step.then} Best before he leaves."),
    names_a_passed_day: lambda at, step: replace(step, then=f"Charge by {at.clock.charge_by_on:%A %-d %B %Y}."),
}
"""Each thing that a next step never is, and one that is it."""


def faults(
    rule: Fault, broken: Callable[[Moment, NextAction], NextAction] | None = None
) -> Iterator[tuple[Moment, NextAction]]:
    for at in ten_years():
        step = next_action(at.facts)
        step = broken(at, step) if broken else step
        if rule(at, step):
            yield at, step


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_over_ten_years_the_next_step_is_never(rule: Fault) -> None:
    assert next(faults(rule), None) is None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_next_step_that_is_would_be_seen(rule: Fault) -> None:
    assert next(faults(rule, RULES[rule]), None) is not None


def test_the_walk_meets_every_state_before_and_after_its_days() -> None:
    met = {(at.facts.state, at.today > at.clock.charge_by_on, at.today > at.clock.complete_by_on) for at in ten_years()}
    assert {state for state, *_ in met} == set(ReferralState)
    for state in ReferralState:
        assert {(state, False, False), (state, False, True), (state, True, True)} <= met
    assert any(not is_working_day(at.clock.charge_by_on) for at in ten_years())


def test_the_days_of_the_words_are_those_of_the_ladders() -> None:
    """After them the next above is told: what the page says is late, the ladder says on the same day."""
    assert RESULT_CHASES.rungs[0].days == 2
    assert REGISTER_CHASES.rungs[0].days == 1


def words_of_lists(at: Moment) -> Iterator[str]:
    """A task, the clock of a page that asks, and how he is released."""
    clock = at.clock
    yield due_words(clock.return_by_on, at.now)
    yield clock_runs_words(clock.charge_by_on, at.now)
    yield Bail(Release.BAIL, clock.return_by_on).said_on(at.today)


def test_no_task_and_no_bail_names_a_day_that_has_passed_as_one_to_act_by() -> None:
    assert [words for at in ten_years() for words in words_of_lists(at) if passed_days(words, at.today)] == []
    control = [
        Bail(Release.BAIL, at.clock.return_by_on).words for at in ten_years() if at.today > at.clock.return_by_on
    ]
    assert passed_days(control[0], UNTIL)


def test_a_bar_and_its_chip_name_one_day_to_charge_by() -> None:
    """A chip counts to the Friday where the last day is a Sunday, and its bar says so while there is time."""
    met = set()
    for at in ten_years():
        clock, in_time = at.clock, at.today <= at.clock.charge_action_on
        if clock.charge_action_on == clock.charge_by_on:
            continue
        dates = (clock.complete_by_on, clock.return_by_on, clock.charge_by_on)
        bar = clock_bar(london_date(at.offence_at), at.today, *dates)
        note = next(mark.note for mark in bar.marks if mark.on == clock.charge_by_on)
        assert note == (f"the last working day is {spoken_day(clock.charge_action_on)}" if in_time else "")
        assert (to_charge(clock.charge_by_on, at.today).on == clock.charge_action_on) is in_time
        met.add(in_time)
    assert met == {True, False}


def test_a_chip_never_counts_to_a_day_that_has_passed_nor_to_one_after_the_last() -> None:
    met = set()
    for at in ten_years():
        what, on, _ = bites_next(at.facts)
        met.add(what)
        assert at.today <= on <= at.clock.charge_by_on or at.today > at.clock.charge_by_on
    assert met >= {Biting.CHARGE, Biting.RETURN, Biting.FINISH, Biting.OFFER, Biting.ANSWER}


def test_a_chip_never_counts_to_a_later_day_than_the_step_beside_it() -> None:
    """An undecided case had eight days by its step and sixteen by its chip. The day that he has, or that custody has to
    decide, is the chip's, or comes after it."""
    dated = {Biting.ANSWER, Biting.OFFER, Biting.FINISH, Biting.COURSE}
    met, control = set(), 0
    for at in ten_years():
        step, bite = next_action(at.facts), bites_next(at.facts)
        his = step.whose is Owner.PERSON and not step.what.startswith("Pay")
        if step.by_on == at.today or not (his or step.what.startswith("Answer what")):
            continue
        assert bite.on <= step.by_on, (bite, step)
        met.add(bite.what)
        control += at.facts.complete_by_on > step.by_on
    assert met >= dated
    assert control, "to count to the last day for a course would not do"


def test_before_he_leaves_is_said_in_the_night_of_his_arrest_only() -> None:
    """The control: it is said, and to whom was not arrested never."""
    said = {at.facts.in_custody for at in ten_years() if "before he leaves" in next_action(at.facts).then.lower()}
    assert said == {True}


def test_an_offer_leaves_him_tomorrow_to_answer_and_a_week_to_book_or_is_not_made() -> None:
    made = 0
    for at in ten_years():
        clock = at.clock
        asked = partial(
            answer_days, at.now, complete_by_on=clock.complete_by_on, return_by_on=clock.return_by_on, hours=()
        )
        if at.today > last_day_to_offer(clock.complete_by_on):
            with pytest.raises(TooLateToOffer):
                asked(answer_within_days=14, answer_limit_days=28)
            continue
        made += 1
        days = asked(answer_within_days=14, answer_limit_days=28)
        assert at.today < days.answer_by_on <= days.limit_on <= clock.complete_by_on - timedelta(days=7)
    assert made > 1000


def own_words(at: Moment) -> str:
    """The words for the man himself, in the state that the case is in."""
    fresh = {
        ReferralState.OFFERED: replace(CASE, answer_by_at=end_of_answer_day(at.facts.answer_by_on or at.today)),
        ReferralState.ACCEPTED: replace(ACCEPTED, paper_owed=at.facts.paper_owed),
        ReferralState.BOOKED: _with_place(at),
        ReferralState.PLACED_ELSEWHERE: replace(
            ACCEPTED, state=ReferralState.PLACED_ELSEWHERE, elsewhere_on=at.facts.course_on
        ),
    }.get(at.facts.state)
    if fresh is None:
        return ""
    kept = KeptClock(at.offence_at, None, "", at.clock.return_by_on, at.clock.complete_by_on)
    step = next_step(replace(fresh, kept=kept, policy=at.policy), now=at.now)
    return f"{step.what}. {step.when}. {step.then}"


def _with_place(at: Moment) -> OwnCase:
    case = CONFIRMED if at.facts.place_confirmed else HELD
    assert case.place is not None
    on = at.facts.course_on or at.today
    place = replace(
        case.place,
        held_until_at=at.now + timedelta(minutes=-1 if at.facts.hold_over else 41),
        starts_at=london_instant(on, time(9, 30)),
        door_closes_at=london_instant(on, time(9, 45)),
        ends_at=london_instant(on, time(16, 30)),
    )
    return replace(case, place=place)


def test_what_he_himself_is_told_names_no_day_that_has_passed_and_asks_for_nothing_too_late() -> None:
    for at in ten_years()[::3]:
        words = own_words(at)
        assert passed_days(words, at.today) == [], words
        if is_too_late_for_a_course(at.facts.state, at.clock.complete_by_on, at.today):
            assert "Choose a date" not in words
        if at.facts.state is ReferralState.BOOKED and not at.facts.course_over:
            assert "We are writing down the result" not in words
    read_late = [own_words(at) for at in ten_years()[::99] if at.facts.state is ReferralState.OFFERED]
    assert any(passed_days(words, UNTIL) for words in read_late), "a sheet that is read years later would be seen"


def test_his_step_and_custodys_agree_on_whose_turn_it_is() -> None:
    for at in ten_years():
        if at.facts.state is not ReferralState.BOOKED or not at.facts.place_confirmed:
            continue
        his_turn = next_action(at.facts).whose is Owner.PERSON
        words = own_words(at)
        assert his_turn is ("Come to your appointment" in words or "Your day has begun" in words)


def test_a_time_alone_is_only_ever_todays() -> None:
    """About midnight a place is held until the next day, and on the nights on which the clocks change too."""
    nights = 0
    for at in ten_years():
        until_at = at.now + timedelta(minutes=45)
        words = spoken_time_near(until_at, at.now)
        assert (words == spoken_time(until_at)) is (london_date(until_at) == at.today)
        nights += words != spoken_time(until_at)
    assert nights, "a walk that never comes to midnight proves little"


def test_a_working_day_before_christmas_easter_and_a_leap_day_is_one() -> None:
    """Reckoned by hand, for a few of the days above."""
    for on, after in (
        (date(2026, 12, 24), date(2026, 12, 30)),  # Boxing Day is a Saturday: the Monday is its substitute
        (date(2027, 3, 25), date(2027, 3, 31)),
        (date(2028, 2, 28), date(2028, 3, 1)),
        (date(2026, 10, 23), date(2026, 10, 27)),
    ):
        assert add_working_days(on, 2) == after
    assert previous_working_day(date(2027, 3, 29)) == date(2027, 3, 25)
