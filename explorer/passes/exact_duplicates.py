"""Exact duplicates, as group columns: one DuckDB pass over the texts."""

from __future__ import annotations

import pyarrow as pa

from explorer.columns import Column
from explorer.passes.dataset_pass import Inputs, Pass
from explorer.store.scratch import scratch_connection
from explorer.store.table import literal


def _group(name: str, label: str, help: str) -> Column:
    return Column(name, label, "id", help, layer="duplicates", group="duplicates")


COLUMNS = (
    _group(
        "exact_group",
        "exact duplicates",
        "Rows with the same system text, prompt, response, declared tools and, in a preference pair, rejected answer, to the character. "
        "Rows without any text have no group.",
    ),
    _group("prompt_group", "same prompt", "Rows with the same system text and prompt, whatever the response."),
    Column(
        "is_exact_copy",
        "is an exact copy",
        "boolean",
        "An exact duplicate of an earlier row. Dropping these keeps one row of each group.",
        layer="duplicates",
        group="duplicates",
    ),
)

_TEXTS = """
SELECT (base + file_row_number)::BIGINT AS row_id, system, prompt, response, content, coalesce(tools, 0) AS tools
FROM read_parquet([{files}], filename = true, file_row_number = true)
JOIN (VALUES {bases}) AS part_bases(part_file, base) ON filename = part_file
"""

# One scan hashes every row to 64 bits; only rows whose hash is not alone are read again.
_CANDIDATES = """
CREATE TABLE candidates AS
WITH hashed AS (SELECT row_id, hash(system, prompt) AS asked FROM ({texts}) WHERE prompt <> '' OR system <> ''),
bare AS (SELECT row_id, hash(response) AS answered FROM ({texts}) WHERE prompt = '' AND system = '' AND response <> '')
SELECT row_id FROM hashed WHERE asked IN (SELECT asked FROM hashed GROUP BY asked HAVING count(*) > 1)
UNION ALL
SELECT row_id FROM bare WHERE answered IN (SELECT answered FROM bare GROUP BY answered HAVING count(*) > 1)
"""

# Of those, MD5 tells equal texts apart from texts whose 64 bits happen to agree.
_GROUPS = """
WITH digests AS (
    SELECT row_id, prompt <> '' OR system <> '' AS has_prompt,
        md5_number(system || chr(0) || prompt) AS asked, content, tools
    FROM ({texts}) SEMI JOIN candidates USING (row_id)
),
pairs AS (
    SELECT content, tools, min(row_id) AS first_row FROM digests GROUP BY content, tools HAVING count(*) > 1
),
prompts AS (
    SELECT asked, min(row_id) AS first_row
    FROM digests WHERE has_prompt GROUP BY asked HAVING count(*) > 1
),
numbered_pairs AS (SELECT *, row_number() OVER (ORDER BY first_row) - 1 AS number FROM pairs),
numbered_prompts AS (
    SELECT *, row_number() OVER (ORDER BY first_row) - 1 AS number FROM prompts
)
SELECT
    row_id,
    numbered_pairs.number::INTEGER AS exact_group,
    numbered_prompts.number::INTEGER AS prompt_group,
    coalesce(row_id > numbered_pairs.first_row, false) AS is_exact_copy
FROM digests
LEFT JOIN numbered_pairs USING (content, tools)
LEFT JOIN numbered_prompts ON digests.asked = numbered_prompts.asked AND has_prompt
WHERE numbered_pairs.number IS NOT NULL OR numbered_prompts.number IS NOT NULL
ORDER BY row_id
"""


def compute(inputs: Inputs) -> pa.Table:
    """Groups are numbered from 0 in the order of their first row. A row without any prompt has no `prompt_group`."""
    if not inputs.texts:
        kinds = [(c.name, pa.bool_() if c.kind == "boolean" else pa.int32()) for c in COLUMNS]
        return pa.schema([("row_id", pa.int64()), *kinds]).empty_table()
    files = ", ".join(literal(str(path)) for path in inputs.texts)
    bases = ", ".join(f"({literal(str(path))}, {base})" for path, base in zip(inputs.texts, inputs.bases, strict=True))
    texts = _TEXTS.format(files=files, bases=bases)
    with scratch_connection(inputs.scratch) as connection:
        connection.execute(_CANDIDATES.format(texts=texts))
        return connection.sql(_GROUPS.format(texts=texts)).to_arrow_table()


DUPLICATES = Pass("duplicates", 4, COLUMNS, compute, early=True, doing="Looking for exact copies")
