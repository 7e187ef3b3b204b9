"""The further parts of the report, each a piece of HTML: lengths, what rows are, copies, typical rows, unread lines."""

from __future__ import annotations

from explorer import queries
from explorer.charts import glance, numbers, pictures
from explorer.errors import ExplorerError
from explorer.labels import label_of
from explorer.markup import Html, clean, html, join, line
from explorer.queries.kept import ask
from explorer.report.redacted import BEYOND, beginning, whole
from explorer.view import View
from explorer.words import column_label, later, say, translated

_ROLES = {
    "system_tokens": later("System"),
    "prompt_tokens": later("Prompt"),
    "response_tokens": later("Response"),
    "total_tokens": later("Whole row"),
}
_BY = ("ability", "domain", "language", "dialect")
_VALUES = 16
_LENGTHS = (512, 1024, 2048, 4096, 8192, 16384, 32768)
_TEXT = 700  # characters of a typical row's texts


# ---- figures ----


def lengths(view: View) -> Html:
    """Token counts by role, and what common maximum lengths keep."""
    names = [name for name in _ROLES if name in view.dataset.columns]
    found = {p.column: p for p in queries.percentiles(view, names)}
    names = [name for name in names if found[name].maximum]
    if not names:
        return Html("")
    head = join(
        html('<th class="n">{label}</th>', label=label)
        for label in (say("median"), say("mean"), "p95", "p99", say("longest"))
    )
    rows = join(
        html(
            "<tr><td>{role}</td>{cells}</tr>",
            role=say(_ROLES[name]),
            cells=join(
                html('<td class="n">{value}</td>', value="–" if value is None else f"{value:,.0f}")
                for value in (getattr(found[name], m) for m in ("p50", "mean", "p95", "p99", "maximum"))
            ),
        )
        for name in names
    )
    return html(
        "<section><h2>{title}</h2><table><thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody></table>{cuts}</section>",
        title=say("Lengths, in tokens"),
        head=head,
        rows=rows,
        cuts=_cutoffs(view) if "total_tokens" in names else Html(""),
    )


def _cutoffs(view: View) -> Html:
    whole = ask(queries.totals, view)
    rows = []
    for length in _LENGTHS:
        over = ask(queries.outside, view, "total_tokens", None, length)
        rows.append(
            html(
                '<tr><td class="n">{length}</td><td class="n">{rows}</td><td class="n">{tokens}</td></tr>',
                length=f"{length:,}",
                rows=numbers.share((whole.rows_kept - over.rows) / max(whole.rows_kept, 1)),
                tokens=numbers.share(((whole.tokens_kept or 0) - over.tokens) / max(whole.tokens_kept or 0, 1)),
            )
        )
        if not over.rows:
            break
    return html(
        "<table class='narrow'><thead><tr><th class='n'>{length}</th><th class='n'>{rows_}</th><th class='n'>{tokens}</th></tr></thead>"
        "<tbody>{rows}</tbody></table>",
        length=say("maximum length"),
        rows_=say("rows within it"),
        tokens=say("their tokens"),
        rows=join(rows),
    )


def categories(view: View) -> Html:
    """Bars of abilities, domains, languages and dialects: kept rows over grey ones of all rows."""
    pieces = []
    kept = max(ask(queries.totals, view).rows_kept, 1)
    for name in _BY:
        column = view.dataset.columns.get(name)
        found = ask(queries.categories, view, name, limit=_VALUES) if column is not None and view.dataset.rows else None
        if column is None or found is None or not found.values:
            continue
        widest = max(int(found.all.max(initial=1)), 1)
        bars = [
            (
                line(label_of(name, value), 60),
                int(now) / widest,
                int(was) / widest,
                f"{int(now):,} · {numbers.share(int(now) / kept)}",
            )
            for value, now, was in zip(found.values, found.kept, found.all, strict=True)
        ]
        rest = (
            html('<p class="quiet">{said}</p>', said=say("{rows:,} rows in further values", rows=found.other_kept))
            if found.other_kept
            else Html("")
        )
        pieces.append(
            html(
                "<div class='wide'><h3>{label}</h3>{bars}{rest}</div>",
                label=column_label(column),
                bars=pictures.bars(bars),
                rest=rest,
            )
        )
    if not pieces:
        return Html("")
    return html(
        '<section><h2>{title}</h2><div class="two">{pieces}</div></section>',
        title=say("What the rows are"),
        pieces=join(pieces),
    )


def duplicates(view: View) -> Html:
    """Groups of rows with the same text."""
    found = [d for d in queries.duplicates(view) if d.groups] if view.dataset.rows else []
    if not found:
        return Html("")
    rows = join(
        html(
            '<tr><td>{label}</td><td class="n">{groups}</td><td class="n">{inside}</td><td class="n">{extra}</td></tr>',
            label=column_label(d.column),
            groups=f"{d.groups:,}",
            inside=f"{d.rows:,}",
            extra=f"{d.extra:,}",
        )
        for d in found
    )
    return html(
        "<section><h2>{title}</h2><table><thead><tr><th></th><th class='n'>{groups}</th><th class='n'>{n}</th><th class='n'>{extra}</th>"
        "</tr></thead><tbody>{rows}</tbody></table></section>",
        title=say("Duplicates"),
        groups=say("groups"),
        n=say("rows"),
        extra=say("beyond one of each"),
        rows=rows,
    )


# ---- rows, lines ----


def samples(view: View, is_redacted: bool, limit: int = 3) -> Html:
    """Typical rows of the most frequent abilities."""
    try:
        ids = queries.typical(view, limit=limit)
        names = [name for name in ("ability", "total_tokens", "prompt", "response") if name in view.dataset.columns]
        found = queries.rows(view, ids, names, snippet=_TEXT + BEYOND).to_pylist()
    except (ExplorerError, OSError):
        return Html("")
    cards = join(
        html(
            '<article class="row"><p class="quiet">{head}</p><div class="prompt">{prompt}</div><div class="text">{response}</div></article>',
            head=say("row {id}", id=f"{row['row_id']:,}")
            + (f" · {label_of('ability', row['ability'])}" if row.get("ability") else ""),
            prompt=beginning(clean(row["prompt"] or ""), _TEXT, is_redacted) or say("(empty)"),
            response=beginning(clean(row["response"] or ""), _TEXT, is_redacted) or say("(empty)"),
        )
        for row in found
    )
    return (
        html("<section><h2>{title}</h2>{cards}</section>", title=say("Typical rows"), cards=cards)
        if cards
        else Html("")
    )


def rejected(view: View, is_redacted: bool) -> Html:
    """Why lines could not be read; nothing where all could."""
    if not view.dataset.ledger.rejected:
        return Html("")
    reasons = queries.reject_reasons(view.dataset, limit=8)
    listed = join(
        html("<li>{reason}: {n}</li>", reason=line(whole(translated(reason), is_redacted), 120), n=f"{n:,}")
        for reason, n in reasons
    )
    return html(
        "<section><h2>{title}</h2><p>{said}</p><ul>{listed}</ul></section>",
        title=say("Lines that could not be read"),
        said=glance.account(view.dataset),
        listed=listed,
    )
