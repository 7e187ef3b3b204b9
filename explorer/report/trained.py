"""What trainers would do with the rows: a bar for each, and why rows are not trained on."""

from __future__ import annotations

from explorer import dryrun
from explorer.charts import numbers, pictures
from explorer.charts.pictures import Piece
from explorer.charts.trainer_fates import COLOUR, WORDS
from explorer.dryrun import Result
from explorer.markup import Html, html, join
from explorer.queries.kept import ask
from explorer.scorecard import Card
from explorer.trainers import OUTCOMES, TRAINERS
from explorer.view import View
from explorer.words import say, translated

_RULES = 3  # that are told of each trainer


def part(view: View, card: Card) -> Html:
    """What each trainer would do with the rows at the profile's length."""
    if not {"total_tokens", *(trainer.column for trainer in TRAINERS)} <= view.dataset.columns.keys():
        return Html("")
    longest = int(card.profile.settings["longest"])
    found = ask(dryrun.summary, view, longest)
    lines = join(
        pictures.stacked(
            trainer.label,
            [Piece(say(WORDS[outcome]), found[trainer.name].count(outcome), COLOUR[outcome]) for outcome in OUTCOMES],
        )
        for trainer in TRAINERS
    )
    key = join(
        html(
            '<span><u style="background:{colour}"></u>{words}</span>', colour=COLOUR[outcome], words=say(WORDS[outcome])
        )
        for outcome in OUTCOMES
    )
    rows = join(_fates(trainer.label, found[trainer.name]) for trainer in TRAINERS)
    return html(
        '<section><h2>{title}</h2><div class="wide"><div class="x-bars">{lines}</div></div><div class="x-picture"><div class="x-key">{key}</div></div>'
        "<table><thead><tr><th>{trainer}</th><th class='n'>{trained}</th><th class='n'>{tokens}</th><th>{why}</th></tr></thead>"
        "<tbody>{rows}</tbody></table></section>",
        title=say("What trainers would do, at {longest:,} tokens a row", longest=longest),
        lines=lines,
        key=key,
        trainer=say("Trainer"),
        trained=say("rows trained"),
        tokens=say("tokens an epoch"),
        why=say("What it does not train on, and why"),
        rows=rows,
    )


def _fates(label: str, found: Result) -> Html:
    lost = [fate for fate in found.fates if fate.case.outcome not in ("keep", "truncate", "fine") and fate.rows]
    why = join(
        html("<p>{n}: {said}</p>", n=f"{fate.rows:,}", said=translated(fate.case.said)) for fate in lost[:_RULES]
    )
    return html(
        '<tr><td class="word">{label}</td><td class="n">{rows}</td><td class="n">{tokens}</td><td>{why}</td></tr>',
        label=label,
        rows=f"{found.trained_rows:,}",
        tokens=numbers.tokens(found.tokens),
        why=why or "–",
    )
