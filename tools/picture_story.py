"""The whole case, told in pictures door by door: who goes where, and at which page a picture is taken."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from camera import Camera
from programme.people.reference import force_name
from programme.sandbox.world import NEIGHBOUR as NEIGHBOURING_FORCE
from programme.shared.dates import london_date, london_instant, spoken_instant
from tests.stories import test_the_whole_case as story
from tests.support import case_pages
from tests.support.browser import Somebody
from tests.support.earlier import Earlier, Man
from tests.support.people import COORDINATOR, CUSTODY, NEIGHBOUR, PROVIDER, Cast, sign_in
from tests.support.rehearsal import Rehearsal

ASIDE = frozenset(
    {
        *("custody-contact", "custody-bail", "custody-bail-check", "custody-offence", "custody-case-corrected"),
        *("custody-elsewhere", "custody-elsewhere-errors", "custody-elsewhere-off", "custody-elsewhere-result"),
        *("custody-case-elsewhere-off", "custody-withdraw", "custody-drafts", "custody-search"),
        *("custody-case-eligible", "custody-case-undecided", "custody-return-received", "custody-refer"),
        *("partner-refer", "partner-empty", "partner-offence", "provider-new-date", "provider-signed"),
        *("provider-register-signed", "provider-week", "provider-seat", "person-1-sign-in-errors"),
        *("person-4-home-accepted", "person-6-booking-held", "person-9-move", "person-9-declined", "stage-clock"),
    }
)
"""Pages that are looked at when they are asked for by name, and not kept in the documentation."""


@dataclass
class World:
    """Who is in the pictures."""

    cast: Cast
    earlier: Earlier
    camera: Camera

    @property
    def rehearsal(self) -> Rehearsal:
        return self.cast.rehearsal


def tell_the_case(world: World) -> None:
    """The whole case in pictures, door by door."""
    booked, absent = _the_man_himself(world)
    _custody_before(world)
    _elsewhere(world)
    _the_neighbour(world)
    _a_course_day(world, [booked, absent])
    _custody_after(world, booked, absent)


def _the_man_himself(world: World) -> tuple[Man, Man]:
    take, earlier, cast = world.camera.take, world.earlier, world.cast
    him, absent = earlier.a_man_with_an_offer(), earlier.a_man_with_an_offer(accepted=True)
    man = cast.stranger("the man")
    take("person-1-sign-in", man)
    man.press("Sign in")
    take("person-1-sign-in-errors", man)
    man.open("/")
    sign_in(man, him.slip)
    take("person-2-private", man)
    take("person-3-home", man, "/my-booking")
    take("person-3-in-short", man, "/my-booking/1")
    take("person-3-screen", man, "/my-booking/6")
    take("person-3-answer", man, "/my-booking/reply")
    take("person-3-no", man, "/my-booking/end")
    earlier.signs(him)
    man.open("/my-booking")
    take("person-4-home-accepted", man)
    take("person-5-dates", man, "/my-booking/dates")
    man.main.get_by_role("radio").nth(1).check()
    man.press("Book this date and pay £95")
    take("person-6-payment-page", man)
    take("person-6-home-held", man, "/my-booking")
    take("person-6-booking-held", man, "/my-booking/booking")
    man.press("Pay £95")
    case_pages.pays(man, "4242 4242 4242 4242")
    man.sees("Your place is confirmed")
    take("person-9-paid", man)
    for name, path in (
        ("home-booked", ""),
        ("booking", "/booking"),
        ("move", "/booking/move"),
        ("cancel", "/booking/cancel"),
        ("contact", "/contact"),
        ("details-used", "/details-used"),
    ):
        take(f"person-9-{name}", man, f"/my-booking{path}")
    other = cast.man("the other man", absent.slip)
    other.press("See the dates")
    other.main.get_by_role("radio").nth(1).check()
    other.press("Book this date and pay £95")
    case_pages.finishes_paying(other)
    return him, absent


def _custody_before(world: World) -> None:
    take, cast = world.camera.take, world.cast
    sergeant = cast.staff(CUSTODY)
    today = london_date(world.rehearsal.now())
    take("custody-today", sergeant, "/custody")
    take("custody-refer", sergeant, "/custody/referrals/new")
    sergeant.open("/custody")
    story.makes_mistakes(sergeant)
    take("custody-refer-errors", sergeant)
    case_pages.fills_the_form(
        sergeant, "Waverley", date(1981, 4, 9), "waverley@example.org", offence_on=today - timedelta(days=3)
    )
    sergeant.press("Check answers")
    take("custody-refer-check", sergeant)
    sergeant.press("Save draft")
    take("custody-drafts", sergeant)
    story.takes_in_an_export(sergeant, Path(tempfile.mkdtemp()), today=today, seed=11)
    take("custody-import-rows", sergeant)
    take("custody-import", sergeant, "/custody/import")
    take("custody-cases", sergeant, "/custody/referrals")
    take("custody-clocks", sergeant, "/custody/clocks")
    take("custody-search", sergeant, "/custody/search")
    undecided, offered, *_ = _references(sergeant)
    take("custody-case-undecided", sergeant, f"/custody/referrals/{undecided}")
    take("custody-settle", sergeant, f"/custody/referrals/{undecided}/settle")
    take("custody-case-eligible", sergeant, f"/custody/referrals/{offered}")
    take("custody-offer", sergeant, f"/custody/referrals/{offered}/offer")
    take("custody-withdraw", sergeant, f"/custody/referrals/{offered}/withdraw")
    take("custody-case-offered", sergeant, f"/custody/referrals/{world.rehearsal.slips()[0].reference}")
    take("custody-concern", sergeant, f"/custody/referrals/{offered}/concern")
    take("custody-answer", sergeant, f"/custody/referrals/{world.rehearsal.slips()[0].reference}/answer")
    take("custody-contact", sergeant, f"/custody/referrals/{world.rehearsal.slips()[0].reference}/contact")
    _the_facts(world, sergeant, world.rehearsal.slips()[0].reference)


def _the_facts(world: World, sergeant: Somebody, reference: str) -> None:
    """The facts that turned out otherwise: his bail, and when the offence was."""
    take, case = world.camera.take, f"/custody/referrals/{reference}"
    today = london_date(world.rehearsal.now())
    take("custody-bail", sergeant, f"{case}/bail")
    sergeant.open(f"{case}/bail")
    sergeant.choose("Is he on bail now?", "On bail")
    sergeant.fill_date("Date he has to return", today + timedelta(days=5))
    sergeant.press("Check what this changes")
    take("custody-bail-check", sergeant)
    take("custody-offence", sergeant, f"{case}/offence")
    sergeant.open(f"{case}/offence")
    sergeant.fill_date("Date of the offence", today - timedelta(days=1))
    sergeant.fill("Time of the offence", "00:15")
    sergeant.fill("What shows that it was then?", "The custody record has it after midnight.")
    sergeant.press("Check what this changes")
    take("custody-offence-check", sergeant)
    sergeant.press("Correct the offence")
    take("custody-case-corrected", sergeant)


def _elsewhere(world: World) -> None:
    """A man whose place is at a neighbouring programme."""
    take, cast, man = world.camera.take, world.cast, world.earlier.a_man_with_an_offer(accepted=True)
    case, today = f"/custody/referrals/{man.reference}", london_date(world.rehearsal.now())
    sergeant = cast.staff(CUSTODY)
    take("custody-elsewhere", sergeant, f"{case}/elsewhere")
    sergeant.open(f"{case}/elsewhere")
    sergeant.choose("Which programme?", force_name(NEIGHBOURING_FORCE))
    sergeant.fill_date("Day of the course", today + timedelta(days=300))
    sergeant.press("Check what this changes")
    take("custody-elsewhere-errors", sergeant)
    sergeant.fill_date("Day of the course", today + timedelta(days=24))
    sergeant.fill("Their reference for him", "HC-2291")
    sergeant.press("Check what this changes")
    take("custody-elsewhere-check", sergeant)
    sergeant.press("Record it")
    take("custody-case-elsewhere", sergeant)
    take("custody-elsewhere-result", sergeant, f"{case}/elsewhere/result")
    take("person-4-home-elsewhere", cast.man("the man who goes elsewhere", man.slip), "/my-booking")
    take("custody-elsewhere-off", sergeant, f"{case}/elsewhere/off")
    sergeant.open(f"{case}/elsewhere/off")
    sergeant.choose("Why is it called off?", "He cannot come on that day")
    sergeant.press("Call it off")
    take("custody-case-elsewhere-off", sergeant)


def _references(sergeant: Somebody) -> list[str]:
    """An undecided case and an eligible one."""
    found = []
    for status in ("undecided", "eligible"):
        sergeant.page.goto(f"{sergeant.home_url}/custody/referrals?status={status}")
        found.append(sergeant.main.locator("td a").first.inner_text())
    return found


def _the_neighbour(world: World) -> None:
    take, cast = world.camera.take, world.cast
    neighbour = cast.staff(NEIGHBOUR)
    take("partner-empty", neighbour, "/partner")
    theirs = story.refers_from_next_door(neighbour, cast, "Tollgate", london_date(world.rehearsal.now()))
    take("partner-case", neighbour, f"/partner/cases/{theirs.reference}")
    take("partner-offence", neighbour, f"/partner/cases/{theirs.reference}/offence")
    take("partner-cases", neighbour, "/partner")
    take("partner-refer", neighbour, "/partner/refer")
    man = cast.man("the neighbour's man", theirs.slip)
    man.open("/my-booking/end")
    man.press("No, I do not accept")
    take("person-9-declined", man, "/my-booking")
    take("partner-results", neighbour, "/partner/returns")
    take("partner-result", neighbour, f"/partner/returns/{theirs.reference}")
    coordinator = cast.staff(COORDINATOR)
    for name in ("", "/timetable", "/access-log", "/programme", "/routes", "/rules", "/rules/try"):
        take(f"admin{name.replace('/', '-')}", coordinator, f"/admin{name}")


def _a_course_day(world: World, men: list[Man]) -> None:
    take, cast = world.camera.take, world.cast
    provider = cast.staff(PROVIDER)
    take("provider-week", provider, "/provider")
    take("provider-dates", provider, "/provider/dates")
    take("provider-new-date", provider, "/provider/dates/new")
    sergeant = cast.staff(CUSTODY)
    take("custody-case-booked", sergeant, f"/custody/referrals/{men[0].reference}")
    man = cast.man("the man", men[0].slip)
    words = man.row("Your place").inner_text()
    provider.page.goto(f"{provider.home_url}/provider/dates")
    link = next(one for one in provider.main.locator("td a").all() if one.inner_text() in words)
    day = link.inner_text()
    link.click()
    date_path = provider.path
    take("provider-date", provider)
    take("provider-cancel", provider, f"{date_path}/cancel")
    starts_at = next(at for at in _mornings(world) if spoken_instant(at) == day)
    cast.move_clock_to(starts_at - timedelta(minutes=20))
    take("provider-week-on-the-day", provider, "/provider")
    provider.open(f"{date_path}/register")
    take("provider-register-to-open", provider)
    provider.press("Open the register")
    provider.open(f"{date_path}/register/1")
    take("provider-seat", provider)
    provider.press("Arrived")
    take("provider-seat-errors", provider)
    provider.choose("Photo identity shown", "Driving licence")
    provider.press("Arrived")
    take("provider-register", provider)
    cast.move_clock_to(london_instant(london_date(starts_at), time(16, 40)))
    take("provider-sign-missing", provider, f"{date_path}/sign")
    provider.open(f"{date_path}/sign")
    provider.press("Mark the 1 remaining as did not come")
    provider.press("Mark the 1 present as completed")
    take("provider-sign", provider)
    provider.page.get_by_role("checkbox").check()
    provider.press("Sign the register")
    take("provider-signed", provider)
    take("provider-register-signed", provider, f"{date_path}/register")


def _mornings(world: World) -> list[datetime]:
    today = london_date(world.rehearsal.now())
    return [london_instant(today + timedelta(days=ahead), time(9, 30)) for ahead in range(60)]


def _custody_after(world: World, booked: Man, absent: Man) -> None:
    take, cast = world.camera.take, world.cast
    sergeant = cast.staff(CUSTODY)
    take("custody-today-with-results", sergeant, "/custody")
    take("custody-returns", sergeant, "/custody/returns")
    for man in (booked, absent):
        take(
            f"custody-return-{'completed' if man is booked else 'failed'}",
            sergeant,
            f"/custody/returns/{man.reference}",
        )
    sergeant.open(f"/custody/returns/{booked.reference}")
    sergeant.press("I have received this")
    take("custody-return-received", sergeant)
    take("custody-disposal", sergeant, f"/custody/referrals/{booked.reference}/disposal")
    take("custody-case-finished", sergeant, f"/custody/referrals/{booked.reference}")
    take("person-9-finished", cast.man("the man", booked.slip), "/my-booking")
    take("person-9-gone-back", cast.man("the other man", absent.slip), "/my-booking")
    stage = cast.at_the_stage()
    take("stage-inbox", stage, f"{stage.home_url}/inbox?address={booked.email}")
    take("stage-clock", stage, f"{stage.home_url}/clock")
