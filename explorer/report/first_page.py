"""Page one: three sentences, three actions, and the pictures of the Overview."""

from __future__ import annotations

import re
from pathlib import Path

from explorer import queries
from explorer.charts import glance, numbers, verdict
from explorer.labels import label_of
from explorer.markup import Html, html, join, line
from explorer.queries.kept import ask
from explorer.report.actions import actions, two
from explorer.scorecard import Card
from explorer.scorecard.problems import Soundness, ranked
from explorer.view import View
from explorer.words import plural, say, translated

LONGEST_NAME = 120
_ICONS = {"fail": "✕", "warn": "!", "pass": "✓", "unknown": "…"}
_PACKED = re.compile(r"\.(gz|zst|bz2|xz)\Z")


def name_of(view: View) -> str:
    """The dataset's name as a title: without the suffix of its file."""
    name = _PACKED.sub("", view.dataset.name)
    return line(Path(name).stem or name, LONGEST_NAME)


def part(view: View, card: Card, sound: Soundness, made: str) -> Html:
    """made: when, as text. card, sound: of the view."""
    word, said = verdict.sentence(card, sound)
    return html(
        '<header><h1>{name}</h1><p class="quiet">{about}</p></header>'
        '<p class="verdict {state}"><b>{icon}</b> <strong>{word}</strong></p>'
        '<ol class="said"><li>{what}</li><li>{wrong}</li><li>{done}</li></ol>'
        "{todo}<section class='all'><h2>{all_rows}</h2>{picture}{ledger}</section>{cards}",
        name=name_of(view),
        about=say("Report of {made} · training data for language models", made=made),
        state=card.verdict,
        icon=_ICONS[card.verdict],
        word=word,
        what=_unbroken(_what(view)),
        wrong=_unbroken(_wrong(card, said)),
        done=_unbroken(_done(view)),
        todo=_todo(view, card),
        all_rows=say("All rows"),
        picture=glance.rows_picture(view, sound, "var(--accent)", "var(--faint)"),
        ledger=glance.ledger(view.dataset),
        cards=glance.cards(view, card),
    )


def _unbroken(said: str) -> str:
    """A sentence whose lines do not end between a number and its per cent."""
    return said.replace(" %", "\N{NO-BREAK SPACE}%")


def _what(view: View) -> str:
    """What the data is."""
    kept = ask(queries.totals, view)
    said = (
        say(
            "{rows} of {tokens} tokens",
            rows=numbers.counted(kept.rows_kept, "row"),
            tokens=numbers.tokens(kept.tokens_kept),
        )
        if kept.tokens_kept is not None
        else numbers.counted(kept.rows_kept, "row")
    )
    parts = [said]
    if languages := _shares(view, "language", 2):
        parts.append(languages)
    text = say(": ").join(parts) + say(".")
    abilities = _shares(view, "ability", 3)
    return two(text, say("Most train {abilities}.", abilities=abilities)) if abilities else text


def _shares(view: View, column: str, limit: int) -> str:
    """The most frequent values of the kept rows, each with its share."""
    if column not in view.dataset.columns:
        return ""
    found = ask(queries.categories, view, column)
    rows = ask(queries.totals, view).rows_kept or 1
    pairs = sorted(zip(found.values, found.kept.tolist(), strict=True), key=lambda pair: -pair[1])
    told = [(value, n) for value, n in pairs if n and value not in (None, "und", "other")][:limit]
    return say(", ").join(f"{line(label_of(column, value), 40)} {numbers.share(n / rows)}" for value, n in told)


def _wrong(card: Card, said: str) -> str:
    """What is wrong with it."""
    worst = [translated(finding.point.title) for finding in ranked(card)[:3]]
    return two(said, say("Worst: {names}.", names=say(", ").join(worst))) if worst else said


def _done(view: View) -> str:
    """What was done."""
    found = ask(queries.waterfall, view)
    taken = [fall for fall in found.steps if fall.on and fall.rows]
    if not taken:
        return say("Nothing was dropped: the report is of all rows that could be read.")
    names = say(", ").join(f"{line(translated(fall.name), 60)} {fall.rows:,}" for fall in taken[:3])
    more = plural(" and {n:,} more step", " and {n:,} more steps", len(taken) - 3) if len(taken) > 3 else ""
    return say(
        "{dropped} of {rows:,} were dropped ({names}{more}); the report is of the {kept:,} that are kept.",
        dropped=numbers.counted(found.dropped, "row"),
        rows=found.rows,
        names=names,
        more=more,
        kept=found.kept,
    )


def _todo(view: View, card: Card) -> Html:
    found = actions(view, card)
    if not found:
        return html(
            '<section class="todo"><h2>{next}</h2><p>{said}</p></section>',
            next=say("What to do"),
            said=say("Nothing: train on it."),
        )
    return html(
        '<section class="todo"><h2>{next}</h2><ol>{items}</ol></section>',
        next=say("What to do"),
        items=join(
            html("<li><b>{title}</b> – {said}</li>", title=one.title, said=_unbroken(line(one.said, 260)))
            for one in found
        ),
    )
