"""A checked filter as DuckDB SQL, with what reads long text set apart."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from explorer.errors import FilterError
from explorer.filters.check import is_condition
from explorer.filters.model import Node
from explorer.filters.printer import Sql

MAX_TEXT_SCANS = 12
_KEPT_APART = 4  # text conditions of the top level that are searched one by one

Reads = Callable[[Node], frozenset[str]]
TextHit = Callable[[str, frozenset[str]], str]


class Split:
    """Makes SQL over the narrow columns and hands each condition over long text, with the columns it reads, to `text_hit`.

    SQL's logic has three values, and `text_hit` answers with two: a row whose text is NULL counts as one the condition
    does not hold for. The difference shows under a NOT alone, so negations are moved inwards first, down to the
    conditions that can be run as they stand.
    """

    def __init__(
        self,
        long_text: Collection[str],
        reads: Reads,
        searched: Sequence[str],
        text_hit: TextHit,
        prefix: str,
    ) -> None:
        self._long = frozenset(long_text)
        self._reads = reads
        self._narrow = Sql(searched, prefix)
        self._text = Sql(searched)
        self._text_hit = text_hit
        self._hits: dict[str, str] = {}

    def write(self, tree: Node) -> str:
        """SQL that is true for exactly the rows for which the tree is true."""
        if tree.op == "and":
            # Chips come and go one at a time: each search of the top level is run, and remembered, on its own.
            texts = [arg for arg in tree.args if self._is_text(arg)]
            if len(texts) <= _KEPT_APART:
                return " AND ".join(self._truth(arg, True) for arg in tree.args)
        return self._truth(tree, True)

    def _is_text(self, node: Node) -> bool:
        read = self._reads(node)
        return bool(read) and read <= self._long

    def _truth(self, node: Node, wanted: bool) -> str:
        """SQL, in brackets, that is TRUE where the node is `wanted`, and FALSE or NULL anywhere else."""
        if not self._reads(node) & self._long:
            return self._plain(self._narrow, node, wanted)
        if node.op == "not":
            return self._truth(node.args[0], not wanted)
        if node.op == "is" and is_condition(node.args[0]):
            return self._is(node, wanted)
        if self._is_text(node):
            return self._hit(node, wanted)
        if node.op in ("and", "or"):
            return self._chain(node, wanted)
        raise FilterError(
            "One comparison cannot read both text and other columns.", "Join two conditions with AND or OR."
        )

    @staticmethod
    def _plain(writer: Sql, node: Node, wanted: bool) -> str:
        return f"({writer.write(node if wanted else Node('not', (node,)))})"

    def _chain(self, node: Node, wanted: bool) -> str:
        texts = [arg for arg in node.args if self._is_text(arg)]
        others = [arg for arg in node.args if not self._is_text(arg)]
        if len(texts) > 1:
            others.append(Node(node.op, tuple(texts)))  # one scan for all of them
        else:
            others = list(node.args)
        op = " AND " if (node.op == "and") == wanted else " OR "
        return f"({op.join(self._truth(arg, wanted) for arg in others)})"

    def _is(self, node: Node, wanted: bool) -> str:
        inner = node.args[0]
        if node.value == "NULL":
            known = f"({self._truth(inner, True)} IS TRUE OR {self._truth(inner, False)} IS TRUE)"
            return f"(NOT {known})" if wanted else known
        return f"({self._truth(inner, node.value == 'TRUE')} IS {'TRUE' if wanted else 'NOT TRUE'})"

    def _hit(self, node: Node, wanted: bool) -> str:
        if not wanted and node.op == "call" and node.value == "search":
            return f"(NOT {self._hit(node, True)})"  # never NULL, so its rows need no second search
        condition = self._plain(self._text, node, wanted)[1:-1]
        if condition not in self._hits:
            if len(self._hits) == MAX_TEXT_SCANS:
                raise FilterError(
                    "The filter searches the text in too many places.",
                    f"At most {MAX_TEXT_SCANS} separate searches are allowed; put text conditions side by side.",
                )
            self._hits[condition] = self._text_hit(condition, self._reads(node))
        return f"({self._hits[condition]})"
