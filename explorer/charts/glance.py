"""The data at a glance: a picture of all rows, and cards with one picture and one sentence each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer import dryrun, labels, queries, scorecard
from explorer.charts import numbers, pictures
from explorer.charts.pictures import Piece
from explorer.charts.theme import VERDICTS, step_colour
from explorer.charts.trainer_fates import COLOUR, WORDS
from explorer.markup import Html, html, join, line
from explorer.queries.kept import ask
from explorer.scorecard import Card
from explorer.scorecard.problems import Soundness
from explorer.store import Dataset
from explorer.trainers import BY_NAME, OUTCOMES, TRAINERS
from explorer.view import View
from explorer.words import plural, say, translated

_BARS = 6
_NAMED = 2  # abilities that are missing


def rows_picture(
    view: View, sound: Soundness, accent: str, faint: str, *, shares: bool = False, is_judged: bool = True
) -> Html:
    """All records as squares: sound, minor, blocking, dropped by each step, rejected. Its words below it.

    accent, faint: colours (CSS) of rows without a problem, and of rejected lines. shares: the rows are a sample, whose
    numbers say nothing. is_judged: every check has looked at them; a row is not called sound before.
    """
    found = ask(queries.waterfall, view)
    pieces = [
        Piece(say("without a problem"), sound.clean, accent)
        if is_judged
        else Piece(say("still being judged"), sound.clean, "color-mix(in srgb, currentColor 22%, transparent)"),
        Piece(say("with a minor problem"), sound.minor, "#d9a021"),
        Piece(say("with a blocking problem"), sound.blocking, VERDICTS["fail"]),
    ]
    pieces += [
        Piece(say("dropped: {name}", name=line(translated(fall.name), 40)), fall.rows, step_colour(place))
        for place, fall in enumerate(found.steps)
        if fall.rows
    ]
    pieces.append(Piece(say("rejected"), view.dataset.ledger.rejected, faint))
    pieces = [piece for piece in pieces if piece.number]
    return html(
        '<div class="x-picture">{waffle}<div class="x-key">{key}</div></div>',
        waffle=pictures.waffle(pieces),
        key=_key(pieces, shares),
    )


def _key(pieces: Sequence[Piece], shares: bool) -> Html:
    whole = max(sum(piece.number for piece in pieces), 1)
    return join(
        html(
            '<span><u style="background:{colour}"></u>{number} {words}</span>',
            colour=piece.colour,
            number=numbers.share(piece.number / whole) if shares else f"{piece.number:,}",
            words=piece.words,
        )
        for piece in pieces
    )


def ledger(dataset: Dataset) -> Html:
    """The account of all lines, as one thin line."""
    return html('<div class="x-thin">{said}</div>', said=account(dataset))


def account(dataset: Dataset) -> str:
    """Where all lines of the source went."""
    held = dataset.ledger
    return say(
        "{lines} = {rows:,} rows + {blank:,} blank + {rejected:,} rejected",
        lines=numbers.counted(held.lines, "line"),
        rows=held.rows,
        blank=held.blank,
        rejected=held.rejected,
    )


# ---- cards ----


def cards(view: View, card: Card, sample: View | None = None) -> Html:
    """Lengths, abilities, languages and formats, training; those that are built. sample: of rows that are judged already."""
    found = []
    is_exact = sample is None
    if "total_tokens" in view.dataset.columns:
        found.append(_lengths(sample if sample and not view.dataset.has_all_rows else view, card))
    view = sample or view
    columns = view.dataset.columns
    if "ability" in columns:
        found.append(_abilities(view, card))
    tools = _tools(view, is_exact)
    if tools is not None:
        found.append(tools)
    found.append(_languages(view))
    if {"total_tokens", *(trainer.column for trainer in TRAINERS)} <= columns.keys():
        found.append(_training(view, card))
    return html('<div class="x-glance">{cards}</div>', cards=join(found))


def _card(title: str, picture: Html, said: str) -> Html:
    return html("<section><h4>{title}</h4>{picture}<p>{said}</p></section>", title=title, picture=picture, said=said)


def _lengths(view: View, card: Card) -> Html:
    longest = int(card.profile.settings["longest"])
    found = ask(queries.histogram, view, "total_tokens", bins=48, log=True)
    over = ask(queries.outside, view, "total_tokens", None, longest)
    kept = ask(queries.totals, view)
    inside = kept.rows_kept - over.rows
    tokens = (kept.tokens_kept or 0) - over.tokens
    edges = found.edges
    at = float(np.searchsorted(edges, longest)) / max(len(edges) - 1, 1) if longest <= edges[-1] else None
    said = say("Every row lies within {longest:,} tokens.", longest=longest)
    if over.rows:
        said = say(
            "{share} of rows and {share_2} of tokens lie within {longest:,} tokens.",
            share=numbers.share(inside / max(kept.rows_kept, 1)),
            share_2=numbers.share(tokens / max(kept.tokens_kept or 0, 1)),
            longest=longest,
        )
    return _card(say("Lengths"), pictures.histogram(found.all.tolist(), found.kept.tolist(), at, f"{longest:,}"), said)


def _bars(view: View, column: str, limit: int) -> tuple[Html, queries.Categories]:
    found = ask(queries.categories, view, column, limit=limit)
    before = [int(n) for n in found.all]
    rows = [(value, int(now), was) for value, now, was in zip(found.values, found.kept, before, strict=True)]
    widest = max([was for _, _, was in rows] or [1]) or 1
    whole = max(ask(queries.totals, view).rows_kept, 1)
    made = [
        (labels.label_of(column, value)[:40], now / widest, was / widest, numbers.share(now / whole))
        for value, now, was in rows
    ]
    return pictures.bars(made), found


def _abilities(view: View, card: Card) -> Html:
    picture, _ = _bars(view, "ability", _BARS)
    covered = scorecard.covered(card.counts, card.profile)
    said = ""
    if covered is not None:
        there, thin, missing = covered
        every = len(there) + len(thin) + len(missing)
        said = say("All {every} abilities that are asked for are there.", every=every)
        if missing:
            rest = len(missing) - _NAMED
            said = say(
                "{there} of {every} abilities that are asked for are there. Missing: {names}{more}.",
                there=every - len(missing),
                every=every,
                names=say(", ").join(translated(a.name) for a in missing[:_NAMED]),
                more=say(" and {more} more", more=rest) if rest > 0 else "",
            )
    return _card(say("Abilities"), picture, said)


def _languages(view: View) -> Html:
    column = "language" if "language" in view.dataset.columns else "dialect"
    picture, _ = _bars(view, column, 3)
    if column == "dialect":
        return _card(say("Languages and formats"), picture, "")  # no language is told yet: the bars are the formats
    formats = say(", ").join(
        f"{labels.label_of('dialect', name)} {numbers.share(n / max(view.dataset.rows, 1))}"
        for name, n in list(view.dataset.dialects.items())[:3]
    )
    more = len(view.dataset.dialects) - 3
    return _card(
        say("Languages and formats"),
        picture,
        formats + (say(" and {more} more", more=more) if more > 0 else "") + say("."),
    )


_FEW_TOOLS = 0.02  # part of the rows, below which tools are no matter of the whole
_TOOL_COLUMNS = {"has_tools", "calling_turns", "answered_calls", "invalid_tool_call", "declines_tools"}


def _tools(view: View, is_exact: bool) -> Html | None:
    """Rows with tools and what becomes of their calls; None where no row has tools, or they are not judged yet."""
    if not view.dataset.columns.keys() >= _TOOL_COLUMNS:
        return None
    found = ask(queries.tools, view)
    if found.rows < _FEW_TOOLS * found.all_rows or not found.rows:
        return None
    lines = [
        (say("with tools"), found.rows, found.all_rows),
        (say("that call one"), found.calling, found.rows),
        (say("all calls answered"), found.answered, found.calling),
        (say("broken calls"), found.invalid, found.calling),
    ]
    picture = pictures.bars(
        [(words, n / max(of, 1), n / max(of, 1), numbers.share(n / max(of, 1))) for words, n, of in lines]
    )
    said = say("A call that ends a row has no answer: it is what is learnt.")
    if found.declining and is_exact:
        said = plural(
            "{n:,} row declines, since no tool fits: wanted, and no fault.",
            "{n:,} rows decline, since no tool fits: wanted, and no fault.",
            found.declining,
        )
    return _card(say("Tools"), picture, said)


def _training(view: View, card: Card) -> Html:
    longest = int(card.profile.settings["longest"])
    found = ask(dryrun.summary, view, longest)
    lines, worst = [], ("", -1.0)
    for trainer in TRAINERS:
        result = found[trainer.name]
        lines.append(
            pictures.stacked(
                trainer.label,
                [Piece(say(WORDS[outcome]), result.count(outcome), COLOUR[outcome]) for outcome in OUTCOMES],
            )
        )
        lost = sum(result.count(outcome) for outcome in ("drop", "mask", "crash"))
        share = lost / max(result.rows, 1)
        if share > worst[1]:
            worst = (trainer.label, share)
    said = (
        say(
            "{worst} loses most: {worst_2} of rows are dropped, masked or stop the run.",
            worst=worst[0],
            worst_2=numbers.share(worst[1]),
        )
        if worst[1] > 0
        else say("No row is lost at {longest:,} tokens.", longest=longest)
    )
    for name, result in found.items():
        if renamed := result.count("rename"):
            said += say(
                " {trainer} asks for other names in {share}.",
                trainer=BY_NAME[name].label,
                share=numbers.share(renamed / max(result.rows, 1)),
            )
    return _card(say("Will it train?"), html('<div class="x-bars">{lines}</div>', lines=join(lines)), said)
