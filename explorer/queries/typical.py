"""Typical rows: of the most frequent abilities, the row whose length is nearest to their median."""

from __future__ import annotations

from explorer.evenness import UNTOLD
from explorer.store.table import aliases, literal
from explorer.view import View


def typical(view: View, limit: int = 3) -> list[int]:
    """Row ids, the most frequent ability first; the first kept rows where abilities or tokens are not told yet."""
    if not {"ability", "total_tokens"} <= view.dataset.columns.keys():
        sql = f"SELECT row_id FROM rows WHERE {view.where} ORDER BY row_id LIMIT {int(limit)}"
        return view.dataset.query(sql, reads=view.reads)["row_id"].to_pylist()
    middle, n, chosen = aliases("middle", "n", "chosen")
    sql = f"""
        WITH kinds AS (
            SELECT ability, median(total_tokens) AS {middle}, count(*) AS {n} FROM rows
            WHERE {view.where} AND ability <> {literal(UNTOLD["ability"])} GROUP BY ability ORDER BY {n} DESC, ability LIMIT {int(limit)}
        )
        SELECT min_by(row_id, (abs(total_tokens - {middle}), row_id)) AS {chosen} FROM rows JOIN kinds USING (ability)
        WHERE {view.where} GROUP BY ability ORDER BY max({n}) DESC, ability
    """
    found = view.dataset.query(sql, reads={*view.reads, "ability", "total_tokens"})[chosen].to_pylist()
    if found:
        return found
    sql = f"SELECT row_id FROM rows WHERE {view.where} ORDER BY row_id LIMIT {int(limit)}"
    return view.dataset.query(sql, reads=view.reads)["row_id"].to_pylist()
