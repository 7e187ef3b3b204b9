"""The card: README.md as the Hub reads it, its YAML first. Plain Markdown without pictures from elsewhere, so that it reads anywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from explorer import scorecard
from explorer.card.facts import Facts
from explorer.charts import numbers
from explorer.labels import label_of
from explorer.markup import line, markdown_text
from explorer.scorecard.problems import ranked
from explorer.words import ENGLISH, speaking

NAME = "README.md"
PATTERN = re.compile(r"[*?\[]")
"""What makes a pattern of a path where hubs read it."""

_BLOCKS = " ▁▂▃▄▅▆▇█"
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_WIDE = 20  # characters of a full bar
_TAGS = ("sft", "instruction-tuning", "sft-explorer")
_VERDICTS = {"fail": "fails", "warn": "warns"}
_PARTS = {"by_hand": "dropped by hand", "outside_focus": "not asked for", "not_picked": "not picked"}
_TOKEN_ROWS = {"prompt_tokens": "Prompt", "response_tokens": "Response", "total_tokens": "Whole row"}


@speaking(ENGLISH)  # the Hub's own language, wherever it is made
def text_of(facts: Facts) -> str:
    """The card as text."""
    pieces = [_front(facts), f"# {markdown_text(facts.name, 120)}", _summary(facts), _files(facts), _dropped(facts)]
    pieces += [_what(facts), _lengths(facts), _checks(facts), _read(facts), _provenance(facts)]
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


# ---- the Hub's YAML ----


def _front(facts: Facts) -> str:
    import yaml

    held: dict[str, Any] = {}
    if facts.licence:
        held["license"] = facts.licence
    if facts.languages:
        held["language"] = [code for code, _ in facts.languages]
    held |= {
        "pretty_name": line(facts.name, 120),
        "size_categories": [facts.size_category],
        "task_categories": ["text-generation"],
        "tags": list(_TAGS),
        "configs": [{"config_name": "default", "data_files": data_files(facts)}],
    }
    text = yaml.safe_dump(held, allow_unicode=True, sort_keys=False, width=1_000)
    return f"---\n{text}---"


def data_files(facts: Facts) -> list[dict[str, Any]]:
    """Each split with its files, as patterns that match nothing else: a list where there are several."""
    by_split: dict[str, list[str]] = {}
    for file in facts.files:
        by_split.setdefault(file.split, []).append(PATTERN.sub(r"[\g<0>]", file.path))
    return [{"split": split, "path": paths[0] if len(paths) == 1 else paths} for split, paths in by_split.items()]


# ---- what it says ----


def _table(head: Sequence[str], rows: Sequence[Sequence[object]], right: Sequence[int] = ()) -> str:
    """A table. Cells are Markdown already."""
    line = "|".join("---:" if place in right else "---" for place in range(len(head)))
    body = "\n".join(f"| {' | '.join(str(cell) for cell in row)} |" for row in rows)
    return f"| {' | '.join(head)} |\n|{line}|\n{body}"


def _code(text: object, limit: int = 80) -> str:
    """A name as code: what stands there means nothing to Markdown, but its end and a table's."""
    return f"`{line(text, limit).replace('`', chr(0x2019)).replace('|', '¦')}`"


def _bar(share: float) -> str:
    whole, rest = divmod(round(max(0.0, min(share, 1.0)) * _WIDE * 8), 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "") or "▏"


def _summary(facts: Facts) -> str:
    named = [f"{label_of('language', code)} {numbers.share(share)}" for code, share in facts.languages]
    rows = numbers.counted(facts.rows, "row")
    tokens = facts.totals.tokens_kept
    said = f"{rows} to fine-tune a language model on"
    said += f", {numbers.tokens(tokens)} tokens" if tokens is not None else ""
    said += f": {', '.join(named)}." if named else "."
    lost = facts.account["rows"] - facts.account["kept"]
    if lost:
        said += f" {numbers.counted(lost, 'row')} of {facts.account['rows']:,} were left out; below is why."
    return markdown_text(said, 1_000)


def _files(facts: Facts) -> str:
    rows = [
        (_code(split), f"{rows:,}", numbers.size(sum(file.bytes for file in facts.files if file.split == split)))
        for split, rows in facts.splits.items()
    ]
    return _table(("Split", "Rows", "Size"), rows, (1, 2))


def _dropped(facts: Facts) -> str:
    account = facts.account
    rows = [("lines of the source", f"{account['lines']:,}", "")]
    reasons = {fall.name: fall.reason for fall in facts.fall.steps}
    rows += [
        (
            f"− {markdown_text(step['name'], 120)}",
            f"{step['rows']:,}",
            markdown_text(reasons.get(step["name"], ""), 300),
        )
        for step in account["dropped"]
    ]
    words = {**_PARTS, "rejected": "lines that could not be read", "blank": "blank lines"}
    rows += [(f"− {said}", f"{account[name]:,}", "") for name, said in words.items() if account[name]]
    rows.append(("**= written**", f"**{account['kept']:,}**", ""))
    if len(rows) == 2:
        return ""
    edited = account["edited"]
    after = f"\n\n{numbers.counted(edited, 'row')} had a text corrected by hand." if edited else ""
    return "## What was left out, and why\n\n" + _table(("", "Lines", "Reason"), rows, (1,)) + after


def _what(facts: Facts) -> str:
    pieces = []
    found = facts.abilities
    if found is not None and facts.rows:
        held = sorted(zip(found.values, found.kept.tolist(), strict=True), key=lambda pair: -pair[1])
        whole = max(sum(n for _, n in held) + found.other_kept, 1)
        widest = max([n for _, n in held] or [1]) or 1
        rows = [
            (markdown_text(label_of("ability", value), 60), f"{n:,}", numbers.share(n / whole), _bar(n / widest))
            for value, n in held
            if n
        ]
        pieces.append(_table(("What rows train", "Rows", "Share", ""), rows, (1, 2)))
    if facts.written:
        said = f"Rows are written in the form `{facts.written}`."
    else:
        listed = ", ".join(f"{label_of('dialect', name)} {n:,}" for name, n in list(facts.dialects.items())[:8])
        said = f"Forms of the rows: {markdown_text(listed)}."
    pieces.append(" ".join([said, *(markdown_text(note) for note in facts.notes)]))
    if facts.columns:
        told = [(_code(name), markdown_text(how, 400)) for name, how in facts.columns]
        pieces.append("Behind its own fields each row has:\n\n" + _table(("Column", "How it is computed"), told))
    return "## What the rows are\n\n" + "\n\n".join(pieces)


def _lengths(facts: Facts) -> str:
    if not facts.tokens:
        return ""
    rows = [
        (
            _TOKEN_ROWS[found.column],
            *(f"{value or 0:,.0f}" for value in (found.p5, found.p50, found.p95, found.p99, found.maximum)),
        )
        for found in facts.tokens
    ]
    table = _table(("Tokens", "p5", "Median", "p95", "p99", "Longest"), rows, (1, 2, 3, 4, 5))
    drawn = ""
    if facts.lengths is not None and facts.lengths.kept.any():
        counts = facts.lengths.kept.tolist()
        top = max(counts)
        bars = "".join(_BLOCKS[-(-8 * n // top)] for n in counts)
        low, high = facts.lengths.edges[0], facts.lengths.edges[-1]
        drawn = f"\n\nRows by length, {low:,.0f} to {high:,.0f} tokens on a log scale: `{bars}`"
    return f"## Lengths\n\n{table}{drawn}\n\nCounted with tiktoken, `{facts.encoding}`."


def _checks(facts: Facts) -> str:
    card = facts.card
    tally = card.tally
    bad = ranked(card)
    said = f"{tally['pass']} checks pass, {tally['warn']} warn, {tally['fail']} fail"
    said += f"; {tally['unknown']} lack data." if tally["unknown"] else "."
    rows = [
        (
            _VERDICTS[finding.verdict],
            markdown_text(finding.point.title, 100),
            markdown_text(finding.said),
            markdown_text(finding.threshold, 100),
        )
        for finding in bad
    ]
    table = "\n\n" + _table(("", "Check", "Found", "Limit"), rows) if rows else ""
    kinds = (
        "" if card.profile.kind == scorecard.DEFAULT_KIND else f" Thresholds are those for `{card.profile.kind}` data."
    )
    return f"## Checks\n\n{said}{kinds}{table}\n\nJudged by rules, without a language model: they are sometimes wrong, and say what to read."


def _read(facts: Facts) -> str:
    loader = "parquet" if facts.format == "parquet" else "csv" if facts.format == "csv" else "json"
    return (
        "## Read it\n\n```python\nfrom datasets import load_dataset\n\n"
        'rows = load_dataset("path/of/this/folder")\n```\n\n'
        f"Any reader of {loader.upper() if loader == 'json' else loader.capitalize()} files reads them as well; `croissant.json` describes them for machines."
    )


def _provenance(facts: Facts) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in facts.made_by.items())
    listed = ", ".join(_code(name) for name in facts.sources[:8])
    more = len(facts.sources) - 8
    rows: list[tuple[str, str]] = [
        ("Made from", listed + (f" and {more:,} more files" if more > 0 else "")),
        ("Fingerprint of the source", f"`{facts.fingerprint}`"),
        *(("Recipe", f"{_code(name)}, SHA-256 `{digest}`") for name, digest in facts.recipes),
        ("Made with", markdown_text(versions)),
        ("Licence", markdown_text(facts.licence) if facts.licence else "not stated"),
    ]
    return (
        "## Where it comes from\n\n"
        + _table(("", ""), rows)
        + "\n\nThe recipe names source, steps and versions; `python -m explorer export --recipe` makes the same rows from the same source."
    )
