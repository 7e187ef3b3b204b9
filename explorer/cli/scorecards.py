"""Verbs that judge: the scorecard as a table, and the gate."""

from __future__ import annotations

import argparse
from typing import Any

from explorer import scorecard
from explorer.cli.shared import dataset_of, write_json
from explorer.cli.terminal import table, unread
from explorer.view import View

_WORDS = {"pass": "pass", "warn": "WARN", "fail": "FAIL", "unknown": "cannot tell"}


def profile_of(options: argparse.Namespace) -> scorecard.Profile:
    """The profile that --kind and --profile name."""
    if options.profile is not None:
        return scorecard.load(options.profile, options.kind)
    return scorecard.shipped(options.kind)


def show(card: scorecard.Card) -> None:
    """The scorecard for a terminal: worst first."""
    order = {verdict: place for place, verdict in enumerate(scorecard.VERDICTS)}
    findings = sorted(card.findings, key=lambda finding: order[finding.verdict])
    rows = [(_WORDS[f.verdict], f.point.title, f.said, f.threshold) for f in findings]
    print(table(("verdict", "point", "found", "threshold"), rows, widths=(11, 36, 110, 32)))
    bad = [f for f in findings if f.verdict in ("fail", "warn")]
    if bad:
        print("what to do:")
    for finding in bad:
        print(f"  {finding.point.title}: {finding.point.todo}")
        if finding.measured.blame:
            print(f"    --where {_quoted(finding.measured.blame)}")
    tally = card.tally
    print(f"{tally['fail']} fail, {tally['warn']} warn, {tally['pass']} pass, {tally['unknown']} cannot tell")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`") + '"'


def failed(card: scorecard.Card, strict: bool) -> list[scorecard.Finding]:
    """Findings that close the gate: those that fail; with `strict` also those that warn or cannot be told."""
    closed = ("fail", "warn", "unknown") if strict else ("fail",)
    return [finding for finding in card.findings if finding.verdict in closed]


def gate(view: View, options: argparse.Namespace) -> tuple[dict[str, Any], scorecard.Card, bool]:
    """(the result for machines, the card, whether the data passes)."""
    card = scorecard.score(view, profile_of(options))
    closed = failed(card, options.strict)
    facts = {
        "passed": not closed,
        "failed": [finding.point.id for finding in closed],
        "fingerprint": view.dataset.fingerprint,
        "filter": view.filter.text,
        "rows_kept": card.counts.rows,
        "scorecard": card.as_dict(),
    }
    return facts, card, not closed


def check(options: argparse.Namespace) -> int:
    """The gate."""
    profile_of(options)  # an invalid profile is said before anything is built
    facts, card, passed = gate(View.of(dataset_of(options), options.where), options)
    with unread():
        if options.json:
            write_json(facts)
        else:
            show(card)
            print("passed" if passed else f"failed: {', '.join(facts['failed'])}")
    return 0 if passed else 1
