"""The scorecard as several verbs need it: the profile that was asked for, and the findings for a terminal."""

from __future__ import annotations

import argparse

from explorer import scorecard
from explorer.cli.terminal import table

_WORDS = {"pass": "pass", "warn": "WARN", "fail": "FAIL", "unknown": "cannot tell"}


def profile_of(options: argparse.Namespace) -> scorecard.Profile:
    """The profile that --kind and --profile name."""
    if options.profile is not None:
        return scorecard.load(options.profile, options.kind)
    return scorecard.shipped(options.kind)


def show(card: scorecard.Card, brief: bool = False) -> None:
    """The scorecard for a terminal: worst first. brief: without the points that pass."""
    order = {verdict: place for place, verdict in enumerate(scorecard.VERDICTS)}
    findings = sorted(card.findings, key=lambda finding: order[finding.verdict])
    rows = [
        (_WORDS[f.verdict], f.point.title, f.said, f.threshold) for f in findings if not (brief and f.verdict == "pass")
    ]
    print(table(("verdict", "point", "found", "threshold"), rows, widths=(11, 36, 110, 32)))
    bad = [f for f in findings if f.verdict in ("fail", "warn")]
    if bad:
        print("what to do:")
    for finding in bad:
        print(f"  {finding.point.title}: {finding.point.todo}")
        if finding.drop is not None:
            print(f"    --drop {_quoted(finding.drop.text)}")
        elif finding.measured.blame:
            print(f"    --where {_quoted(finding.measured.blame)}")
    tally = card.tally
    print(f"{tally['fail']} fail, {tally['warn']} warn, {tally['pass']} pass, {tally['unknown']} cannot tell")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`") + '"'
