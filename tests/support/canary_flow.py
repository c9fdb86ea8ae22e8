"""A day of the service with people whose names cannot be mistaken, as a process of its own whose output is searched.

python -m tests.support.canary_flow DATABASE_URL
"""

from __future__ import annotations

import sys
from datetime import date, timedelta

from sqlalchemy.orm import Session

from programme.history.models import HistoryRow
from programme.jobs.runner import Job, SweepCount, run_job
from programme.logs import set_up_logs
from programme.notices.models import Channel
from programme.notices.outbox import Debt, owe_all
from programme.opening import database_at
from programme.people.models import Account, SafeContact
from programme.people.passwords import hash_password
from programme.shared.actor import Door, Role
from programme.storage.database import Database
from tests.support.builders import NOW, a_course_date, a_person, a_referral, a_world, an_account, an_offer
from tests.support.clients import Browser, a_wiring, an_app, run_due

CANARIES = {
    "surname": "Zebrawitz",
    "forenames": "Quilliam",
    "email": "quokka@zebra-canary.example",
    "mobile": "07700900987",
    "address": "77 Wombat Crescent",
    "postcode": "ZQ9 7XY",
    "born_on": "1971-12-13",
    "code": "X7KM-4QPD-9RTW",
    "password": "axolotl narwhal pangolin",
    "staff": "numbat@zebra-canary.example",
    "typed": "Thylacine",
}


def main(database_url: str) -> None:
    """Everything that can be logged about him, tried."""
    set_up_logs()
    database = database_at(database_url)
    world = a_world(database)
    person = a_person(
        database,
        surname=CANARIES["surname"],
        forenames=CANARIES["forenames"],
        email=CANARIES["email"],
        mobile=CANARIES["mobile"],
        address=CANARIES["address"],
        postcode=CANARIES["postcode"],
        born_on=date.fromisoformat(CANARIES["born_on"]),
        safe_contact=SafeContact.ANY,
    )
    referral = a_referral(database, world, person, officer_email=CANARIES["staff"])
    offer = an_offer(database, referral, secret_hash=hash_password(CANARIES["code"]))
    course = a_course_date(database, world)
    officer = an_account(
        database,
        Door.CUSTODY,
        force_code="43",
        email=CANARIES["staff"],
        name="Numbat",
        roles=frozenset({Role.OFFICER, Role.SUPERVISOR}),
        password_hash=hash_password(CANARIES["password"]),
    )
    wiring = a_wiring(database)
    app = an_app(wiring)
    _staff(Browser(app), officer, referral.reference)
    _himself(Browser(app), offer, referral.reference, course.reference)
    _strangers(Browser(app))
    _worker(database, referral.id)
    run_due(wiring)
    print("done", file=sys.stderr)


def _staff(browser: Browser, officer: Account, reference: str) -> None:
    signing_in = {"email": CANARIES["staff"], "password": f"wrong {CANARIES['password']}"}
    browser.post("/sign-in", signing_in)
    browser.post("/sign-in", {**signing_in, "password": CANARIES["password"]})
    browser.sign_in_as(officer)
    browser.get("/custody")
    browser.get(f"/custody/referrals/{reference}")
    browser.get(f"/custody/search?q={CANARIES['surname']}")
    browser.post("/custody/search", {"q": CANARIES["surname"]})
    typed = dict.fromkeys(("surname", "forenames", "pnc_id", "offence_code", "born_on"), CANARIES["typed"])
    browser.post("/custody/referrals/new", typed)
    browser.post("/custody/import", {}, files={"file": ("Thylacine.csv", CANARIES["typed"].encode(), "text/csv")})
    browser.post(f"/custody/referrals/{reference}/withdraw", {"reason": CANARIES["typed"]})


def _himself(browser: Browser, offer: object, reference: str, course: str) -> None:
    browser.post("/", {"reference": reference, "code": CANARIES["code"], "born_on": CANARIES["born_on"]})
    browser.post("/", {"reference": reference, "code": f"{CANARIES['code']}X"})
    browser.sign_in_as(offer)  # type: ignore[arg-type]
    browser.get("/my-booking")
    browser.post("/my-booking/dates", {"date": course})
    browser.post(f"/my-booking/dates/{course}", {})
    browser.post("/my-booking/pay", {})
    browser.post("/my-booking/contact", {"email": CANARIES["email"], "mobile": CANARIES["typed"]})
    browser.get("/my-booking/paid")


def _strangers(browser: Browser) -> None:
    browser.get(f"/{CANARIES['surname']}?{CANARIES['mobile']}={CANARIES['email']}")
    browser.send("POST", "/webhooks/stripe", content=CANARIES["typed"], headers={"Stripe-Signature": CANARIES["typed"]})
    browser.send("POST", f"/api/v1/{CANARIES['typed']}", json={"surname": CANARIES["surname"]})
    browser.send(CANARIES["typed"].upper(), "/")


def _worker(database: Database, referral_id: int) -> None:
    facts = {"reference": CANARIES["typed"], "answer_by_at": NOW}
    debts = [
        Debt("offer_lapsed", "1", Channel.EMAIL, CANARIES["email"], facts, referral_id),
        Debt("offer_lapsed", "2", Channel.EMAIL, f"{CANARIES['email']}\n{CANARIES['typed']}", facts, referral_id),
        Debt("place_moved", "3", Channel.TEXT, CANARIES["mobile"], facts, referral_id),  # its words need more facts
    ]
    database.write_now(owe_all, debts, now=NOW - timedelta(days=1))

    def breaks(_now: object) -> SweepCount:
        def write(db: Session) -> None:
            db.add(HistoryRow(referral_id=-1, event=CANARIES["surname"], facts={"name": CANARIES["surname"]}))

        database.write_now(write)
        return SweepCount()

    run_job(Job("breaks", 1, breaks), database, holder="a", now=NOW, machine_now=lambda: NOW)


if __name__ == "__main__":
    main(sys.argv[1])
