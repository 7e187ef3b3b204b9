"""`judge`: grades of rows by a model of the user's choice; a sample first, its cost before anything is sent."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.cli import arguments
from explorer.cli.terminal import inert, table
from explorer.cli.verb import Verb
from explorer.errors import ExplorerError

if TYPE_CHECKING:
    from explorer.judge import Judge
    from explorer.view import View


def _prices(text: str) -> tuple[float, float]:
    """Two prices, "0.4,1.6"."""
    sent, _, answered = text.partition(",")
    return arguments.price(sent), arguments.price(answered or sent)


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser)
    arguments.where(parser, "only kept rows for which it holds")
    arguments.drops(parser)
    parser.add_argument(
        "--endpoint",
        default="",
        metavar="MODEL@URL",
        help="who judges: OpenAI-compatible; the key comes from EXPLORER_JUDGE_KEY",
    )
    parser.add_argument("--rubric", type=Path, default=None, metavar="FILE", help="TOML file of criteria (six of them)")
    parser.add_argument(
        "--price",
        type=_prices,
        default=None,
        metavar="IN,OUT",
        help="US dollars of a million tokens sent, and answered",
    )
    parser.add_argument(
        "--budget",
        type=arguments.price,
        default=None,
        metavar="USD",
        help="stop where the next answer might go beyond it",
    )
    rows = parser.add_mutually_exclusive_group()
    rows.add_argument("--rows", type=arguments.positive, default=None, metavar="N", help="of the sample (200)")
    rows.add_argument("--all", action="store_true", help="all rows, once 20 of the sample are graded by a person")
    parser.add_argument(
        "--to-grade", type=Path, default=None, metavar="FILE", help="write 20 judged rows as CSV, for a person to grade"
    )
    parser.add_argument(
        "--grades", type=Path, default=None, metavar="FILE", help="take the grades that such a file holds"
    )
    parser.add_argument("--ungraded", action="store_true", help="judge all rows without a person's grades")
    parser.add_argument("--yes", action="store_true", help="send rows to the endpoint without asking")
    arguments.overwrite(parser)
    arguments.job(parser)


def _run(options: argparse.Namespace) -> int:
    from explorer import judge as judging
    from explorer.cli.shared import conditions, dataset_of, needed_layers, reporting, view_of, write_json

    rubric = judging.read(options.rubric) if options.rubric else judging.shipped()
    if not options.endpoint:
        raise ExplorerError(
            "A judge is a model of your choice.",
            "Say --endpoint MODEL@URL; what it costs is said before rows are sent.",
        )
    model, url = judging.named(options.endpoint)
    who = judging.Judge(model, url, rubric, _price(options, url))
    layers = needed_layers(conditions(options), "total_tokens")
    if options.job:
        return _as_job(options, who, layers)
    dataset = dataset_of(options, layers)
    view = view_of(options, dataset)
    chosen = judging.sample(view, 0 if options.all else options.rows or judging.SAMPLE)
    facts: dict[str, Any] = {"model": model, "rubric": rubric.name, "rows": len(chosen)}
    if options.to_grade is not None:
        facts |= _write_to_grade(options, view, who, chosen)
    elif options.grades is not None:
        facts |= _take_grades(options.grades, view, who)
    else:
        told = judging.cost(view, who, chosen)
        if options.all and told.rows and not options.ungraded:
            _require_grades(view, who)
        if told.rows:
            _confirm(options, who, told.rows, told.tokens, told.dollars)
        with reporting(options) as report:
            try:
                facts |= vars(judging.ask(dataset, who, chosen, options.budget, report))
            finally:
                judging.keep(dataset, who)  # what came before it stopped is there too
    facts["agreement"] = [one._asdict() for one in judging.with_person(dataset, who, judging.sample(view, 0))]
    if options.json:
        write_json(facts)
    else:
        _show(facts)
    return 0


def _as_job(options: argparse.Namespace, who: Judge, layers: list[str]) -> int:
    """The judge as the background job that the app asked for: its page has said what it costs, and held the grades against it."""
    from explorer import building
    from explorer import judge as judging
    from explorer.cli.shared import build_options, view_of
    from explorer.store import Cache

    cache = Cache.default()
    with building.reporting(cache, options.job) as report:
        paths, _ = building.job_files(cache, options.job)
        dataset = building.run(cache, paths, build_options(options), layers, report)
        chosen = judging.sample(view_of(options, dataset), 0 if options.all else judging.SAMPLE)
        try:
            judging.ask(dataset, who, chosen, options.budget, report)
        finally:
            judging.keep(dataset, who)
    return 0


def _price(options: argparse.Namespace, url: str) -> tuple[float, float]:
    from explorer import endpoints

    if options.price is not None:
        return options.price
    if options.budget is not None and not endpoints.is_local(url):
        raise ExplorerError("A budget needs a price.", "Say --price IN,OUT: US dollars of a million tokens.")
    return (0.0, 0.0)


def _require_grades(view: View, who: Judge) -> None:
    from explorer import judge as judging

    rows = judging.rows_of(view.dataset, judging.sample(view))
    contents = [row.content for row in rows]
    graded = judging.paid().grades(who.rubric, contents).keys() & judging.paid().answers(who, contents).keys()
    if len(graded) < judging.GRADED:
        raise ExplorerError(
            f"{len(graded)} of {judging.GRADED} rows are graded by a person: how far to trust the judge is not known yet.",
            "Judge the sample, write --to-grade FILE, grade it, give it back with --grades FILE; or say --ungraded.",
        )


def _confirm(options: argparse.Namespace, who: Judge, rows: int, tokens: tuple[int, int], dollars: float) -> None:
    from explorer import endpoints
    from explorer.charts import numbers
    from explorer.cli.shared import require_yes

    known = any(who.price) or endpoints.is_local(who.url)
    cost = numbers.dollars(dollars if known else None) + ("" if known else " (--price names it)")
    limit = f"; at most {numbers.dollars(options.budget)}" if options.budget is not None else ""
    print(
        f"{rows:,} rows, about {tokens[0]:,} tokens, go to {inert(who.url)} ({inert(who.model)}), "
        f"about {tokens[1]:,} come back: {cost}{limit}.",
        file=sys.stderr,
    )
    if not options.yes:
        require_yes()


def _write_to_grade(options: argparse.Namespace, view: View, who: Judge, chosen: list[int]) -> dict[str, Any]:
    from explorer import judge as judging
    from explorer.judge import grading

    rows = judging.to_grade(view.dataset, who, chosen, judging.GRADED)
    if not rows:
        raise ExplorerError("No row of the sample is judged yet.", "Judge it first: leave --to-grade out.")
    grading.write(options.to_grade, view.dataset, who.rubric, rows, options.overwrite)
    return {"to_grade": str(options.to_grade), "written": len(rows)}


def _take_grades(path: Path, view: View, who: Judge) -> dict[str, Any]:
    from explorer import judge as judging
    from explorer.decisions import person
    from explorer.judge import grading

    graded = grading.read(path, who.rubric)
    rows = judging.rows_of(view.dataset, [row_id for row_id in graded if row_id < view.dataset.rows])
    judging.paid().grade(who.rubric, {row.content: graded[row.row_id] for row in rows}, person())
    return {"graded": len(rows)}


def _show(facts: dict[str, Any]) -> None:
    from explorer.charts import numbers

    if "to_grade" in facts:
        print(f"{inert(facts['to_grade'])}: {facts['written']:,} rows to grade; the judge's own grades are not in it")
        return
    if "graded" in facts:
        print(f"{facts['graded']:,} rows graded")
    else:
        print(
            f"{facts['asked']:,} rows judged, {facts['known']:,} were known, {facts['invalid']:,} answers without grades, "
            f"{facts['left']:,} left; {numbers.dollars(facts['spent'])} in all"
        )
    rows = [
        (
            one["name"],
            f"{one['rows']:,}",
            "" if one["kappa"] is None else f"{one['kappa']:.2f}",
            numbers.share(one["exact"]),
            numbers.share(one["near"]),
        )
        for one in facts["agreement"]
        if one["rows"]
    ]
    if rows:
        print("\nagreement with a person's grades:")
        print(table(("criterion", "rows", "kappa", "equal", "within 1"), rows))


JUDGE = Verb(
    name="judge",
    help="grades of rows by a model of your choice, a sample first",
    description="Asks an OpenAI-compatible endpoint to grade rows by a rubric; the grades are columns, judge_correctness and so on. Without "
    "--all a sample of 200 rows. What it costs is said before anything is sent. Answers are kept: none is paid for twice.\n\n"
    "examples:\n  python -m explorer judge data.jsonl --endpoint gpt-4.1-mini@https://api.openai.com/v1 --price 0.4,1.6 --budget 1\n"
    "  python -m explorer judge data.jsonl --endpoint qwen3@http://localhost:11434/v1 --to-grade grades.csv",
    arguments=_arguments,
    run=_run,
)
