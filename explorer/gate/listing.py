"""The page of all checks with their codes, docs/checks.md: `python -m explorer.gate.listing > docs/checks.md`."""

from __future__ import annotations

import sys

from explorer.scorecard import POINTS, shipped, threshold


def listing() -> str:
    """Markdown: every check by section, with what it is held against in the general profile."""
    profile = shipped()
    lines = [
        "# Checks and their codes",
        "",
        "A code never changes and is never given to another check. `check --format` and `--metrics-json` name checks by it; a profile",
        "and `check --json` name the part behind the dot. Limits are those of `--kind general`.",
        "`python -m explorer.gate.listing > docs/checks.md` writes this page.",
    ]
    for section in dict.fromkeys(point.section for point in POINTS):
        lines += ["", f"## {section}"]
        for point in (one for one in POINTS if one.section == section):
            lines += [
                "",
                f"### check.{point.id}",
                "",
                f"**{point.title}** ({threshold(point, profile) or 'no limit'}). {point.why} {point.todo}",
            ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(listing())
