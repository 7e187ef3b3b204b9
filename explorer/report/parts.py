"""The parts of the report, each a piece of HTML; charts are put into `figures` by the id of their place."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer import filters, queries
from explorer.charts import categories as category_charts
from explorer.charts import lengths as length_charts
from explorer.charts import numbers
from explorer.errors import ExplorerError, FilterError
from explorer.markup import Html, Mark, html, join, line, marked
from explorer.metrics.pii import redact
from explorer.queries import Categories, Excerpt
from explorer.scorecard import Card, Finding
from explorer.scorecard.problems import ranked
from explorer.view import View

_WORDS = {"fail": "fails", "warn": "warns", "pass": "passes", "unknown": "not enough data"}
_ROLES = {"prompt_tokens": "Prompt", "response_tokens": "Response", "system_tokens": "System"}
_PLURAL = {"prompt_tokens": "prompts", "response_tokens": "responses", "system_tokens": "system texts"}
_BY = ("ability", "domain", "language", "dialect")
_VALUES = 25


def headline(view: View) -> Html:
    """Rows, tokens, medians."""
    counted = queries.totals(view)
    cells = [("Rows", numbers.count(counted.rows_kept), _of(counted.rows_kept, counted.rows))]
    if counted.tokens is not None:
        cells.append(
            ("Tokens", numbers.tokens(counted.tokens_kept or 0), _of(counted.tokens_kept or 0, counted.tokens))
        )
    names = [name for name in ("prompt_tokens", "response_tokens") if name in view.dataset.columns]
    for found in queries.percentiles(view, names):
        if found.p50 is not None and found.p95 is not None:
            words = f"Median {_ROLES[found.column].lower()}"
            cells.append((words, numbers.count(found.p50), f"tokens; p95 {numbers.count(found.p95)}"))
    return html(
        '<div class="figures">{cells}</div>',
        cells=join(
            html("<div><span>{words}</span><b>{value}</b><i>{note}</i></div>", words=words, value=value, note=note)
            for words, value, note in cells
        ),
    )


def _of(kept: int, everything: int) -> str:
    return "all" if kept == everything else f"of {numbers.count(everything)}"


# ---- the scorecard ----


def card(view: View, found: Card, examples: int, is_redacted: bool) -> Html:
    """The verdict, the findings that fail or warn with rows, and all points as a table."""
    bad = ranked(found)  # as the Overview page ranks them
    tally = found.tally
    said = {
        "fail": "Not fit to train on as it is.",
        "warn": "Nearly fit to train on.",
        "pass": "Fit to train on: no point fails or warns.",
        "unknown": "Too little is known to tell.",
    }[found.verdict]
    counts = f"{tally['fail']} fail, {tally['warn']} warn, {tally['pass']} pass, {tally['unknown']} without enough data"
    table = join(
        html(
            '<tr><td class="{verdict}">{words}</td><td>{title}</td><td>{said}</td><td>{threshold}</td></tr>',
            verdict=f.verdict,
            words=_WORDS[f.verdict],
            title=f.point.title,
            said=f.said,
            threshold=f.threshold,
        )
        for f in found.findings
    )
    return html(
        '<h2>Is it fit to train on?</h2><p class="verdict {verdict}">{said}</p><p class="quiet">{counts}; thresholds for '
        "data of the kind “{kind}”.</p>{findings}<h2>All points</h2>"
        "<table><tr><th>Verdict</th><th>Point</th><th>Found</th><th>Asked</th></tr>{table}</table>",
        verdict=found.verdict,
        said=said,
        counts=counts,
        kind=found.profile.kind,
        findings=join(_finding(view, f, examples, is_redacted) for f in bad),
        table=table,
    )


def _finding(view: View, found: Finding, examples: int, is_redacted: bool) -> Html:
    rows = join(_row(one, is_redacted) for one in _rows(view, found, examples))
    return html(
        '<div class="finding {verdict}"><b>{title}</b> <i>{words}: {threshold}</i><p>{said}</p><p class="quiet">{why} {todo}</p>{rows}</div>',
        verdict=found.verdict,
        title=found.point.title,
        words=_WORDS[found.verdict],
        threshold=found.threshold,
        said=found.said,
        why=found.point.why,
        todo=found.point.todo,
        rows=rows,
    )


def _rows(view: View, found: Finding, examples: int) -> list[Excerpt]:
    """A few of the rows to blame, each with what was found in it."""
    blame = found.measured.blame
    if not blame or not examples:
        return []
    try:
        only = view.focused(filters.combine([blame]))
        ids = queries.row_ids(only, limit=examples)
        fired = queries.rows(view, ids, [name for name in found.point.rows if name in view.dataset.columns])
        shown = []
        for row in fired.to_pylist():
            column = next((name for name in found.point.rows if row.get(name) is True), "")
            shown.append(queries.excerpt(view.dataset, row["row_id"], column))
        return shown
    except (FilterError, ExplorerError, OSError):
        # The source is gone or was changed: the report says what it can without it.
        return []


def _row(found: Excerpt, is_redacted: bool) -> Html:
    text = redact(found.text) if is_redacted else found.text
    said = redact(found.said) if is_redacted else found.said
    # Redaction moves characters: marks fit only where it changed nothing.
    marks = [Mark(start, end) for start, end in found.marks] if text == found.text else []
    return html(
        '<div class="row"><p class="quiet">row {row} · {role}{said}</p><div class="text">{before}{text}{after}</div></div>',
        row=f"{found.row_id:,}",
        role=line(found.role, 40),
        said=f" · {line(said, 200)}" if said else "",
        before="… " if found.cut_before else "",
        text=marked(text or "(empty)", (), marks),
        after=" …" if found.cut_after else "",
    )


# ---- charts ----


def lengths(view: View, figures: dict[str, Any]) -> Html:
    """Token histograms by role, with percentiles."""
    names = [name for name in _ROLES if name in view.dataset.columns]
    found = {p.column: p for p in queries.percentiles(view, names)}
    names = [name for name in names if found[name].maximum]
    if not names:
        return Html("")
    histograms = queries.histograms(view, names, log=True)
    figures["lengths"] = _plain(
        length_charts.figure(histograms, [_PLURAL[name] for name in names], found, None, "light").to_plotly_json()
    )
    head = join(
        html('<th class="n">{label}</th>', label=label) for label in ("median", "mean", "p95", "p99", "longest")
    )
    rows = join(
        html(
            "<tr><td>{role}</td>{cells}</tr>",
            role=_ROLES[name],
            cells=join(
                html('<td class="n">{value}</td>', value="–" if value is None else f"{value:,.0f}")
                for value in (getattr(found[name], m) for m in ("p50", "mean", "p95", "p99", "maximum"))
            ),
        )
        for name in names
    )
    return html(
        '<h2>Lengths, in tokens</h2><div class="chart" id="lengths"></div><table><tr><th></th>{head}</tr>{rows}</table>',
        head=head,
        rows=rows,
    )


def categories(view: View, figures: dict[str, Any]) -> Html:
    """Bars of abilities, domains, languages and dialects."""
    pieces = []
    for name in _BY:
        column = view.dataset.columns.get(name)
        if column is None or not view.dataset.rows:
            continue
        found: Categories = queries.categories(view, name, limit=_VALUES)
        if not found.values:
            continue
        place = f"by_{name}"
        figures[place] = _plain(category_charts.bars(found, "light").to_plotly_json())
        spread = found.spread
        even = (
            f"{spread.rows:,} rows in a category, effectively {spread.effective:.1f} of {spread.categories}; the largest holds "
            f"{numbers.share(spread.largest)} of them"
        )
        pieces.append(
            html(
                '<h3>{label}</h3><p class="quiet">{distinct}: {even}.</p><div class="chart" id="{place}"></div>',
                label=column.label,
                distinct=numbers.counted(found.distinct, "value"),
                even=even,
                place=place,
            )
        )
    return html("<h2>What the rows are</h2>{pieces}", pieces=join(pieces)) if pieces else Html("")


def faults(view: View, figures: dict[str, Any]) -> Html:
    """Bars of the faults that fire."""
    found = sorted((flag for flag in queries.flags(view) if flag.kept), key=lambda flag: -flag.kept)
    if not found:
        return Html("")
    figures["faults"] = _plain(category_charts.flag_bars(found, view.dataset.rows, "light").to_plotly_json())
    return Html('<h2>Faults</h2><div class="chart" id="faults"></div>')


def _plain(value: Any) -> Any:
    """A figure as JSON can hold it."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value


# ---- tables ----


def duplicates(view: View) -> Html:
    """Groups of rows with the same text."""
    found = [d for d in queries.duplicates(view) if d.groups] if view.dataset.rows else []
    if not found:
        return Html("")
    rows = join(
        html(
            '<tr><td>{label}</td><td class="n">{groups}</td><td class="n">{inside}</td><td class="n">{extra}</td></tr>',
            label=d.column.label,
            groups=f"{d.groups:,}",
            inside=f"{d.rows:,}",
            extra=f"{d.extra:,}",
        )
        for d in found
    )
    return html(
        '<h2>Duplicates</h2><table><tr><th></th><th class="n">groups</th><th class="n">rows</th><th class="n">beyond one '
        "of each</th></tr>{rows}</table>",
        rows=rows,
    )


def ledger(view: View) -> Html:
    """Every line accounted for."""
    held = view.dataset.ledger
    reasons = queries.reject_reasons(view.dataset, limit=8) if held.rejected else []
    listed = join(html("<li>{reason}: {n}</li>", reason=line(reason, 120), n=f"{n:,}") for reason, n in reasons)
    return html(
        "<h2>Every line accounted for</h2><p>{lines} lines = {rows} rows + {blank} blank + {rejected} rejected</p><ul>{listed}</ul>",
        lines=f"{held.lines:,}",
        rows=f"{held.rows:,}",
        blank=f"{held.blank:,}",
        rejected=f"{held.rejected:,}",
        listed=listed,
    )
