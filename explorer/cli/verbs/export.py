"""`export`: the kept rows as a file, with a recipe beside it; or the same file again from its recipe."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer import export, saved_queries
from explorer.cli import arguments, carded
from explorer.cli.terminal import inert
from explorer.cli.verb import Verb
from explorer.errors import ExplorerError

if TYPE_CHECKING:
    from explorer.card import Laid
    from explorer.view import View


def _arguments(parser: argparse.ArgumentParser) -> None:
    arguments.source(parser, nargs="*")
    arguments.where(parser, "write only kept rows for which it holds")
    arguments.drops(parser)
    carded.arguments(parser)
    arguments.profile(parser)
    parser.add_argument(
        "--format",
        choices=[entry.name for entry in export.EXPORTS],
        default=None,
        help="default: by the suffix of --out",
    )
    parser.add_argument(
        "--compress",
        choices=list(filter(None, export.COMPRESSIONS)),
        default=None,
        help="default: by the suffix of --out",
    )
    parser.add_argument(
        "--as",
        dest="dialect",
        default="",
        metavar="DIALECT",
        help="re-encode rows: messages, sharegpt, alpaca, gemini, …",
    )
    parser.add_argument(
        "--columns",
        type=arguments.names,
        default=[],
        metavar="A,B",
        help="write these columns with every row, behind its own fields: ability, is_refusal, your own, …",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="with --as: exit 1 where the dialect has no place for something that a row has",
    )
    parser.add_argument("--pick", type=arguments.natural, default=0, metavar="N", help="only N rows, chosen by --seed")
    parser.add_argument(
        "--by", default="", metavar="COLUMN", help="with --pick: spread the rows evenly over its values"
    )
    parser.add_argument(
        "--mix", default="", metavar="A=0.3,B=0.7", help="with --by: these shares of its values, instead of equal ones"
    )
    parser.add_argument(
        "--fill", action="store_true", help="with --mix: values that have more make up for those that have too few"
    )
    parser.add_argument(
        "--choose",
        default="",
        metavar="STRATEGY",
        help="with --pick: spread (varied and sound), like or words (as --reference), score (by --score), longest, random; shown "
        "beside random picks",
    )
    parser.add_argument(
        "--reference",
        default="",
        type=arguments.source_name,
        metavar="REF",
        help="with --choose like or words: a file, folder or glob of rows to be like",
    )
    parser.add_argument(
        "--score", default="", metavar="COLUMN", help='with --choose score: highest first; "COLUMN asc" for the lowest'
    )
    parser.add_argument(
        "--why", type=Path, default=None, metavar="FILE", help="with --choose: each chosen row and why, as JSON lines"
    )
    parser.add_argument(
        "--split",
        default="",
        metavar="A=0.9,B=0.1",
        help="a file for each part; rows with the same prompt stay together",
    )
    parser.add_argument("--seed", type=int, default=0, help="another seed, another choice (0)")
    parser.add_argument(
        "--recipe", type=Path, default=None, metavar="FILE", help="repeat the export that this recipe describes"
    )
    parser.add_argument(
        "--query",
        dest="queries",
        type=arguments.saved_query,
        action="append",
        default=[],
        metavar="NAME: SELECT",
        help="save this statement in the recipe, for the SQL page and `sql --recipe` (repeatable)",
    )
    arguments.trainer(parser, "", f"only rows that this trainer keeps: {arguments.TRAINER_NAMES}")
    arguments.overwrite(parser)


def _asked(options: argparse.Namespace) -> tuple[dict[str, Any] | None, export.ExportOptions, str]:
    """(the recipe that is repeated, None for none; what is written; what its conditions say). Completes the options."""
    from explorer import recipe
    from explorer.cli import chosen_by
    from explorer.cli.shared import conditions

    made = recipe.load(options.recipe) if options.recipe else None
    if made is not None and (
        options.where or options.drops or options.trainer or options.custom or options.columns or not options.by_hand
    ):
        raise ExplorerError(
            "--recipe excludes --where, --drop, --column, --columns, --no-decisions and --trainer.",
            "The recipe holds its own.",
        )
    if made is not None:
        options.custom, options.python = recipe.columns_of(made, options.python), ()
        options.source = options.source or recipe.source_paths(made)
        options.mapping = made.get("mapping", "") or "auto"
        options.encoding = made.get("tokeniser", options.encoding)
        chosen = export.options_from(made["export"])
        asked = recipe.conditions(made)
    else:
        chosen = _format(options)
        chosen_by.check(options)
        options.where = _narrowed(options)
        asked = conditions(options)
    if not options.source:
        raise ExplorerError("No source was named.", "Name files, or a recipe with --recipe.")
    return made, chosen, asked


def _run(options: argparse.Namespace) -> int:
    from explorer import building, recipe
    from explorer.cli import chosen_by, falls
    from explorer.cli.shared import build_options, needed_layers, reporting, view_of, write_json
    from explorer.store import Cache

    carded.check(options)
    made, chosen, asked = _asked(options)
    cache = Cache.default()
    with reporting(options) as report:
        layers = [*needed_layers(asked, chosen.reads), *carded.layers(options)]
        if options.choose and made is None:
            layers = chosen_by.layers(options, layers)
        paths = building.resolve(options.source, report)
        reading = recipe.reading_of(made) if made is not None else None
        dataset = building.run(cache, paths, build_options(options, reading), layers, report)
        if made is not None:
            recipe.require_same_source(made, dataset)
            dataset.source.require_same_bytes()
        elif options.mapping:
            building.remember_mapping(cache, dataset.fingerprint, options.mapping)
        view = view_of(options, dataset) if made is None else recipe.view_of(made, dataset)
        if made is not None:
            recipe.require_same_map(made, view)
            chosen = dataclasses.replace(chosen, queries=recipe.queries_of(made, dataset))
        choice = beside = laid = None
        written: list[export.Exported] = []
        if options.choose and made is None:
            choice = chosen_by.choose(cache, options, view, report)
            beside = choice.compared(report)
            chosen_by.write_why(choice, options)
            chosen = dataclasses.replace(chosen, rows=choice.text)
        if options.hub_layout is not None:
            laid = carded.lay_out(options, view, chosen, report)
        elif chosen.split and not chosen.part:
            written = export.write_split(view, options.out, chosen, report, options.overwrite)
        else:
            written = [export.write(view, options.out, chosen, report, options.overwrite)]
        if options.card:
            carded.beside(options, view, chosen, written)
    if laid is not None:
        carded.tell(options, laid)
        return _strict(options, [laid])
    facts = [{**done._asdict(), "path": str(done.path), "recipe": str(done.recipe)} for done in written]
    if made is not None and not (chosen.split and not chosen.part):
        facts[0]["as_recipe_says"] = _compared(made, written[0])
    missing = _missing(view, chosen)
    if missing:
        facts[0]["missing"] = missing
    if choice is not None and beside is not None:
        facts[0]["choice"] = chosen_by.facts(choice, beside)
    if options.json:
        write_json({"parts": facts} if chosen.split and not chosen.part else facts[0])
        return _strict(options, written)
    for done in written:
        print(f"{inert(str(done.path))}: {done.rows:,} rows, {done.bytes:,} bytes in {done.seconds:.1f} s")
        print(f"recipe: {inert(str(done.recipe))}")
        if options.card:
            print(f"card: {inert(str(done.path.with_name('README.md')))} and croissant.json")
        falls.show_account(done.account)
    _tell_missing(missing)
    if choice is not None and beside is not None:
        chosen_by.show(choice, beside)
    if facts[0].get("as_recipe_says"):
        print("The same file as the recipe was written beside, to the byte.")
    return _strict(options, written)


def _strict(options: argparse.Namespace, written: Sequence[export.Exported | Laid]) -> int:
    """1 where --strict was asked for and something was left out, else 0."""
    lost = any(done.account.get("conversion", {}).get("left_out") for done in written)
    if not (options.strict and lost):
        return 0
    print(
        "error: the conversion left something out, and --strict was asked for.\n"
        "hint: the account says what. Export as messages, which has a place for most, or leave out --strict.",
        file=sys.stderr,
    )
    return 1


def _missing(view: View, chosen: export.ExportOptions) -> dict[str, int]:
    """Value -> rows that it has too few for the mix that was asked for."""
    from explorer.export.choose import allotted

    if not (chosen.pick and chosen.mix) or chosen.choose:
        return {}
    return allotted(view, chosen.pick, chosen.by, chosen.mix, chosen.fill).missing


def _tell_missing(missing: Mapping[str, int]) -> None:
    for value, rows in missing.items():
        print(
            f"{rows:,} {'row' if rows == 1 else 'rows'} of {inert(value)} {'is' if rows == 1 else 'are'} missing for this mix"
        )


def _compared(made: Mapping[str, Any], done: export.Exported) -> bool | None:
    """Whether the file is the very one that the recipe was written beside; None where the recipe does not tell."""
    from explorer import recipe

    same = recipe.is_same_output(made, done.sha256)
    if same is False:
        print(
            f"warning: {inert(done.path.name)} is not the file that the recipe was written beside: its SHA-256 is another.\n"
            "hint: the source is the same. Compare `made_by` in both recipes: other versions may judge or pack rows otherwise.",
            file=sys.stderr,
        )
    return same


def _format(options: argparse.Namespace) -> export.ExportOptions:
    out = options.out or Path("rows.parquet")  # what a hub's folder holds, unless --format says otherwise
    return dataclasses.replace(
        export.options_of(out, options.format or "", options.compress or ""),
        dialect=options.dialect,
        pick=options.pick,
        by=options.by,
        mix=options.mix,
        fill=options.fill,
        split=options.split,
        seed=options.seed,
        choose=options.choose,
        reference=options.reference,
        score=options.score,
        queries=saved_queries.checked(options.queries),
        columns=tuple(options.columns),
    )


def _narrowed(options: argparse.Namespace) -> str:
    """--where, and with it what --trainer keeps."""
    from explorer import dryrun

    if not options.trainer:
        return options.where
    kept = dryrun.keeps_filter(options.trainer, options.max_length, options.template)
    return f"({options.where}) AND ({kept})" if options.where.strip() else kept


EXPORT = Verb(
    name="export",
    help="write the kept rows to a file, with a recipe beside it",
    description="JSONL rows are byte for byte the source's lines, but for texts that were corrected by hand. The account says where every "
    "line of the source went. A recipe (OUT.recipe.json) names source, drops, decisions, versions and counts; --recipe makes the same "
    "file again.\n\nexamples:\n"
    '  python -m explorer export data.jsonl --drop "Empty: is_empty" --drop "Copies: is_exact_copy" --out clean.jsonl\n'
    "  python -m explorer export data.jsonl --pick 10000 --by category --split train=0.95,test=0.05 --out small.jsonl\n"
    "  python -m explorer export data.jsonl --columns ability,is_refusal --out judged.parquet\n"
    "  python -m explorer export data.jsonl --pick 5000 --by ability --mix programming=0.4,math_reasoning=0.6 --fill --out mix.jsonl\n"
    "  python -m explorer export data.jsonl --pick 10000 --choose spread --out varied.jsonl\n"
    "  python -m explorer export data.jsonl --pick 2000 --choose like --reference good.jsonl --why why.jsonl --out like.jsonl\n"
    "  python -m explorer export data.jsonl --hub-layout out/ --license cc-by-4.0 --split train=0.95,test=0.05\n"
    "  python -m explorer export --recipe clean.jsonl.recipe.json --out again.jsonl",
    arguments=_arguments,
    run=_run,
)
