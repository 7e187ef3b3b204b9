"""SQL of a user's own, run where it can reach one table and nothing else.

    found = sandbox.run("SELECT ability, count(*) FROM rows GROUP BY 1", columns, extract)

The statement is first read by DuckDB's own parser: one SELECT, over the table `rows`, with functions of a list. It then runs in a
process of its own that holds a file with exactly the columns it names. That process has no other file, no network, no
extension, no setting to change, bounded memory and bounded time; its environment is empty.
"""

from __future__ import annotations

from explorer.store.sandbox.run import LIMITS, Found, Limits, read, run

__all__ = ["LIMITS", "Found", "Limits", "read", "run"]
