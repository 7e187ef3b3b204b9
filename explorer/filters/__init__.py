"""Filters: one SQL condition over the columns of a dataset, checked, and never pasted unchecked.

    total_tokens > 4096 AND NOT is_refusal AND (language = 'zh' OR search('算法'))

The very same text is the URL parameter, the recipe's field, the `--where` option and what the controls write.

**What it may say.** Comparisons (= != < <= > >=), AND, OR, NOT, IN (…), BETWEEN, LIKE, ILIKE, IS [NOT] NULL / TRUE / FALSE,
+ - * / %, brackets, text, numbers, TRUE, FALSE, casts to plain types (which give NULL where they fail), and the functions of
`FUNCTIONS`. A yes/no column is a condition by itself. A name with unusual characters goes in double quotes. Three functions
are this project's own: `search('text')`, true where the text occurs in system, prompt or response whatever the case of
letters (`search('text', 'assistant')`: in any turn of that role), `in_polygon(x, y, 'x1 y1, x2 y2, …')`, true inside a
drawn area, and `is_spare(group, order)`, true for the rows of a group but the one with the highest `order`.

**What it keeps.** The rows for which the condition is true. As in SQL, a comparison with a missing value is neither true
nor false: `total_tokens > 5` and `NOT total_tokens > 5` both drop a row that has no total_tokens. `negate` gives the true
opposite.

**How it is made safe.** A lexer of a closed list of lexemes; sqlglot, which sees no character of the user's own; a tree that
can only hold what is allowed; a check of names and types; SQL that is written anew from that tree, names and values quoted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from explorer.columns import Column
from explorer.filters import check, grammar, lexer, printer, words
from explorer.filters.model import FUNCTIONS, SPEAKERS, Expression, Filter, Node, Term, TermKind, Value
from explorer.filters.sql import Split, TextHit
from explorer.filters.terms import (
    below,
    between,
    combine,
    conjuncts,
    contains,
    flag,
    in_polygon,
    is_null,
    negate,
    one_of,
    read_term,
    replace_term,
    search,
)
from explorer.filters.unknown import no_column
from explorer.filters.values import expression, sql_type, value_sql

__all__ = [
    "FUNCTIONS",
    "SPEAKERS",
    "Expression",
    "Filter",
    "Node",
    "Term",
    "TermKind",
    "Value",
    "below",
    "between",
    "combine",
    "conjuncts",
    "contains",
    "describe",
    "expression",
    "flag",
    "in_polygon",
    "is_null",
    "negate",
    "no_column",
    "one_of",
    "parse",
    "read_term",
    "replace_term",
    "search",
    "sql_type",
    "to_sql",
    "value_sql",
]

_PREFIX = re.compile(r"(?:[a-z_][a-z0-9_]*\.)?\Z")


def parse(text: str, columns: Mapping[str, Column]) -> Filter:
    """The checked filter of an expression over `columns`; "" keeps every row.

    Raises FilterError, one sentence and a hint, for whatever is not a valid condition over these columns. What only the
    database can find out (a pattern that RE2 refuses, an overflow) comes as a FilterError from the query.
    """
    return _parsed(text, check.signature(columns))


@lru_cache(maxsize=512)
def _parsed(text: str, signature: check.Signature) -> Filter:
    checker = _checker(signature)
    tree = grammar.read(text, checker.resolve)
    if tree is None:
        return Filter("", frozenset())
    tree = checker.condition(tree)
    canonical = printer.text(tree)
    lexer.lexemes(canonical)  # what is in the URL must be readable again: same limits
    return Filter(canonical, checker.reads(tree), tree)


@lru_cache(maxsize=32)
def _checker(signature: check.Signature) -> check.Checker:
    return check.Checker(signature)


def to_sql(
    filter: Filter,
    columns: Mapping[str, Column],
    *,
    text_hit: TextHit | None = None,
    prefix: str = "",
) -> str:
    """DuckDB SQL over the narrow table, true for the rows that the filter keeps; "TRUE" for all.

    text_hit: given a SQL condition over long text columns alone, and their names, returns SQL that is true for the rows it holds for and
    false for all others (such as `row_id IN (SELECT row_id FROM hits_3)`). Without it, all columns are taken to be in the
    table. prefix: a table's alias and a dot, put before the narrow columns. Raises FilterError for a comparison of long
    text with another column, and for more than a dozen separate text searches.
    """
    if not _PREFIX.match(prefix):
        raise ValueError(f"not a table alias and a dot: {prefix!r}")
    if filter.tree is None:
        return "TRUE"
    checker = _checker(check.signature(columns))
    if text_hit is None:
        return printer.Sql(checker.searched, prefix).write(filter.tree)
    long_text = [column.name for column in columns.values() if column.long_text]
    return Split(long_text, checker.reads, checker.searched, text_hit, prefix).write(filter.tree)


def describe(filter: Filter, columns: Mapping[str, Column]) -> str:
    """The filter in plain English, such as "total tokens above 4,096, and not refusal"; "all rows" for no filter.

    Plain text with names and values from the data in it: whoever shows it escapes it.
    """
    return words.sentence(filter.tree, columns)
