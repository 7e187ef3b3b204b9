"""Prompt templates: rows whose prompts begin or end with the same fixed part, while the rest differs.

A row is offered to groups by the beginning of its prompt at several lengths and by its end at some more; digits and case
do not count. It joins the group with the longest fixed part that enough different prompts share. Rows with one and the
same prompt are duplicates, and make no template.
"""

from __future__ import annotations

import math

import pyarrow as pa

from explorer.columns import Column
from explorer.passes.dataset_pass import Inputs, Pass
from explorer.store.scratch import scratch_connection
from explorer.store.table import literal

# Characters of the fixed part: for scripts with letters, and for Han, whose characters say more. The shortest are about
# six words: shorter openings ("What is the difference between") are ordinary language, and no template.
_BEGINNINGS = ((36, 12), (54, 18), (80, 26), (130, 42), (220, 72), (400, 130))
_ENDS = ((30, 12), (60, 22), (120, 44))
_SHOWN = 80
_FEWEST = 3

COLUMNS = (
    Column(
        "template_group",
        "prompt template",
        "id",
        "Rows whose prompts share a fixed beginning or end of some words, while the rest differs. Digits and case do not count.",
        layer="templates",
        group="attributes",
    ),
    Column(
        "prompt_template",
        "template text",
        "category",
        "The fixed part of the prompt that the rows of a template share, cut to its first or last words.",
        layer="templates",
        group="attributes",
    ),
)

_TEXTS = """
CREATE TABLE prompts AS
SELECT (base + file_row_number)::BIGINT AS row_id, hash(prompt) AS whole, length(prompt) AS size,
    regexp_matches(left(prompt, 40), '[\\x{{3400}}-\\x{{9fff}}]') AS han,
    regexp_replace(lower(left(prompt, {head})), '[0-9]+', '0', 'g') AS head,
    regexp_replace(lower(right(prompt, {tail})), '[0-9]+', '0', 'g') AS tail
FROM read_parquet([{files}], filename = true, file_row_number = true)
JOIN (VALUES {bases}) AS part_bases(part_file, base) ON filename = part_file
WHERE length(prompt) >= {shortest}
"""

# `fixed` is the length of the part; a prompt must go on beyond it.
_KEY = """
SELECT row_id, whole, {kind} AS kind, CASE WHEN han THEN {han} ELSE {letters} END AS fixed,
    hash({side}({part}, CASE WHEN han THEN {han} ELSE {letters} END)) AS key
FROM prompts WHERE size > CASE WHEN han THEN {han} ELSE {letters} END
"""

_CHOSEN = """
CREATE TABLE chosen AS
WITH keys AS ({keys}),
shared AS (
    SELECT kind, fixed, key FROM keys GROUP BY kind, fixed, key HAVING count(*) >= {fewest} AND count(DISTINCT whole) >= {fewest}
),
offered AS (SELECT row_id, kind, fixed, key FROM keys SEMI JOIN shared USING (kind, fixed, key))
-- The longest; a beginning before any end, since instructions stand first, and a shared end may be a shared passage.
SELECT row_id, arg_max(kind, rank) AS kind, arg_max(fixed, rank) AS fixed, arg_max(key, rank) AS key
FROM (SELECT *, fixed - 1000 * kind AS rank FROM offered) GROUP BY row_id
"""

_GROUPS = """
WITH sized AS (
    SELECT kind, fixed, key, min(row_id) AS first_row, count(*) AS n FROM chosen GROUP BY kind, fixed, key HAVING count(*) >= {fewest}
),
numbered AS (SELECT *, row_number() OVER (ORDER BY n DESC, first_row) - 1 AS number FROM sized)
SELECT chosen.row_id, number::INTEGER AS template_group, kind, fixed, first_row
FROM chosen JOIN numbered USING (kind, fixed, key) ORDER BY chosen.row_id
"""

_NAMES = """
SELECT (base + file_row_number)::BIGINT AS row_id, left(prompt, {head}) AS head, right(prompt, {tail}) AS tail
FROM read_parquet([{files}], filename = true, file_row_number = true)
JOIN (VALUES {bases}) AS part_bases(part_file, base) ON filename = part_file
WHERE (base + file_row_number) IN (SELECT first_row FROM firsts)
"""


def compute(inputs: Inputs) -> pa.Table:
    """Groups are numbered from 0 by size. Only rows of a template are in the table."""
    empty = pa.schema(
        [("row_id", pa.int64()), ("template_group", pa.int32()), ("prompt_template", pa.string())]
    ).empty_table()
    if not inputs.texts:
        return empty
    shown = {
        "files": ", ".join(literal(str(path)) for path in inputs.texts),
        "bases": ", ".join(f"({literal(str(p))}, {b})" for p, b in zip(inputs.texts, inputs.bases, strict=True)),
        "head": max(letters for letters, _ in _BEGINNINGS),
        "tail": max(letters for letters, _ in _ENDS),
    }
    # In a million rows, a handful of like openings is chance.
    fewest = max(_FEWEST, round(math.sqrt(max(inputs.rows, 1)) / 10))
    keys = [
        _KEY.format(kind=kind, side=side, part=part, letters=letters, han=han)
        for kind, side, part, sizes in ((0, "left", "head", _BEGINNINGS), (1, "right", "tail", _ENDS))
        for letters, han in sizes
    ]
    with scratch_connection(inputs.scratch) as connection:
        connection.execute(_TEXTS.format(shortest=min(han for _, han in _BEGINNINGS), **shown))
        connection.execute(_CHOSEN.format(keys=" UNION ALL ".join(keys), fewest=fewest))
        groups = connection.sql(_GROUPS.format(fewest=fewest)).to_arrow_table()
        if not groups.num_rows:
            return empty
        connection.register("groups_found", groups)
        connection.execute("CREATE TABLE firsts AS SELECT DISTINCT first_row, kind, fixed FROM groups_found")
        named = connection.sql(
            f"SELECT first_row, kind, fixed, head, tail FROM firsts JOIN ({_NAMES.format(**shown)}) ON row_id = first_row"
        ).to_arrow_table()
    names = {
        (row["first_row"], row["kind"], row["fixed"]): _name(row["head"], row["tail"], row["kind"], row["fixed"])
        for row in named.to_pylist()
    }
    columns = (groups[name].to_pylist() for name in ("first_row", "kind", "fixed"))
    texts = [names[key] for key in zip(*columns, strict=True)]
    return pa.table(
        {
            "row_id": groups["row_id"],
            "template_group": groups["template_group"],
            "prompt_template": pa.array(texts, pa.string()),
        }
    )


def _name(head: str, tail: str, kind: int, fixed: int) -> str:
    """The fixed part in one line, with an ellipsis where the prompt differs."""
    if kind == 0:
        text = " ".join(head[:fixed].split())
        short = text[:_SHOWN]
        # A word that was cut in the middle is not shown.
        return (short.rsplit(" ", 1)[0] if " " in short[20:] else short) + " …"
    text = " ".join(tail[-fixed:].split())
    short = text[-_SHOWN:]
    return "… " + (short.split(" ", 1)[-1] if " " in short[:-20] else short)


TEMPLATES = Pass("templates", 2, COLUMNS, compute, doing="Looking for prompt templates")
