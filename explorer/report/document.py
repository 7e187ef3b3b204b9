"""The report as one file: its parts put together, its charts and scripts inside."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from explorer import __version__, files, scorecard
from explorer.errors import ExistsError, ExportError
from explorer.markup import Html, html, join
from explorer.report import dropped, parts
from explorer.report.style import SHEET
from explorer.scorecard import Profile
from explorer.view import View
from explorer.words import ENGLISH, speaking

LIMIT = 8_000_000
"""Bytes that a report never exceeds, so that it can be sent by mail."""

_LONGEST = 200  # characters of names in the head


@dataclass(frozen=True)
class ReportOptions:
    """What goes into a report.

    redact: replace personal data and secrets in the rows shown. examples: rows per finding, 0 for none.
    """

    redact: bool = True
    examples: int = 3


class Written(NamedTuple):
    """A finished report."""

    path: Path
    bytes: int


def write(
    view: View, path: Path, profile: Profile, options: ReportOptions | None = None, overwrite: bool = False
) -> Written:
    """Write the report of a view atomically. ExportError where the file is there already or cannot be written."""
    if path.exists() and not overwrite:
        raise ExistsError(f"{path.name} exists already.", "Choose another name, or say that it may be replaced.")
    text = render(view, profile, options).encode("utf-8", "replace")
    try:
        files.sweep([path.parent])
        with files.atomic(path, durable=True, replace=overwrite, needed=len(text)) as target:
            target.write(text)
    except FileExistsError as error:
        raise ExistsError(
            f"{path.name} exists already.", "Choose another name, or say that it may be replaced."
        ) from error
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {os.strerror(error.errno or 0)}.", "Choose another folder."
        ) from error
    return Written(path, len(text))


@speaking(ENGLISH)  # whoever reads it, wherever it is made
def render(view: View, profile: Profile, options: ReportOptions | None = None) -> str:
    """The report as text: of what the view's drops keep, whatever is looked at."""
    view = view.kept()
    chosen = options or ReportOptions()
    card = scorecard.score(view, profile)
    figures: dict[str, Any] = {}
    body = [
        _head(view),
        parts.headline(view),
        dropped.part(view),
        parts.card(view, card, chosen.examples, chosen.redact),
        parts.lengths(view, figures),
        parts.categories(view, figures),
        parts.faults(view, figures),
        parts.duplicates(view),
        parts.ledger(view),
        _foot(view, chosen),
    ]
    return _page(view.dataset.name, join(body), figures)


def _head(view: View) -> Html:
    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    dataset = view.dataset
    kept = "the rows that are kept" if view.has_drops else "all rows"
    return html(
        "<header><h1>{name}</h1><p class='quiet'>{kept} · made {made} · fingerprint {print}</p></header>",
        name=dataset.name[:_LONGEST],
        kept=kept,
        made=made,
        print=dataset.fingerprint[:12],
    )


def _foot(view: View, options: ReportOptions) -> Html:
    redacted = (
        "Personal data and secrets in the rows shown were replaced as far as they were recognised; look through the rows "
        "before you pass the report on."
        if options.redact and options.examples
        else "The rows shown are not redacted."
        if options.examples
        else "No rows are shown."
    )
    return html(
        "<footer><p>Tokens are counted with tiktoken, {encoding}. Judgements are made by rules and are sometimes wrong: "
        "they point at rows to read. {redacted}</p><p>Made by SFT explorer {version}.</p></footer>",
        encoding=view.dataset.encoding,
        redacted=redacted,
        version=__version__,
    )


def _page(name: str, body: Html, figures: dict[str, Any]) -> str:
    policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
    head = html(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<meta http-equiv="Content-Security-Policy" content="{policy}"><meta name="referrer" content="no-referrer">'
        "<title>{name}</title><style>{sheet}</style></head><body><main>{body}</main>",
        policy=policy,
        name=f"{name[:_LONGEST]}: report",
        sheet=SHEET,
        body=body,
    )
    return head + _scripts(figures) + "</body></html>\n"


def _scripts(figures: dict[str, Any]) -> str:
    """Plotly and the figures' data. JSON in a script ends at no tag of its own: "<" is written as an escape."""
    if not figures:
        return ""
    from plotly.offline import get_plotlyjs

    data = json.dumps(figures, ensure_ascii=True, allow_nan=False).replace("<", "\\u003c")
    return (
        f"<script>{get_plotlyjs()}</script>"
        f'<script type="application/json" id="figures">{data}</script>'
        "<script>"
        "const all = JSON.parse(document.getElementById('figures').textContent);"
        "for (const [id, figure] of Object.entries(all))"
        " Plotly.newPlot(id, figure.data, figure.layout, {displayModeBar: false, responsive: true});"
        "window.addEventListener('beforeprint', () => { for (const id in all) Plotly.Plots.resize(id); });"
        "</script>"
    )
