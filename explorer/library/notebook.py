"""A dataset in a notebook's cell: counts, the scorecard in words, the first rows. All text of the data is escaped."""

from __future__ import annotations

from explorer import queries, scorecard
from explorer.errors import ExplorerError
from explorer.markup import Html, html, join, line
from explorer.view import View

_ROWS = 5
_WIDTH = 160  # characters of a cell
_SHOWN = ("prompt", "response", "total_tokens", "ability", "language")
_WORDS = {"fail": "fail", "warn": "warn", "pass": "pass", "unknown": "not enough data"}
_CELL = "text-align:left;vertical-align:top;padding:2px 8px;white-space:normal"


def shown(view: View) -> str:
    """HTML of a view as far as its dataset is built."""
    counted = queries.totals(view)
    head = html(
        "<p><b>{name}</b>: {kept} of {rows} rows, {tokens} tokens</p>",
        name=view.dataset.name,
        kept=f"{counted.rows_kept:,}",
        rows=f"{counted.rows:,}",
        tokens="?" if counted.tokens_kept is None else f"{counted.tokens_kept:,}",
    )
    return join([head, _card(view), _rows(view)])


def failed(error: ExplorerError) -> str:
    """HTML of what went wrong."""
    return html("<p><b>{message}</b> {hint}</p>", message=error.message, hint=error.hint)


def _card(view: View) -> Html:
    if not view.dataset.complete:
        return html("<p>Not judged yet: {call} builds what is missing.</p>", call="scorecard()")
    card = scorecard.score(view, scorecard.shipped(), "known")
    tally = ", ".join(f"{n} {_WORDS[verdict]}" for verdict, n in card.tally.items() if n)
    worst = [finding for finding in card.findings if finding.verdict == "fail"]
    items = [html("<li>{title}: {said}</li>", title=one.point.title, said=one.said) for one in worst]
    return html("<p>Scorecard: {tally}</p><ul>{items}</ul>", tally=tally, items=join(items))


def _rows(view: View) -> Html:
    names = [name for name in _SHOWN if name in view.dataset.columns]
    page = queries.page(view, names, limit=_ROWS, snippet=_WIDTH + 1)
    head = join([html("<th style='{css}'>{name}</th>", css=_CELL, name=name) for name in page.column_names])
    body = [
        html("<tr>{cells}</tr>", cells=join([html("<td style='{css}'>{cell}</td>", css=_CELL, cell=_cell(value)) for value in row.values()]))
        for row in page.to_pylist()
    ]  # fmt: skip
    return html("<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>", head=head, body=join(body))


def _cell(value: object) -> str:
    return "" if value is None else line(value, _WIDTH)
