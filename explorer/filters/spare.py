"""`is_spare(group, order)`: the rows of each group but the one that stays.

The row for which `order` is highest stays; of equal ones, and of rows without a value, the first. Near duplicates take a third
argument, the likeness from which rows hang together, so that any threshold is a condition like any other.
"""

from __future__ import annotations

from collections.abc import Callable

from explorer.errors import FilterError
from explorer.filters.model import Node

NEAR_GROUP, NEAR_FIRST, NEAR_SIMILARITY = "near_group", "near_first", "near_similarity"
"""Columns that groups of near duplicates are cut from."""

LEAST = 0.5
"""The lowest likeness that is known of near duplicates."""

_EXAMPLE = "Write, for example: is_spare(exact_group, response_tokens) or is_spare(near_group, -row_id, 0.85)."


def check(pairs: list[tuple[Node, str]], known: Callable[[str], bool]) -> None:
    """FilterError unless the arguments (node, type) make sense. known: whether there is a column of a name."""
    if len(pairs) not in (2, 3) or pairs[0][0].op != "column" or pairs[0][1] != "id":
        raise FilterError("is_spare() takes a group of rows, and what the row that stays has most of.", _EXAMPLE)
    if pairs[1][1] not in ("number", "id"):
        raise FilterError("is_spare() needs a number to order the rows by.", _EXAMPLE)
    if len(pairs) == 2:
        return
    group, threshold = pairs[0][0].value, pairs[2][0]
    if group != NEAR_GROUP or not (known(NEAR_FIRST) and known(NEAR_SIMILARITY)):
        raise FilterError("is_spare() takes a likeness for near_group alone.", _EXAMPLE)
    if threshold.op != "number" or not LEAST <= float(threshold.value) <= 1:
        raise FilterError(f"is_spare() takes a likeness from {LEAST} to 1.", _EXAMPLE)


def reads(node: Node) -> set[str]:
    """Columns that the call reads beside those of its arguments."""
    return {"row_id"} | ({NEAR_FIRST, NEAR_SIMILARITY} if len(node.args) == 3 else set())


def sql(row_id: str, group: str, order: str, threshold: str) -> str:
    """The call as SQL over the table `rows`. row_id: of the row that is asked about. threshold: "" for a plain group.

    Names of what is computed begin with `_sql_`, as no column does.
    """
    stays = f"ORDER BY {order} DESC NULLS LAST, row_id"
    if not threshold:
        return (
            f"{row_id} IN (SELECT row_id FROM rows WHERE {group} IS NOT NULL "
            f"QUALIFY row_number() OVER (PARTITION BY {group} {stays}) > 1)"
        )
    copy = f"coalesce({NEAR_SIMILARITY} >= {threshold}, FALSE)"
    return (
        f"{row_id} IN (WITH RECURSIVE _sql_linked(_sql_row, _sql_first) AS ("
        f"SELECT DISTINCT {NEAR_FIRST}::BIGINT, {NEAR_FIRST}::BIGINT FROM rows WHERE {copy} "
        f"AND {NEAR_FIRST} NOT IN (SELECT row_id FROM rows WHERE {copy}) "
        f"UNION ALL SELECT row_id::BIGINT, _sql_first FROM rows JOIN _sql_linked ON {NEAR_FIRST} = _sql_row WHERE {copy}) "
        f"SELECT row_id FROM rows JOIN _sql_linked ON row_id = _sql_row "
        f"QUALIFY row_number() OVER (PARTITION BY _sql_first {stays}) > 1)"
    )
