"""A draft that somebody saved since it was shown: what he typed is lost by nothing that another does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from programme.actions.discard_referral_draft import discard_referral_draft
from programme.actions.save_referral_draft import DraftSaved, save_referral_draft
from programme.intake.drafts import saved_mark
from programme.intake.models import ReferralDraft
from programme.people.sign_ins import account_actor
from programme.shared.actor import Actor, Door
from programme.shared.refusal import ChangedSinceShown
from programme.storage.database import Database
from tests.support.builders import NOW, a_world, an_account, read
from tests.support.referring import refer


def surnames(database: Database) -> list[str]:
    drafts = read(database, lambda db: db.execute(select(ReferralDraft)).scalars().all())
    return sorted(draft.typed["surname"] for draft in drafts)


@pytest.mark.parametrize("by_himself", [False, True])
def test_what_was_saved_since_it_was_shown_stays(database: Database, by_himself: bool) -> None:
    """By a colleague, or by himself in another window. The control does the same with the draft as it stands."""
    a_world(database)
    one, colleague = (account_actor(an_account(database, Door.CUSTODY, force_code="43")) for _ in range(2))
    second = one if by_himself else colleague

    def save(actor: Actor, surname: str, minute: int, **over: Any) -> tuple[DraftSaved, str]:
        at = NOW + timedelta(minutes=minute)
        typed: dict[str, str | list[str]] = {"surname": surname}
        saved = database.write_now(save_referral_draft, actor=actor, now=at, typed=typed, **over)
        return saved, saved_mark(actor.id or 0, saved.saved_at)

    draft, shown = save(one, "Mensah", 0)
    _, newer = save(second, "Kowalski", 1, draft_id=draft.id, mark=shown)
    assert surnames(database) == ["Kowalski"]

    discard: dict[str, Any] = {"actor": one, "now": NOW, "draft_id": draft.id}
    with pytest.raises(ChangedSinceShown):
        database.write_now(discard_referral_draft, mark=shown, **discard)
    save(one, "Okafor", 2, draft_id=draft.id, mark=shown)
    assert surnames(database) == ["Kowalski", "Okafor"]
    refer(database, one, draft_id=draft.id, draft_mark=shown)
    assert surnames(database) == ["Kowalski", "Okafor"]
    database.write_now(discard_referral_draft, mark=newer, **discard)
    assert surnames(database) == ["Okafor"]
