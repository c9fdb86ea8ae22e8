"""A form in which a code is typed that was sent to a number or an address."""

from __future__ import annotations

from programme.web.kit.forms import PageForm, TextField, add_error

CODE_LENGTH = 6


class CodeForm(PageForm):
    """The code, however its digits are grouped."""

    code = TextField("Code", hint="Six digits", needed="Enter the code", longest=20)

    def check(self) -> None:
        """Six digits."""
        bare = self.code.data = "".join((self.code.data or "").replace("-", " ").split())
        if not self.code.errors and not (len(bare) == CODE_LENGTH and bare.isascii() and bare.isdigit()):
            add_error(self, "code", f"A code is {CODE_LENGTH} digits. Look at it once more")


def after_a_wrong_code(tries_left: int) -> str:
    """The words beside the field."""
    if tries_left <= 0:
        return "There is no code to try any more. Send a new one"
    tries = "one try is" if tries_left == 1 else f"{tries_left} tries are"
    return f"This is not the code: {tries} left"
