"""Verbs, options, and help that teaches."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from explorer import __version__
from explorer.cli import sharing_options

_SOURCE_HELP = "files, folders or globs: JSONL, JSON, Parquet, CSV/TSV or text, also gz, zst, bz2, xz"
_MAP_HELP = 'which fields play which roles, where detection is unsure: "prompt=q,response=a,system=s"; "auto" forgets a remembered mapping'
_WHERE_HELP = 'SQL expression over the columns, such as "total_tokens > 4096 AND NOT is_empty"'

_VECTORS_HELP = (
    "draw the map from vectors of your own: column:NAME (a field that holds lists of numbers), file:PATH.npy (a vector for each "
    "row), model2vec:NAME, sentence-transformers:NAME (a folder or a name of the hub), endpoint:MODEL@URL (OpenAI-compatible; "
    'the key comes from EXPLORER_EMBEDDING_KEY); "" for the bundled encoder'
)

_DESCRIPTION = """Explore a dataset for supervised fine-tuning: what it holds, what is wrong with it, which rows are to blame.

A source is never changed. Layers of metrics are kept in a cache folder (EXPLORER_CACHE names another), so the
same bytes are read once. Every command takes --json for machines; progress goes to stderr."""

_EPILOG = """examples:
  python -m explorer open data.jsonl
  python -m explorer stats data.jsonl --where "dialect = 'alpaca'"
  python -m explorer check data.jsonl --kind general
  python -m explorer rows data.jsonl --where "response_tokens < 5" --columns row_id,prompt,response --limit 10
  python -m explorer export data.jsonl --where "NOT is_empty AND NOT is_exact_copy" --out clean.jsonl
  streamlit run app.py -- data.jsonl

exit codes: 0 done, 1 a gate or check failed, 2 bad input or usage"""

_VERBS: dict[str, tuple[str, str]] = {
    "open": (
        "what a source is: containers, dialects, fields, and a ledger of every line",
        "Reads every row, and accounts for every line: lines = rows + blank + rejected. Each rejected line is listed with its "
        "file, line number, byte offset and reason.\n\nexample:\n  python -m explorer open data/ --json",
    ),
    "build": (
        "build layers: token counts, checks, duplicates, judgements",
        "Builds what is missing and keeps it in the cache. A stopped build goes on where it was.\n\n"
        "The map is built on request: --layers map; --read and --vectors say what it is drawn from.\n\nexamples:\n"
        "  python -m explorer build data.jsonl --layers tokens,checks\n"
        "  python -m explorer build data.jsonl --layers map --read both\n"
        "  python -m explorer build data.jsonl --layers map --vectors column:embedding",
    ),
    "stats": (
        "scorecard and summaries of the rows a filter keeps",
        "The scorecard, rows, tokens by role with percentiles, dialects, checks and duplicates.\n\n"
        'example:\n  python -m explorer stats data.jsonl --where "n_turns > 2" --json',
    ),
    "rows": (
        "rows as JSON lines",
        "Writes the chosen columns of the rows that a filter keeps, missing values as null, in row_id order unless --order says "
        'otherwise.\n\nexample:\n  python -m explorer rows data.jsonl --order "total_tokens desc" --columns row_id,total_tokens --limit 5',
    ),
    "export": (
        "write the rows a filter keeps to a file, with a recipe beside it",
        "JSONL rows are byte for byte the source's lines. A recipe (OUT.recipe.json) names source, filter, versions and counts; "
        "--recipe makes the same file again.\n\nexamples:\n"
        '  python -m explorer export data.jsonl --where "NOT is_empty" --out clean.jsonl\n'
        "  python -m explorer export data.jsonl --pick 10000 --by category --split train=0.95,test=0.05 --out small.jsonl\n"
        "  python -m explorer export --recipe clean.jsonl.recipe.json --out again.jsonl",
    ),
    "check": (
        "the gate: exit code 1 where the data fails the scorecard",
        "Judges the rows that a filter keeps by the guide's points. Exit code 1 where a point fails; --strict also closes the gate on "
        "warnings and on what cannot be told. Thresholds come from a profile: --kind picks one of three, --profile changes single "
        "values (TOML; the shipped profile.toml explains each).\n\nexamples:\n  python -m explorer check data.jsonl\n"
        "  python -m explorer check data.jsonl --kind reasoning --profile ours.toml --json",
    ),
    "dryrun": (
        "what LLaMA-Factory, axolotl, TRL and OpenAI fine-tuning would do with each row",
        "Keep, truncate, drop, mask (nothing left to train) or crash, at a maximum length and under a chat template, with the rule "
        "that says so. --rows writes a JSON line for each row instead: row_id, outcome, rule, response tokens lost.\n\nexamples:\n"
        "  python -m explorer dryrun data.jsonl --max-length 4096 --template qwen\n"
        "  python -m explorer dryrun data.jsonl --trainer trl --rows",
    ),
    "gaps": (
        "what a reference dataset has and this one lacks",
        "Puts a sample of both on one map and compares clusters, and abilities, languages and domains over all rows. A kind is "
        "missing where nearly nothing here is of it, thin where its share is below a third of the reference's.\n\nexample:\n"
        "  python -m explorer gaps data.jsonl --reference good.jsonl",
    ),
    "report": (
        "one HTML file for people who have neither the app nor the data",
        "What the dataset is and how it scores: charts, findings, and a few rows for each with personal data replaced. The file "
        "needs no network, prints well, and stays below 8 MB.\n\nexample:\n"
        "  python -m explorer report data.jsonl --out report.html",
    ),
    "columns": (
        "the columns that filters, rows and charts know",
        "Lists name, kind, and how each column is computed.\n\nexample:\n  python -m explorer columns data.jsonl",
    ),
    "cache": (
        "show what the cache holds, or clear it",
        "examples:\n  python -m explorer cache\n  python -m explorer cache --clear all",
    ),
    "serve": sharing_options.HELP,
}


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=110)


def make_parser() -> argparse.ArgumentParser:
    """The parser of all verbs."""
    parser = argparse.ArgumentParser(
        prog="python -m explorer", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=_Formatter
    )
    parser.add_argument("--version", action="version", version=f"explorer {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    for name, (summary, description) in _VERBS.items():
        verb = verbs.add_parser(name, help=summary, description=description, formatter_class=_Formatter)
        _ADD[name](verb)
        verb.add_argument("--json", action="store_true", help="the result as JSON on stdout")
    return parser


def _source(verb: argparse.ArgumentParser, nargs: str = "+") -> None:
    verb.add_argument("source", nargs=nargs, metavar="SOURCE", help=_SOURCE_HELP)
    verb.add_argument("--map", dest="mapping", default="", metavar="ROLE=FIELD,…", help=_MAP_HELP)
    verb.add_argument("--encoding", default="o200k_base", help="tokeniser: o200k_base (default) or cl100k_base")
    verb.add_argument("--quiet", action="store_true", help="no progress on stderr")


def _where(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--where", default="", metavar="SQL", help=_WHERE_HELP)


def _open(verb: argparse.ArgumentParser) -> None:
    _source(verb)
    verb.add_argument(
        "--rejects", type=_natural, default=1000, metavar="N", help="list at most N rejected lines (1,000)"
    )


def _build(verb: argparse.ArgumentParser) -> None:
    _source(verb)
    verb.add_argument("--layers", type=_names, default=None, metavar="A,B", help="only these; default: all of them")
    verb.add_argument(
        "--read", default=None, choices=("prompt", "response", "both"), help="what the map reads of a row (prompt)"
    )
    verb.add_argument("--vectors", default=None, metavar="KIND:NAME", help=_VECTORS_HELP)
    verb.add_argument("--price", type=_price, default=None, metavar="USD", help="of a million tokens, for the estimate")
    verb.add_argument("--yes", action="store_true", help="send rows to the endpoint without asking")
    verb.add_argument("--job", default="", help=argparse.SUPPRESS)


def _stats(verb: argparse.ArgumentParser) -> None:
    _source(verb)
    _where(verb)
    _profile(verb)


def _profile(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--kind", default="general", choices=("general", "vertical", "reasoning"), help="kind of dataset (general)"
    )
    verb.add_argument("--profile", type=Path, default=None, metavar="FILE", help="TOML file of thresholds that differ")


def _check(verb: argparse.ArgumentParser) -> None:
    _stats(verb)
    verb.add_argument("--strict", action="store_true", help="warnings and what cannot be told fail too")


def _rows(verb: argparse.ArgumentParser) -> None:
    _source(verb)
    _where(verb)
    verb.add_argument("--columns", type=_names, default=None, metavar="A,B", help="default: every column")
    verb.add_argument("--order", default="row_id", metavar="COLUMN [desc]", help="default: row_id")
    verb.add_argument("--limit", type=_natural, default=None, metavar="N", help="at most N rows")
    verb.add_argument("--offset", type=_natural, default=0, metavar="N", help="skip the first N rows")


def _export(verb: argparse.ArgumentParser) -> None:
    _source(verb, nargs="*")
    _where(verb)
    verb.add_argument(
        "--out", required=True, type=Path, metavar="FILE", help="where to write; its suffix names the format"
    )
    verb.add_argument(
        "--format", choices=("jsonl", "parquet", "csv"), default=None, help="default: by the suffix of --out"
    )
    verb.add_argument("--compress", choices=("gz", "zst"), default=None, help="default: by the suffix of --out")
    verb.add_argument(
        "--as", dest="dialect", default="", metavar="DIALECT", help="re-encode rows: messages, sharegpt, alpaca, …"
    )
    verb.add_argument("--pick", type=_natural, default=0, metavar="N", help="only N rows, chosen by --seed")
    verb.add_argument("--by", default="", metavar="COLUMN", help="with --pick: spread the rows evenly over its values")
    verb.add_argument(
        "--mix", default="", metavar="A=0.3,B=0.7", help="with --by: these shares of its values, instead of equal ones"
    )
    verb.add_argument(
        "--split",
        default="",
        metavar="A=0.9,B=0.1",
        help="a file for each part; rows with the same prompt stay together",
    )
    verb.add_argument("--seed", type=int, default=0, help="another seed, another choice (0)")
    verb.add_argument(
        "--recipe", type=Path, default=None, metavar="FILE", help="repeat the export that this recipe describes"
    )
    _trainer(verb, "", "only rows that this trainer keeps: llamafactory, axolotl, trl or openai")
    verb.add_argument("--overwrite", action="store_true", help="replace an existing file")


def _report(verb: argparse.ArgumentParser) -> None:
    _stats(verb)
    verb.add_argument("--out", required=True, type=Path, metavar="FILE", help="where to write the HTML file")
    verb.add_argument("--examples", type=_natural, default=3, metavar="N", help="rows shown per finding (3)")
    verb.add_argument("--no-redact", action="store_true", help="leave personal data in the rows shown")
    verb.add_argument("--overwrite", action="store_true", help="replace an existing file")


def _dryrun(verb: argparse.ArgumentParser) -> None:
    _source(verb)
    _where(verb)
    _trainer(verb, "all", "all (default), llamafactory, axolotl, trl or openai")
    verb.add_argument("--rows", action="store_true", help="with one --trainer: a JSON line for each row")


def _trainer(verb: argparse.ArgumentParser, default: str, help: str) -> None:
    verb.add_argument("--trainer", default=default, metavar="NAME", help=help)
    verb.add_argument("--max-length", type=_natural, default=4096, metavar="N", help="tokens of a row (4096)")
    verb.add_argument(
        "--template", default="chatml", metavar="NAME", help="chat template: chatml (default), llama3, qwen or gemma"
    )


def _gaps(verb: argparse.ArgumentParser) -> None:
    _source(verb)
    _where(verb)
    verb.add_argument(
        "--reference", nargs="+", required=True, metavar="REF", help="files, folders or globs of the reference dataset"
    )
    verb.add_argument("--job", default="", help=argparse.SUPPRESS)


def _columns(verb: argparse.ArgumentParser) -> None:
    _source(verb)


def _cache(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--clear", metavar="KEY", default=None, help='remove one entry by its key, or "all"')


_ADD: dict[str, Any] = {
    "open": _open,
    "build": _build,
    "stats": _stats,
    "rows": _rows,
    "export": _export,
    "check": _check,
    "dryrun": _dryrun,
    "gaps": _gaps,
    "report": _report,
    "columns": _columns,
    "cache": _cache,
    "serve": sharing_options.arguments,
}


def _names(text: str) -> list[str]:
    """A comma-separated list; a name with a comma stands in double quotes."""
    found = [
        quoted.replace('""', '"') or bare.strip() for quoted, bare in re.findall(r'"((?:[^"]|"")*)"|([^,"]+)', text)
    ]
    return [name for name in found if name]


def _price(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e6:
        raise argparse.ArgumentTypeError(f"'{text}' is not a price in US dollars")
    return number


def _natural(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if number < 0:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number of 0 or more")
    return number
