"""What is wrong: every finding that fails or warns, worst first, with a few of its rows; and all points as a table."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.charts import numbers, pictures
from explorer.markup import Html, html, join
from explorer.report import rows as report_rows
from explorer.report.actions import two
from explorer.report.rows import Row
from explorer.scorecard import Card, Finding
from explorer.scorecard.problems import names_faults
from explorer.view import View
from explorer.words import later, say, translated

WORDS = {"fail": later("fails"), "warn": later("warns"), "pass": later("passes"), "unknown": later("not enough data")}


def part(view: View, found: Sequence[Finding], rows: Sequence[Row], examples: int, is_redacted: bool) -> Html:
    """found: ranked. rows: to take a few of, `examples` of each finding."""
    if not found:
        return Html("")
    faults = [one for one in found if names_faults(one)]
    widest = max((one.measured.rows for one in faults), default=0) or 1
    groups = [(verdict, [one for one in faults if one.verdict == verdict]) for verdict in ("fail", "warn")]
    bars = join(
        html('<div class="wide {verdict}">{bars}</div>', verdict=verdict, bars=_bars(held, widest))
        for verdict, held in groups
        if held
    )
    return html(
        "<section><h2>{title}</h2>{bars}{findings}</section>",
        title=say("What is wrong, worst first"),
        bars=bars,
        findings=join(_finding(one, place, rows, examples, is_redacted) for place, one in enumerate(found)),
    )


def _bars(found: Sequence[Finding], widest: int) -> Html:
    """A bar for each. widest: rows of the longest bar of all."""
    return pictures.bars(
        [
            (
                translated(one.point.title),
                one.measured.rows / widest,
                one.measured.rows / widest,
                f"{one.measured.rows:,} · {numbers.share(one.measured.value or 0.0)}",
            )
            for one in found
        ]
    )


def _finding(found: Finding, place: int, rows: Sequence[Row], examples: int, is_redacted: bool) -> Html:
    shown = [row for row in rows if any(one == place for one, _ in row.found)][:examples]
    return html(
        '<div class="finding {verdict}"><div class="head"><h3>{title}</h3><p class="quiet">{words}: {threshold}</p><p>{said}</p>'
        '<p class="quiet">{why}</p></div>{rows}</div>',
        verdict=found.verdict,
        title=translated(found.point.title),
        words=say(WORDS[found.verdict]),
        threshold=found.threshold,
        said=found.said,
        why=two(translated(found.point.why), translated(found.point.todo)),
        rows=join(report_rows.example(row, place, is_redacted) for row in shown),
    )


def every_point(card: Card) -> Html:
    """All points, also those that pass."""
    tally = card.tally
    rows = join(
        html(
            '<tr><td class="{verdict} word">{words}</td><td>{title}</td><td>{said}</td><td class="limit">{threshold}</td></tr>',
            verdict=found.verdict,
            words=say(WORDS[found.verdict]),
            title=translated(found.point.title),
            said=found.said,
            threshold=found.threshold,
        )
        for found in card.findings
    )
    return html(
        '<section><h2>{title}</h2><p class="quiet">{counts}</p><table class="points"><thead><tr><th></th><th>{check}</th>'
        "<th>{found}</th><th>{limit}</th></tr></thead><tbody>{rows}</tbody></table></section>",
        title=say("Every check"),
        counts=say(
            "{bad} fail, {odd} warn, {good} pass, {unknown} without enough data",
            bad=tally["fail"],
            odd=tally["warn"],
            good=tally["pass"],
            unknown=tally["unknown"],
        ),
        check=say("Check"),
        found=say("Found"),
        limit=say("Limit"),
        rows=rows,
    )
