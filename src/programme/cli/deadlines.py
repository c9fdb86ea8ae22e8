"""`programme deadlines`: the dates of a case and why, for anybody checking by hand."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from programme.policies.rules import Route

FIRST_YEAR, LAST_YEAR = 2000, 2099


@click.command("deadlines")
@click.option("--offence", required=True, help="London day and time of the offence, such as 2026-08-31T23:50.")
@click.option("--route", default="conditional_caution", show_default=True, help="The disposal route, by its name.")
@click.option("--caution", default=None, help="Day of the caution, such as 2026-09-05.")
@click.option("--exceptional", default="", metavar="REASON", help="Why the route's longer limit holds.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def deadlines_command(offence: str, route: str, caution: str | None, exceptional: str, as_json: bool) -> None:
    """Print the dates that follow from an offence, each with its reason.

    It needs no database: the routes are those that this release brings, with the weeks they had on the day of the
    offence. A route that a force has added since is on its page of routes.
    """
    from programme.clock.deadlines import ORDINARY_POLICY, deadlines_for
    from programme.clock.keeping import policy_of
    from programme.shared.dates import london_date

    offence_at = _instant(offence)
    cautioned_on = _day(caution, london_date(offence_at))
    version = _route(route, london_date(offence_at))
    if exceptional and version.exceptional_weeks is None:
        raise click.BadParameter(f"{version.name} has no longer limit", param_hint="--exceptional")
    if cautioned_on is not None and version.weeks is None:
        raise click.BadParameter(f"{version.name} sets no limit from a caution", param_hint="--caution")
    found = deadlines_for(
        offence_at,
        cautioned_on=cautioned_on,
        exceptional=bool(exceptional),
        policy=policy_of(ORDINARY_POLICY, version),
    )
    reason = [f"The longer limit holds because: {exceptional}."] if exceptional and cautioned_on else []
    why = [f"Route: {version.name}, as for an offence on that day.", *found.why, *reason]
    dates = {
        "charge_by_on": found.charge_by_on,
        "charge_action_on": found.charge_action_on,
        "return_by_on": found.return_by_on,
        "complete_by_on": found.complete_by_on,
        "caution_limit_on": found.caution_limit_on,
    }
    if as_json:
        spoken = {name: on.isoformat() if on else None for name, on in dates.items()}
        click.echo(json.dumps({"route": version.key, **spoken, "why": why}))
        return
    for name, on in dates.items():
        if on is not None:
            click.echo(f"{name:<18} {on:%a %d %b %Y}")
    click.echo("")
    for sentence in why:
        click.echo(f"- {sentence}")


def _route(name: str, offence_on: date) -> Route:
    from programme.policies.refusals import NoRouteThen
    from programme.policies.rules import Policies
    from programme.policies.shipped import SHIPPED_ROUTES

    names = sorted({route.code for route in SHIPPED_ROUTES if route.is_on})
    if name not in {route.code for route in SHIPPED_ROUTES}:
        raise click.BadParameter(f"there is no route {name!r}; there are {', '.join(names)}", param_hint="--route")
    try:
        return Policies(SHIPPED_ROUTES, ()).route_on(name, offence_on)
    except NoRouteThen as refusal:
        why = f"{name} is switched off, or was not in force on {offence_on}; there are {', '.join(names)}"
        raise click.BadParameter(why, param_hint="--route") from refusal


def _instant(text: str) -> datetime:
    from programme.shared.dates import london_instant

    try:
        parsed = datetime.fromisoformat(text)
        _check_years(parsed, "--offence")
        if parsed.tzinfo is not None:
            return parsed
        return london_instant(parsed.date(), parsed.time())
    except ValueError as unreadable:
        raise click.BadParameter("write it as 2026-08-31T23:50", param_hint="--offence") from unreadable


def _day(text: str | None, offence_on: date) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as unreadable:
        raise click.BadParameter("write it as 2026-09-05", param_hint="--caution") from unreadable
    _check_years(day, "--caution")
    if day < offence_on:
        raise click.BadParameter("a caution cannot come before the offence", param_hint="--caution")
    return day


def _check_years(day: date, option: str) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise click.BadParameter(f"the years from {FIRST_YEAR} to {LAST_YEAR} can be worked out", param_hint=option)
