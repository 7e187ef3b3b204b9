"""What is wrong, ranked: the points that fail or warn, by rows and harm; and how many rows are sound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from explorer import filters
from explorer.errors import FilterError
from explorer.scorecard import Card, Finding
from explorer.store.table import aliases
from explorer.view import View

_HARM = {"fail": 3.0, "warn": 1.0}


def names_faults(finding: Finding) -> bool:
    """Whether the rows to blame are faults, and not what there is too little of."""
    return finding.names_faults


def ranked(card: Card) -> list[Finding]:
    """Findings that fail or warn: blocking ones first, then by rows × harm; what is lacking after what is wrong."""

    def weight(finding: Finding) -> tuple[bool, bool, float]:
        rows = finding.measured.rows if names_faults(finding) else 0
        return (finding.verdict != "fail", not names_faults(finding), -rows * _HARM[finding.verdict])

    return sorted((finding for finding in card.findings if finding.verdict in _HARM), key=weight)


class Soundness(NamedTuple):
    """Kept rows by the worst problem that they have a part in."""

    clean: int
    minor: int
    blocking: int


def soundness(view: View, card: Card) -> Soundness:
    """How many kept rows are to blame for a point that fails, for one that only warns, for none. One query."""
    view = view.kept()
    reads: set[str] = set()
    blocking = _any(view, [f for f in card.findings if f.verdict == "fail" and names_faults(f)], reads)
    minor = _any(view, [f for f in card.findings if f.verdict == "warn" and names_faults(f)], reads)
    bad, odd, rows = aliases("blocking", "minor", "n")
    found = view.dataset.query(
        f"SELECT {blocking} AS {bad}, {minor} AS {odd}, count(*)::BIGINT AS {rows} FROM rows WHERE {view.where} GROUP BY ALL",
        reads=view.reads | reads,
    ).to_pylist()
    counts = [0, 0, 0]
    for one in found:
        counts[2 if one[bad] else 1 if one[odd] else 0] += one[rows]
    return Soundness(*counts)


def _any(view: View, findings: Sequence[Finding], reads: set[str]) -> str:
    pieces = []
    for finding in findings:
        try:
            checked = filters.parse(finding.measured.blame, view.dataset.columns)
        except FilterError:
            continue
        view.dataset.ensure(checked.columns)
        reads |= checked.columns
        pieces.append(f"({filters.to_sql(checked, view.dataset.columns, text_hit=view.dataset.text_hit)})")
    return f"coalesce({' OR '.join(pieces)}, false)" if pieces else "false"
