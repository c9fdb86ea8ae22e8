"""`programme check`: what is missing until a first referral can be offered, and before a real person reads it."""

from __future__ import annotations

import click

from programme.cli.opened import our_database


class _CannotLook(click.ClickException):
    """The settings or the database are not what they have to be: nothing is known."""

    exit_code = 2


@click.command("check")
def check_command() -> None:
    """Say of each programme what is missing until a first referral can be offered, and which steps before the first
    real person nobody has ticked, as the page Set up does.

    Ends with 0 where nothing is, with 1 where something is, and with 2 where it cannot look.
    """
    try:
        lacking = _say()
    except click.ClickException:
        raise
    except Exception as fault:
        from programme.cli.faults import ended_by

        ended = ended_by(fault)
        raise (_CannotLook(ended.message) if ended.exit_code == 1 else ended) from None
    if lacking:
        raise click.ClickException(lacking)


def _say() -> str:
    """Print the lists; what is lacking in a sentence, nothing where all of it is there."""
    from programme.courses.words import GO_LIVE_WORDS
    from programme.insight.set_up_facts import set_up_facts
    from programme.insight.set_up_list import OwnSettings, count_missing, go_live_lines, set_up_lines
    from programme.insight.words import SET_UP_WORDS
    from programme.integrations.clock import SystemClock
    from programme.notices.rendering import LONGEST_PUBLIC_URL
    from programme.settings import Settings

    settings, now = Settings(), SystemClock().now()
    own = OwnSettings(settings.mail_mark, settings.payments_mark, settings.takes_real_money)
    with our_database() as database:
        found = database.read_now(set_up_facts, now=now)
        if not found:
            return "nothing is set up: run `programme setup`"
        lacking = unticked = 0
        for facts in found:
            lines = set_up_lines(facts, own, machine_now=now)
            lacking += count_missing(lines)
            click.echo(f"{facts.programme} ({facts.force_code})")
            for line in lines:
                click.echo(f"  {'done   ' if line.done else 'MISSING'}  {SET_UP_WORDS[line.task][0]}. {line.note}")
            click.echo("  Before the first real person reads it:")
            steps = go_live_lines(facts)
            unticked += count_missing(steps)
            for step in steps:
                click.echo(f"  {'done   ' if step.done else 'OPEN   '}  {GO_LIVE_WORDS[step.step][0]}. {step.note}")
    if len(settings.public_url) > LONGEST_PUBLIC_URL:
        click.echo(
            f"Note: {settings.public_url} is longer than {LONGEST_PUBLIC_URL} letters. Some texts to him are two then: "
            "they cost twice, and can come apart. A shorter address keeps each in one."
        )
    until = "" if any(one.has_cases for one in found) else found[0].until
    said = [f"{lacking} missing{until}"] * bool(lacking)
    said += [f"{unticked} open before the first real person reads it"] * bool(unticked)
    return f"not ready: {'; '.join(said)}" if said else ""
