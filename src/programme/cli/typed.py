"""Texts that may be typed at the command line: as long as their column, and nothing that no database takes."""

from __future__ import annotations

import re
import sys

import click

LARGEST_NUMBER = 2**63 - 1


class TypedWords(click.ParamType[str]):
    """A line of text of at most `longest` characters."""

    name = "text"

    def __init__(self, longest: int) -> None:
        self._longest = longest

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text without what stands around it."""
        text = value.strip()
        if not text and param is not None and param.required:
            self.fail("is empty", param, ctx)
        if not text.isprintable():
            self.fail("holds a character that cannot be printed", param, ctx)
        if len(text) > self._longest:
            self.fail(f"has at most {self._longest} characters", param, ctx)
        return text


class EmailAddress(TypedWords):
    """The address of an account. Kept as it is compared: in small letters."""

    name = "email"

    def __init__(self) -> None:
        super().__init__(254)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address in small letters."""
        text = super().convert(value, param, ctx)
        if not re.fullmatch(r"[^\s@]+@[^\s@]+", text):
            from programme.people.contact import EMAIL_WORDS

            self.fail(f"EMAIL must be {EMAIL_WORDS}", param, ctx)
        return text.lower()


def typed_password() -> str:
    """A password that is typed twice, or the first line of standard input. Raises UsageError where there is none."""
    if sys.stdin is None:
        raise click.UsageError("there is no standard input to read the password from: pipe it in, or type it")
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, type=str))
    try:
        typed = sys.stdin.readline().rstrip("\r\n")
        typed.encode()
    except UnicodeError:
        raise click.UsageError("the password is not text: send it as UTF-8") from None
    return typed
