"""The arguments of a call: Stripe's bracketed forms as nested values, read with Stripe's own complaints."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl

from programme.sandbox.stripe.api_errors import ApiError, needed, unknown

_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_TRUTH = {"true": True, "false": False}


def nested(form: bytes) -> dict[str, Any]:
    """`a[b][0]=1` as {"a": {"b": {"0": "1"}}}; `a[]=1` counts up. Raises ApiError for names that make no sense."""
    tree: dict[str, Any] = {}
    try:
        pairs = parse_qsl(form.decode(), keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise ApiError("Invalid request: the body is not valid UTF-8 form data.") from None
    for name, value in pairs:
        found = _KEY.fullmatch(name)
        if found is None:
            raise ApiError(f"Invalid parameter name: {name}")
        steps = [found[1], *re.findall(r"\[([^\[\]]*)\]", found[2])]
        branch = tree
        for step in steps[:-1]:
            branch = branch.setdefault(step or str(len(branch)), {})
            if not isinstance(branch, dict):
                raise ApiError(f"Invalid parameter: {name} is both a value and a hash", param=steps[0])
        if isinstance(branch.get(steps[-1]), dict):
            raise ApiError(f"Invalid parameter: {name} is both a value and a hash", param=steps[0])
        branch[steps[-1] or str(len(branch))] = value
    return tree


class Given:
    """The parameters of one call, or a branch of them."""

    def __init__(self, tree: dict[str, Any], prefix: str = "") -> None:
        self.tree = tree
        self._prefix = prefix

    def only(self, names: Collection[str]) -> None:
        """Refuse top-level names that the call does not take. Nested names are open, as they are at Stripe."""
        for name in self.tree:
            if name == "payment_method_types" and name not in names and "allowed_payment_method_types" in names:
                raise unknown(name, ". Did you mean allowed_payment_method_types?")
            if name not in names:
                raise unknown(name)

    def name(self, key: str) -> str:
        """The full name of a parameter, as errors quote it."""
        return f"{self._prefix}[{key}]" if self._prefix else key

    def text(self, key: str, longest: int = 5000) -> str | None:
        """A text, None when it was not given or given empty."""
        value = self.tree.get(key)
        if isinstance(value, dict):
            raise ApiError(f"Invalid string: {self.name(key)}", param=self.name(key))
        if value and len(value) > longest:
            raise ApiError(
                f"Invalid string: must be at most {longest} characters", param=self.name(key), code="parameter_invalid"
            )
        return value or None

    def needed_text(self, key: str) -> str:
        """A text that cannot be left out."""
        value = self.text(key)
        if value is None:
            raise needed(self.name(key))
        return value

    def whole(self, key: str) -> int | None:
        """A whole number; `95.00` is none."""
        value = self.text(key)
        if value is None:
            return None
        if not _WHOLE.fullmatch(value):
            raise ApiError(f"Invalid integer: {value}", param=self.name(key), code="parameter_invalid_integer")
        return int(value)

    def needed_whole(self, key: str) -> int:
        """A whole number that cannot be left out."""
        value = self.whole(key)
        if value is None:
            raise needed(self.name(key))
        return value

    def truth(self, key: str) -> bool | None:
        """`true` or `false`."""
        value = self.text(key)
        if value is None:
            return None
        if value not in _TRUTH:
            raise ApiError(f"Invalid boolean: {value}", param=self.name(key))
        return _TRUTH[value]

    def one_of(self, key: str, choices: Collection[str]) -> str | None:
        """One of a closed list."""
        value = self.text(key)
        if value is not None and value not in choices:
            raise ApiError(f"Invalid {self.name(key)}: must be one of {', '.join(choices)}", param=self.name(key))
        return value

    def texts(self, key: str) -> list[str]:
        """A list of texts in the order given."""
        value = self.tree.get(key)
        if value is None or value == "":
            return []
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise ApiError("Invalid array", param=self.name(key))
        return list(value.values())

    def branch(self, key: str) -> Given:
        """The values given under a name; empty when nothing was."""
        value = self.tree.get(key, {})
        if not isinstance(value, dict):
            raise ApiError("Invalid object", param=self.name(key))
        return Given(value, self.name(key))

    def branches(self, key: str) -> list[Given]:
        """A list of objects in the order given."""
        inner = self.branch(key)
        return [inner.branch(step) for step in inner.tree]

    def metadata(self) -> dict[str, str]:
        """The metadata, within Stripe's limits: 50 keys of 40 characters with values of 500."""
        branch = self.branch("metadata")
        if len(branch.tree) > 50:
            raise ApiError("Metadata can have up to 50 keys", param=self.name("metadata"))
        for key in branch.tree:
            if len(key) > 40:
                raise ApiError("Metadata keys can be up to 40 characters", param=self.name("metadata"))
        return {key: branch.text(key, longest=500) or "" for key in branch.tree}
