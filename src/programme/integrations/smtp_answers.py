"""Reading a mail server's no: is it about the address, or about us?

Only an answer to RCPT can be about the address, and only one that says outright that there is no such mailbox, domain
or form of address. It says so with its enhanced code (RFC 3463), or, where it gives none, in its words. Everything else
may be a fault of ours, or of a server on the way: a wrong sender or password, a relay that does not know us, a policy,
a full mailbox. Whoever takes such an answer for the address's loses what was to be said to it.
"""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass

from programme.notices.carriers import Cause

LASTING_FROM = 500
_ENHANCED = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
NO_SUCH_ADDRESS = frozenset({(1, 1), (1, 2), (1, 3), (1, 6), (1, 10)})
"""No such mailbox, no such domain, not an address, mailbox moved away, a domain that takes no mail."""
SAYS_LITTLE = frozenset({(0, 0), (1, 0)})
"""Enhanced codes that say no more than that something is wrong: the words decide."""
_NO_SUCH_WORDS = re.compile(
    r"no such (user|mailbox|recipient|address|person|account|domain)|no mailbox (here )?by that name"
    r"|(user|recipient|mailbox|address|account) (is )?(unknown|not found|does not exist|doesn't exist)"
    r"|(unknown|invalid|nonexistent|non-existent) (local )?(user|recipient|mailbox|address)"
    r"|(user|recipient|mailbox|address)[^;:,]{0,80} (does not|doesn't) exist",
    re.IGNORECASE,
)
_ABOUT_US = re.compile(r"sender|relay|policy|block|spam|denied|authentic|temporar", re.IGNORECASE)
_BARE_CODES = frozenset({550, 551, 553})
"""The reply codes of RFC 5321 that can say without an enhanced code that there is no such mailbox."""


@dataclass(frozen=True, slots=True)
class RelayAnswer:
    """A server's answer: its code, the two last parts of its enhanced code where it gave one, and its words."""

    code: int
    enhanced: tuple[int, int] | None
    words: str

    @classmethod
    def read(cls, code: int, words: bytes | str) -> RelayAnswer:
        """An answer as smtplib hands it over."""
        text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
        found = _ENHANCED.match(text)
        return cls(code, (int(found[2]), int(found[3])) if found else None, text)

    def __str__(self) -> str:
        """Its numbers alone: the words may hold the address."""
        return (
            f"{self.code} {self.code // 100}.{self.enhanced[0]}.{self.enhanced[1]}" if self.enhanced else f"{self.code}"
        )


def cause_of_refusal(answer: RelayAnswer) -> Cause:
    """The cause that an answer to RCPT names: there is no such address, or only that this message was not accepted for
    it now."""
    if answer.code < LASTING_FROM:
        return Cause.NOT_ACCEPTED
    if answer.enhanced is not None and answer.enhanced not in SAYS_LITTLE:
        return Cause.ADDRESS_REFUSED if answer.enhanced in NO_SUCH_ADDRESS else Cause.NOT_ACCEPTED
    in_words = _NO_SUCH_WORDS.search(answer.words) and not _ABOUT_US.search(answer.words)
    says_so = answer.code in _BARE_CODES and in_words
    return Cause.ADDRESS_REFUSED if says_so else Cause.NOT_ACCEPTED


def cause_of_fault(fault: Exception) -> Cause:
    """The cause of a fault of the whole connection. None is an address's."""
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return Cause.KEY_REFUSED
    refused = isinstance(fault, (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError))
    return Cause.SERVICE_REFUSED if refused else Cause.SERVICE_AWAY
