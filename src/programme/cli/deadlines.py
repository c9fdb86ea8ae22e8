"""`programme deadlines`: the dates of a case and why, for anybody checking by hand."""

from __future__ import annotations

import json
from datetime import date, datetime

import click


@click.command("deadlines")
@click.option("--offence", required=True, help="London day and time of the offence, such as 2026-08-31T23:50.")
@click.option("--caution", default=None, help="Day of the conditional caution, such as 2026-09-05.")
@click.option("--exceptional", is_flag=True, help="Twenty weeks after the caution in place of sixteen.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def deadlines_command(offence: str, caution: str | None, exceptional: bool, as_json: bool) -> None:
    """Print the dates that follow from an offence, each with its reason."""
    from programme.referrals.deadlines import deadlines_for

    found = deadlines_for(_instant(offence), cautioned_on=_day(caution), exceptional=exceptional)
    dates = {
        "charge_by_on": found.charge_by_on,
        "charge_action_on": found.charge_action_on,
        "return_by_on": found.return_by_on,
        "complete_by_on": found.complete_by_on,
        "caution_limit_on": found.caution_limit_on,
    }
    if as_json:
        spoken = {name: on.isoformat() if on else None for name, on in dates.items()}
        click.echo(json.dumps({**spoken, "why": list(found.why)}))
        return
    for name, on in dates.items():
        if on is not None:
            click.echo(f"{name:<18} {on:%a %d %b %Y}")
    click.echo("")
    for sentence in found.why:
        click.echo(f"- {sentence}")


def _instant(text: str) -> datetime:
    from programme.shared.dates import london_instant

    try:
        parsed = datetime.fromisoformat(text)
        if parsed.tzinfo is not None:
            return parsed
        return london_instant(parsed.date(), parsed.time())
    except ValueError as unreadable:
        raise click.BadParameter("write it as 2026-08-31T23:50", param_hint="--offence") from unreadable


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as unreadable:
        raise click.BadParameter("write it as 2026-09-05", param_hint="--caution") from unreadable
