"""The net under every command: whatever goes wrong becomes one sentence and an exit code, never a traceback.

The sentence is ours. An exception's own text may quote a row, an address or a password, and is not printed.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pydantic import ValidationError

OUR_FAULT = 70
"""Beside it a command ends with 0, with 1 where it refuses, with 2 for a wrong argument (docs/operations.md)."""


class OurFault(click.ClickException):
    """A command that fails by no fault of whoever typed it."""

    exit_code = OUR_FAULT


def ended_by(fault: Exception) -> click.ClickException:
    """How a command ends that `fault` came out of."""
    from sqlalchemy.exc import SQLAlchemyError

    from programme.opening import DatabaseUnfit
    from programme.shared.faults import place_of
    from programme.shared.refusal import Refusal
    from programme.storage.problems import sentence_for

    if problems := wrong_settings(fault):
        return click.ClickException("\n".join(["the settings are not fit:", *problems]))
    if isinstance(fault, DatabaseUnfit):
        return click.ClickException(str(fault))
    if isinstance(fault, SQLAlchemyError):
        return click.ClickException(sentence_for(fault))
    if isinstance(fault, Refusal):
        return click.ClickException(" ".join(f"{part.rstrip('.')}." for part in (fault.headline, fault.remedy) if part))
    if isinstance(fault, OSError):
        reason = os.strerror(fault.errno) if fault.errno and fault.errno > 0 else type(fault).__name__
        return click.ClickException(
            f"A file, folder or address cannot be used: {reason}. Look at what the settings and options name."
        )
    kind, place = type(fault).__name__, place_of(fault.__traceback__)
    return OurFault(f"The program is at fault, and nothing more was done. Report this: {kind} at {place}.")


def wrong_settings(fault: Exception) -> list[str]:
    """One line for each setting that is wrong, without its value; none where something else is.

    Settings that have to go together are compared only where they could be read. So that one of them does not hide the
    others, it is asked once more with what cannot be read left out.
    """
    from pydantic import ValidationError

    from programme.settings import Settings

    if not isinstance(fault, ValidationError) or fault.title != "Settings":
        return []
    lines, unread = _lines_of(fault), [str(error["loc"][0]) for error in fault.errors() if error["loc"]]
    if unread:
        otherwise: dict[str, Any] = {name: Settings.model_fields[name].default for name in unread}
        try:
            Settings(**otherwise | ({"environment": "production"} if "environment" in unread else {}))
        except ValidationError as more:
            told = [f"PROGRAMME_{name.upper()}" for name in unread]
            lines += [line for line in _lines_of(more) if not any(name in line for name in told)]
    return lines


def _lines_of(fault: ValidationError) -> list[str]:
    lines: list[str] = []
    for error in fault.errors(include_url=False, include_input=False):
        words = re.sub(r"^(Value error, )?(not fit for \w+: )?", "", error["msg"])
        name = "".join(f"PROGRAMME_{str(part).upper()}: " for part in error["loc"][:1])
        lines += [f"  {name}{part}" for part in words.split("; ")]
    return lines
