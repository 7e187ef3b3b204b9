"""A dataset as a value: which rows of it are kept and looked at, and what can be asked of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from explorer import building, custom, export, queries, steps
from explorer.app_files import source_name
from explorer.columns import Column
from explorer.errors import ExplorerError
from explorer.library.metric import Metric
from explorer.library.opened import Opened
from explorer.library.said import Said, Source
from explorer.metrics.tokenizer import DEFAULT_ENCODING
from explorer.progress import Report, silent
from explorer.steps import Step
from explorer.store import Dataset
from explorer.view import View

if TYPE_CHECKING:
    import pandas
    import pyarrow as pa

    from explorer.choosing import Choice
    from explorer.export import Exported
    from explorer.store.sandbox import Found


def open(
    source: Source | Sequence[Source],
    *,
    drops: Iterable[str | Step] = (),
    where: str = "",
    mapping: str = "",
    encoding: str = DEFAULT_ENCODING,
    decisions: bool = True,
    report: Report = silent,
) -> Data:
    """The rows of files, folders or globs; the word "sample" for the shipped ones. SourceError where there is no such file.

    Nothing is read before something is asked, and no more is computed than the question reads.

    Args:
        source: JSONL, JSON, Parquet, CSV/TSV, Arrow, XLSX or text, also packed; several are one dataset.
        drops: steps as `--drop` takes them, "NAME: CONDITION -- REASON"; name and reason may be missing.
        where: the focus, an SQL expression over the columns.
        mapping: which fields play which parts, where detection is unsure: "prompt=q,response=a".
        encoding: the tokeniser, o200k_base or cl100k_base.
        decisions: whether what people decided by hand counts.
        report: called with an `explorer.progress.Progress` a few times a second while layers are built.

    """
    named = [source] if isinstance(source, (str, os.PathLike)) else list(source)
    paths = building.resolve([source_name(os.fspath(name)) for name in named])
    data = Data(Opened(tuple(paths), building.Options(mapping, encoding), report), by_hand=decisions)
    return data.drop(*drops).where(where)


@dataclass(frozen=True)
class Data(Said):
    """Rows of a dataset: all but those that its steps drop, and of these the ones for which its focus holds.

    Immutable: `where` and `drop` give others of the same files. Made by `explorer.open`.
    """

    _opened: Opened
    focus: str = ""
    steps: tuple[Step, ...] = ()
    by_hand: bool = True

    # ---- other rows of the same dataset ----

    def where(self, condition: str) -> Data:
        """Only the rows for which an SQL expression over the columns holds, and what was asked before."""
        parts = [part for part in (self.focus, condition.strip()) if part]
        return replace(self, focus=" AND ".join(f"({part})" for part in parts) if len(parts) > 1 else "".join(parts))

    def drop(self, *steps_: str | Step) -> Data:
        """Without the rows that further steps name: "NAME: CONDITION -- REASON". FilterError where one has no condition."""
        read = [step if isinstance(step, Step) else steps.read(step) for step in steps_]
        return replace(self, steps=tuple(steps.checked([*self.steps, *read])))

    def with_column(self, column: str | Metric, expression: str = "") -> Data:
        """With a column of one's own, like any other from then on: in conditions, tables, statistics, recipes.

            data.with_column("ratio", "response_tokens / prompt_tokens")

        An expression is what conditions are made of, one value from one row; a `Metric` is computed by a Python function.
        FilterError, when something is asked, where it is not valid or the name is taken.
        """
        found = column.column if isinstance(column, Metric) else custom.expression(column, expression)
        options = self._opened.options
        return replace(
            self,
            _opened=replace(self._opened, options=replace(options, custom=custom.checked([*options.custom, found]))),
        )

    # ---- what they are ----

    @property
    def dataset(self) -> Dataset:
        """The opened dataset with everything built: its ledger, dialects, files and fields."""
        return self._opened.dataset(None)

    @property
    def view(self) -> View:
        """The same rows as the rest of the product takes them, with everything built. FilterError where a condition is not valid."""
        return self._view(None)

    def about(self) -> dict[str, Any]:
        """What lies in the files, without judging any row: name, fingerprint, lines accounted for, dialects, fields."""
        dataset = self._view([]).dataset
        named = {"name": dataset.name, "fingerprint": dataset.fingerprint, **dataset.ledger._asdict()}
        return {**named, "dialects": dataset.dialects, "fields": [info.name for info in dataset.fields]}

    @property
    def columns(self) -> Mapping[str, Column]:
        """Every column by its name: label, kind, help, unit. Builds what is missing."""
        return MappingProxyType(self.dataset.columns)

    def __len__(self) -> int:
        """Rows that are kept and looked at."""
        return queries.totals(self._view([])).rows_kept

    def _view(self, names: Iterable[str] | None) -> View:
        """The view, with the layers that its conditions and `names` read; all of them for None."""
        if names is not None:
            return self._read(*building.needed_layers(*names))
        return View.of(self._opened.dataset(None), self.focus, self.steps, self.by_hand)

    def _read(self, *layers: str) -> View:
        asked = building.needed_layers(self.focus, *(step.where for step in self.steps))
        return View.of(self._opened.dataset([*asked, *layers]), self.focus, self.steps, self.by_hand)

    @property
    def _report(self) -> Report:
        return self._opened.report

    # ---- what they hold ----

    def arrow(self, *columns: str, limit: int | None = None) -> pa.Table:
        """`row_id` and these columns as an Arrow table, in the order of the file; without names every column, texts too.

        FilterError for a column that does not exist. limit: at most so many rows.
        """
        view = self._view(columns or None)
        names = columns or queries.default_columns(view)
        if limit is not None and limit <= queries.MAX_PAGE:
            return queries.page(view, names, limit=limit, snippet=None)
        found = queries.table(view, names)
        return found if limit is None else found.slice(0, limit)

    def page(
        self, *columns: str, order: str = "row_id", descending: bool = False, offset: int = 0, limit: int = 50
    ) -> pa.Table:
        """Up to 10,000 rows in the order of a column, as Arrow: `row_id` and these columns. FilterError for one that does not exist."""
        view = self._view((order, *columns))
        return queries.page(view, columns, order, descending, offset, limit, snippet=None)

    def df(self, *columns: str, limit: int | None = None) -> pandas.DataFrame:
        """The same as a pandas DataFrame with `row_id` as its index."""
        return self.arrow(*columns, limit=limit).to_pandas().set_index("row_id")

    def sql(self, statement: str, rows: int = 1_000_000) -> pandas.DataFrame:
        """The result of one SELECT over the table `rows`: these rows, with every column by its name.

        It reaches nothing else: no file, setting or extension, and no other rows. FilterError where it is anything but a query,
        fails, or takes too much memory or time. rows: the result is cut there.
        """
        return self.sql_table(statement, rows).table.to_pandas()

    def sql_table(self, statement: str, rows: int = 1_000_000) -> Found:
        """The same as Arrow (`table`), and whether it was cut (`is_cut`)."""
        from explorer.queries.sql import sql
        from explorer.store.sandbox import Limits

        view = self._view([statement] if "*" not in statement else None)
        return sql(view, statement, Limits(rows=rows, size=1 << 30))

    def conversation(self, row_id: int) -> list[dict[str, Any]]:
        """The turns of a row as it was read: role, text, and reasoning where a turn has it. LayerError where there is no such row."""
        turns = self._view([]).dataset.source.conversation(row_id).turns
        return [
            {"role": turn.role, "text": turn.text, **({"reasoning": turn.reasoning} if turn.reasoning else {})}
            for turn in turns
        ]

    def _judged(self) -> View:
        if not self.focus:
            return self.view
        return replace(self, focus="", steps=(steps.all_but(self.focus), *self.steps)).view

    # ---- taking them away ----

    def export(
        self,
        path: Source,
        *,
        as_: str = "",
        format: str = "",
        compress: str = "",
        pick: int = 0,
        by: str = "",
        mix: str = "",
        fill: bool = False,
        split: str = "",
        seed: int = 0,
        columns: Sequence[str] = (),
        choice: Choice | None = None,
        overwrite: bool = False,
    ) -> Exported | list[Exported]:
        """Write the rows to a file and a recipe beside it, as the verb `export` does with options of the same names.

        JSONL rows are byte for byte the source's lines. as_: re-encode rows: "messages", "sharegpt", "alpaca", …
        pick: only so many rows. split: "train=0.9,test=0.1", a file and a result for each part. columns: that leave with each row.
        choice: the rows that `choose` gave, in place of `pick`, `by` and `mix`.
        ExportError where the file exists and `overwrite` is False, or cannot be written.
        """
        target = Path(path)
        options = replace(
            export.options_of(target, format, compress),
            dialect=as_,
            pick=pick,
            by=by,
            mix=mix,
            fill=fill,
            split=split,
            seed=seed,
            columns=tuple(columns),
        )
        if choice is not None:
            options = replace(options, **choice.as_options())
        view = self._view([options.reads])
        if split:
            return export.write_split(view, target, options, self._opened.report, overwrite)
        return export.write(view, target, options, self._opened.report, overwrite)

    # ---- in a notebook ----

    def __repr__(self) -> str:
        """Files, steps and focus; nothing is read for it."""
        names = ", ".join(path.name for path in self._opened.paths[:3])
        more = len(self._opened.paths) - 3
        drops = f", {len(self.steps)} drops" if self.steps else ""
        focus = f", where {self.focus}" if self.focus else ""
        return f"<{names}{f' and {more} more' if more > 0 else ''}{drops}{focus}>"

    def _repr_html_(self) -> str:
        """The first rows and the scorecard as far as it is there: a look must not build what takes minutes."""
        from explorer.library import notebook

        try:
            return notebook.shown(self._view([]))
        except ExplorerError as error:  # a condition that is not valid; the cell shows it as text
            return notebook.failed(error)
