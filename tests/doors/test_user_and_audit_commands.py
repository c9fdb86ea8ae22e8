"""The command line's accounts and its proof of the access log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from programme.audit.access_log import log_access
from programme.audit.models import AccessRow, Operation
from programme.cli import main
from programme.cli.users import user_command
from programme.notices.models import OutboxMessage
from programme.people.models import Account, SignIn
from programme.people.passwords import is_password
from programme.people.sign_ins import begin_sign_in, find_account
from programme.shared.actor import COMMAND_LINE, Door, Role
from programme.storage.database import Database
from tests.support.builders import NOW, a_force, a_provider, a_referral, a_world, an_account

PASSWORD = "correct horse battery"
ADD = ("user", "add", "Desk@Example.org", "--name", "Sgt A. Desk", "--organisation", "Custody", "--role", "officer")

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str) -> Run:
    def run_command(*arguments: str, typed: str | None = None) -> Result:
        environment = {"PROGRAMME_DATABASE_URL": database_url, "PROGRAMME_ENVIRONMENT": "test"}
        return CliRunner().invoke(main, arguments, input=typed, env=environment)

    return run_command


def account(database: Database, email: str = "desk@example.org") -> Account:
    return database.read_now(lambda db: db.execute(select(Account).where(Account.email == email)).scalar_one())


def test_an_account_is_made_with_a_password_from_standard_input(database: Database, run: Run) -> None:
    a_force(database, "43")

    result = run(*ADD, "--role", "supervisor", "--door", "custody", "--force", "43", typed=f"{PASSWORD}\n")

    assert result.exit_code == 0, result.output
    made = account(database)
    assert (made.door, made.force_code) == (Door.CUSTODY, "43")
    assert made.roles == frozenset({Role.OFFICER, Role.SUPERVISOR})
    assert database.read_now(lambda db: db.execute(select(AccessRow.what)).scalar_one()) == "user add"
    assert is_password(made.password_hash, PASSWORD)
    assert PASSWORD not in result.output


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("desk", "EMAIL must be one address in plain letters"),
        ("jörg@example.org", "EMAIL must be one address in plain letters"),
        ("x:y@example.org", "EMAIL must be one address in plain letters"),
        ("a@b.org,c@d.org", "EMAIL must be one address in plain letters"),
        ("x\u200b@example.org", "holds a character that cannot be printed"),
    ],
)
def test_an_account_whose_address_nothing_can_be_sent_to_is_not_made(
    database: Database, run: Run, email: str, said: str
) -> None:
    a_force(database, "43")

    result = run("user", "add", email, *ADD[3:], "--door", "custody", "--force", "43", typed=f"{PASSWORD}\n")

    assert result.exit_code == 2
    assert said in result.output
    assert database.read_now(lambda db: db.execute(select(Account)).first()) is None


def test_an_account_with_a_domain_in_other_letters_is_kept_and_found_in_its_plain_form(
    database: Database, run: Run
) -> None:
    a_force(database, "43")

    run("user", "add", "Desk@Müller.de", *ADD[3:], "--door", "custody", "--force", "43", typed=f"{PASSWORD}\n")

    assert account(database, "desk@xn--mller-kva.de").active
    assert database.read_now(find_account, "desk@müller.de") is not None
    assert run("user", "disable", "desk@MÜLLER.de").exit_code == 0


@pytest.mark.parametrize("typed", ["", "too short\n", "x" * 14 + "\n", "x" * 129 + "\n"])
def test_a_password_that_is_too_short_or_too_long_makes_no_account(database: Database, run: Run, typed: str) -> None:
    a_force(database, "43")

    result = run(*ADD, "--door", "custody", "--force", "43", typed=typed)

    assert result.exit_code == 2
    assert "15 to 128" in result.output
    assert database.read_now(find_account, "desk@example.org") is None


def test_no_command_takes_a_password_as_an_argument() -> None:
    options = {option for command in user_command.commands.values() for p in command.params for option in p.opts}

    assert not any("pass" in option for option in options)


@pytest.mark.parametrize(
    ("door", "needs"), [("custody", "--force"), ("partner", "--force"), ("provider", "--provider")]
)
def test_a_door_whose_people_belong_somewhere_asks_where(run: Run, door: str, needs: str) -> None:
    result = run(*ADD, "--door", door, typed=f"{PASSWORD}\n")

    assert result.exit_code == 2
    assert needs in result.output


def test_an_account_that_is_there_already_or_belongs_nowhere_is_refused_in_words(database: Database, run: Run) -> None:
    provider = a_provider(database)
    staff = (*ADD[:-1], "provider_staff")
    to_provider = (*staff, "--door", "provider", "--provider", str(provider.id))
    assert run(*to_provider, typed=f"{PASSWORD}\n").exit_code == 0

    again = run(*to_provider, typed=f"{PASSWORD}\n")
    nowhere = run(*ADD[:2], "new@example.org", *ADD[3:], "--door", "custody", "--force", "ZZ", typed=f"{PASSWORD}\n")

    wrong_role = run(*ADD, "--door", "provider", "--provider", str(provider.id), typed=f"{PASSWORD}\n")

    for result, said in (
        (again, "This email address has an account already."),
        (nowhere, "There is no force with this code."),
        (wrong_role, "Choose at least one of the roles that there are at this door."),
    ):
        assert result.exit_code == 1
        assert said in result.output
        assert "Traceback" not in result.output


def test_somebody_can_be_invited_from_the_command_line_and_let_in_again(database: Database, run: Run) -> None:
    a_force(database, "43")

    invited = run(*ADD, "--door", "custody", "--force", "43", "--station", "Loddon Valley", "--invite")

    assert invited.exit_code == 0, invited.output
    assert account(database).password_hash is None
    assert "(invited)" in run("user", "list").output
    assert database.read_now(lambda db: db.execute(select(OutboxMessage.notice)).scalars().all()) == ["invitation"]
    assert run("user", "disable", "desk@example.org").exit_code == 0
    assert run("user", "enable", "desk@example.org").exit_code == 0
    assert account(database).active
    states = database.read_now(lambda db: db.execute(select(OutboxMessage.state)).scalars().all())
    assert sorted(states) == ["queued", "stale"]  # the first link ended with the account


def test_a_disabled_account_is_signed_out_at_once_and_listed_no_more(database: Database, run: Run) -> None:
    made = an_account(database, Door.ADMIN, email="desk@example.org")
    database.write_now(begin_sign_in, account_id=made.id, now=NOW, longest=timedelta(hours=10))

    result = run("user", "disable", " Desk@example.org ")

    assert result.exit_code == 0, result.output
    assert not account(database).active
    assert database.read_now(lambda db: db.execute(select(SignIn)).all()) == []
    assert "desk@example.org" not in run("user", "list").output
    assert "(disabled)" in run("user", "list", "--all").output
    operations = database.read_now(lambda db: db.execute(select(AccessRow.operation, AccessRow.what)).all())
    assert operations == [(Operation.ALTERATION, "user disable")]


def test_who_disables_the_last_of_a_role_is_told_what_is_left_unheld(database: Database, run: Run) -> None:
    world = a_world(database)
    a_referral(database, world)
    an_account(database, Door.ADMIN, force_code="43", email="coordinator@example.org")
    an_account(database, Door.CUSTODY, force_code="43", email="s@example.org", roles=frozenset({Role.SUPERVISOR}))

    result = run("user", "disable", "s@example.org")

    assert result.exit_code == 0, result.output
    assert "Nobody supervises Force 43 (43) now: 1 running case. Warnings go to the coordinator." in result.output


def test_a_new_password_ends_every_sign_in(database: Database, run: Run) -> None:
    made = an_account(database, Door.ADMIN, email="desk@example.org")
    database.write_now(begin_sign_in, account_id=made.id, now=NOW, longest=timedelta(hours=10))

    result = run("user", "password", "desk@example.org", typed=f"{PASSWORD}\n")

    assert result.exit_code == 0, result.output
    assert is_password(account(database).password_hash, PASSWORD)
    assert database.read_now(lambda db: db.execute(select(SignIn)).all()) == []


@pytest.mark.parametrize("command", ["disable", "enable", "password"])
def test_an_account_that_is_not_there_is_told(run: Run, database: Database, command: str) -> None:
    result = run("user", command, "nobody@example.org", typed=f"{PASSWORD}\n")

    assert result.exit_code == 1
    assert "user list --all" in result.output


def look(database: Database, at: datetime) -> None:
    database.write_now(log_access, actor=COMMAND_LINE, now=at, what="x", subjects=["K7M2-9QXD"])


def test_the_log_is_sealed_and_proved(database: Database, run: Run) -> None:
    look(database, LONG_AGO)

    sealed = run("audit", "seal")
    proved = run("audit", "verify")

    assert (sealed.exit_code, proved.exit_code) == (0, 0)
    digest = proved.output.split("elsewhere: ")[1].split()[0]
    assert run("audit", "verify", "--expect", digest).exit_code == 0
    lost = run("audit", "verify", "--expect", "f" * 64)
    assert lost.exit_code == 1
    assert "not in the chain" in lost.output


def test_a_changed_row_is_a_failure_that_a_script_can_see(database: Database, run: Run) -> None:
    look(database, LONG_AGO)
    assert "Sealed 1 row.\n1 seal over 1 row; 0 newer rows wait for a seal." in run("audit", "seal").output

    def tamper(db: Session) -> None:
        if database.is_sqlite:
            db.execute(text("DROP TRIGGER access_log_refuses_update"))
        else:
            db.execute(text("ALTER TABLE access_log DISABLE TRIGGER USER"))
        db.execute(text("UPDATE access_log SET what = 'y'"))
        if not database.is_sqlite:
            db.execute(text("ALTER TABLE access_log ENABLE TRIGGER USER"))

    database.write_now(tamper)

    result = run("audit", "verify")
    assert result.exit_code == 1
    assert "BROKEN" in result.output
