"""Who may do what in a shared app that asks people to log in: viewers look, reviewers decide and download, others do nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.errors import PolicyError

Role = Literal["nobody", "viewer", "reviewer"]

_WORD = re.compile(r"(?:\*|[^@\s*]+)@[^@\s*]+|\*")


@dataclass(frozen=True, slots=True)
class People:
    """Addresses of either role, lower case: one person's, "*@example.org" for all of a domain, or "*" for whoever logs in."""

    viewers: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()

    def role(self, email: str) -> Role:
        """The role of somebody who has logged in by this address; "nobody" for an empty one."""
        if not email:
            return "nobody"
        if _is_among(email, self.reviewers):
            return "reviewer"
        return "viewer" if _is_among(email, self.viewers) else "nobody"


def _is_among(email: str, listed: Sequence[str]) -> bool:
    email = email.strip().lower()
    domain = email.rpartition("@")[2]
    return email in listed or f"*@{domain}" in listed or "*" in listed


def make(viewers: Sequence[str], reviewers: Sequence[str]) -> People | None:
    """The people that options name; None for none. PolicyError where one is no address."""
    for word in (*viewers, *reviewers):
        if not _WORD.fullmatch(word.strip()):
            raise PolicyError(
                f"'{word[:80]}' is no address.", "Write it as in --viewer anna@example.org or --viewer '*@example.org'."
            )
    found = People(*(tuple(dict.fromkeys(word.strip().lower() for word in words)) for words in (viewers, reviewers)))
    return found if found.viewers or found.reviewers else None
