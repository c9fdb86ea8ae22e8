"""The papers that were printed to be signed: what he signs is one of them, word for word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from programme.offers.finish_day import days_written
from programme.offers.models import CautionDocument, PrintedPaper
from programme.offers.paper_refusals import AnotherPaper, NotAsPrinted, NothingChangedByHand, SignedBeforePrinted
from programme.offers.paper_words import Around, Texts


def texts_on(paper: PrintedPaper | CautionDocument) -> Texts:
    """The four parts that stand on it."""
    return Texts(paper.offence, paper.admission, paper.consent, paper.conditions)


def around_on(paper: PrintedPaper | CautionDocument) -> Around:
    """The other words on it."""
    return Around(paper.kind, paper.warning, paper.fee_note)


def papers_printed(db: Session, referral_id: int, *, offer_number: int, route: str) -> list[PrintedPaper]:
    """The papers that were printed for this offer of the case (the first is 1) on this route (its key), in their
    order."""
    wanted = select(PrintedPaper).where(
        PrintedPaper.referral_id == referral_id,
        PrintedPaper.offer_number == offer_number,
        PrintedPaper.route == route,
    )
    return list(db.execute(wanted.order_by(PrintedPaper.id)).scalars())


def keep_paper(
    db: Session,
    texts: Texts,
    rest: Around,
    *,
    referral_id: int,
    offer_number: int,
    route: str,
    printed_by: str,
    is_another_since: Callable[[datetime], bool],
    now: datetime,
) -> bool:
    """Keep what is printed; False where the same was printed last. `is_another_since`: whether he has another name on
    record than then. Raises ContentTooLong."""
    texts.check_lengths()
    before = papers_printed(db, referral_id, offer_number=offer_number, route=route)
    is_same = before and (texts_on(before[-1]), around_on(before[-1])) == (texts, rest)
    if is_same and not is_another_since(before[-1].printed_at):
        return False
    paper = PrintedPaper(
        referral_id=referral_id,
        offer_number=offer_number,
        route=route,
        **asdict(texts),
        **asdict(rest),
        finish_by_on=max(days_written(texts.conditions), default=None),
        printed_at=now,
        printed_by=printed_by,
    )
    db.add(paper)
    return True


@dataclass(frozen=True, slots=True)
class PaperNamed:
    """The paper that he signed, as whoever records it names it: the one that was printed at `printed_at`, else the last
    one before he signed; `by_hand`: something on it was changed by hand before that; `elsewhere`: it was not printed
    here at all."""

    printed_at: datetime | None = None
    by_hand: bool = False
    elsewhere: bool = False


THE_LAST_ONE = PaperNamed()
"""The last one before he signed, as it was printed."""


@dataclass(frozen=True, slots=True)
class PaperSigned:
    """The four parts as he signed them, and on which paper: None where it was not printed here. `changed` are the parts
    that were changed on it by hand."""

    paper: PrintedPaper | None
    texts: Texts
    changed: tuple[str, ...] = ()


def paper_signed(
    papers: Sequence[PrintedPaper], typed: Texts, *, signed_at: datetime, named: PaperNamed
) -> PaperSigned:
    """The paper that he signed: word for word as it was printed, unless it was changed by hand or not printed here.

    Raises NotAsPrinted where what is typed stands on none of the papers, SignedBeforePrinted, AnotherPaper where nobody
    chose one and what is typed stands on an earlier one than the last, and NothingChangedByHand.
    """
    if not papers or named.elsewhere:
        return PaperSigned(None, typed)
    if not named.by_hand:
        _check_printed(papers, typed)
    chosen = [one for one in papers if named.printed_at in (None, one.printed_at)] or papers
    in_time = [one for one in chosen if one.printed_at.replace(second=0, microsecond=0) <= signed_at]
    if not in_time:
        raise SignedBeforePrinted(chosen[0].printed_at)
    paper = in_time[-1]
    mine, printed = _parts(typed), _parts(texts_on(paper))
    changed = tuple(name for name in mine if mine[name] != printed[name])
    if named.by_hand:
        if not changed:
            raise NothingChangedByHand()
        return PaperSigned(paper, typed, changed)
    said = [one for one in in_time if _parts(texts_on(one)) == mine]
    if changed and said and named.printed_at is None:
        raise AnotherPaper(said[-1].printed_at, paper.printed_at)
    return PaperSigned(paper, texts_on(paper))


def _check_printed(papers: Sequence[PrintedPaper], typed: Texts) -> None:
    said = [_parts(texts_on(one)) for one in papers]
    mine = _parts(typed)
    if mine in said:
        return
    alone = (name for name in reversed(mine) if all(one[name] != mine[name] for one in said))
    raise NotAsPrinted(field=next(alone, "conditions"))


def _parts(texts: Texts) -> dict[str, str]:
    return {name: " ".join(text.split()) for name, text in asdict(texts).items()}
