"""The part of the report that says what was dropped, and why."""

from __future__ import annotations

from explorer.charts import numbers
from explorer.charts.theme import step_colour
from explorer.labels import label_of
from explorer.markup import Html, escape, html, join, line
from explorer.queries.mix import gutted
from explorer.queries.waterfall import Fall, Waterfall, waterfall
from explorer.report.redacted import whole
from explorer.view import View
from explorer.words import column_label, say, translated

_LONGEST = 400  # characters of a condition


def part(view: View, is_redacted: bool) -> Html:
    """Each step that is on: what it takes out, its reason and its condition, and a warning where it guts a value."""
    found = waterfall(view)
    on = [(place, fall) for place, fall in enumerate(found.steps) if fall.on]
    if not on:
        return Html("")
    warnings = join(
        html(
            "<li>{said}</li>",
            said=say(
                "{step} takes {lost:,} of {before:,} rows whose {column} is {value}.",
                step=line(translated(view.drops.steps[one.step].name), 120),
                lost=one.before - one.after,
                before=one.before,
                column=column_label(view.dataset.columns[one.column]),
                value=line(whole(label_of(one.column, one.value), is_redacted), 80),
            ),
        )
        for one in gutted(view)
    )
    by_hand = (
        say(" {rows} more were kept by hand against a step.", rows=numbers.counted(found.kept_by_hand, "row"))
        if found.kept_by_hand
        else ""
    )
    heads = (say("Step"), say("rows"), say("alone"), say("only it"), say("Condition"))
    return html(
        "<section><h2>{title}</h2><p>{dropped}{by_hand}</p>{picture}<table class='steps'><thead><tr><th>{step}</th><th class='n'>{n}</th>"
        "<th class='n'>{alone}</th><th class='n'>{only}</th><th>{where}</th></tr></thead><tbody>{rows}</tbody></table>{warnings}</section>",
        title=say("What was dropped, and why"),
        dropped=say("{dropped:,} of {rows}.", dropped=found.dropped, rows=numbers.counted(found.rows, "row")),
        by_hand=by_hand,
        picture=_falls(found, on),
        step=heads[0],
        n=heads[1],
        alone=heads[2],
        only=heads[3],
        where=heads[4],
        rows=join(_row(fall, is_redacted) for _, fall in on),
        warnings=html("<ul>{warnings}</ul>", warnings=warnings) if warnings else Html(""),
    )


def _falls(found: Waterfall, on: list[tuple[int, Fall]]) -> Html:
    """The waterfall: a bar for all rows, one where each step takes some out, one for what is kept."""
    whole = found.rows or 1
    left = found.rows
    lines = [_bar(say("all rows"), 0, found.rows, whole, "var(--ghost)", f"{found.rows:,}")]
    for place, fall in on:
        left -= fall.rows
        text = f"−{fall.rows:,} · {numbers.share(fall.rows / whole)}"
        lines.append(_bar(line(translated(fall.name), 60), left, fall.rows, whole, step_colour(place), text))
    text = f"{found.kept:,} · {numbers.share(found.kept / whole)}"
    lines.append(_bar(say("kept"), 0, found.kept, whole, "var(--accent)", text))
    return html('<div class="falls">{lines}</div>', lines=join(lines))


def _bar(words: str, start: int, rows: int, whole: int, colour: str, text: str) -> Html:
    return html(
        '<div><span>{words}</span><i><b style="left:{left}%;width:{width}%;background:{colour}"></b></i><em>{text}</em></div>',
        words=words,
        left=f"{100 * start / whole:.2f}",
        width=f"{max(100 * rows / whole, 0.3 if rows else 0):.2f}",
        colour=escape(colour),
        text=text,
    )


def _row(fall: Fall, is_redacted: bool) -> Html:
    return html(
        '<tr><td>{name}{reason}</td><td class="n">{rows}</td><td class="n">{alone}</td><td class="n">{only}</td>'
        "<td><code>{where}</code>{undecided}</td></tr>",
        name=line(translated(fall.name), 120),
        reason=html('<p class="quiet">{reason}</p>', reason=line(translated(fall.reason), 300))
        if fall.reason
        else Html(""),
        rows=f"{fall.rows:,}",
        alone=f"{fall.alone:,}",
        only=f"{fall.only:,}",
        where=line(whole(fall.where, is_redacted), _LONGEST),
        undecided=html(
            '<p class="quiet">{said}</p>',
            said=say("neither true nor false for {n:,} rows, which stay", n=fall.undecided),
        )
        if fall.undecided
        else Html(""),
    )
