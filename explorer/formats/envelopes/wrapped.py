"""Rows under one key of a record, rows as JSON text within it, and tasks of Super-NaturalInstructions."""

from __future__ import annotations

from typing import Any

from explorer.formats import fields, flat
from explorer.formats.envelopes.envelope import Envelope, Opened, Row, any_of, as_object

_WRAPPERS = (
    "row", "data", "example", "sample", "record", "item", "entry", "instance", "payload", "datum", "doc", "document",
    "value", "json", "raw", "content", "text", "line", "body", "fields", "node", "_source", "jsonl", "raw_json", "task",
    "conversation", "chat", "dialog", "dialogue", "message", "attributes", "translation", "values", "state", "input", "inputs", "request", "obj", "object", "qa", "pair", "data_row", "row_data",
)  # fmt: skip
"""Names that a whole row goes by, as an object or as JSON text."""


def _server(record: Row) -> Opened | None:
    held = as_object(record["row"])
    if held is None:
        return None
    cut = record.get("truncated_cells")
    names = [str(name)[:40] for name in cut] if isinstance(cut, list) else []
    said = f"the server cut these cells short: {', '.join(names[:5])}" if names else ""
    return Opened(held, ("row",), (said,) if said else (), sure=not names)


def _inside(record: Row) -> Opened | None:
    """The row inside of a record that is little else: the first of the known names that holds an object with fields."""
    for name in _WRAPPERS:
        if name in record and (held := as_object(record[name])) is not None:
            # What stands beside it may belong to it: a system text, a reference, tools.
            beside = {key: value for key, value in record.items() if key != name and key not in held}
            return Opened({**beside, **held}, (name,))
    if len(record) == 1:
        name, only = next(iter(record.items()))
        if (held := as_object(only)) is not None:
            return Opened(held, (name,))
    return None


def _may_wrap(record: Row) -> bool:
    """Whether a field may hold the row: not where the record is one itself."""
    if len(record) > 1 and not any(isinstance(record.get(name), str | dict) for name in _WRAPPERS):
        return False
    known = fields.relevant(record)
    if isinstance(known.get(fields.best(known, "chat")), list):
        return False
    plan = flat.Plan(known)
    texts = isinstance(known.get(plan.prompt), str) and isinstance(known.get(plan.response), str)
    return not (texts and plan.sure)


def _task(record: Row) -> Opened | None:
    definition = next(
        (record[name] for name in ("Definition", "definition", "task_definition") if record.get(name)), ""
    )
    if isinstance(definition, list):
        definition = "\n".join(item for item in definition if isinstance(item, str))
    if not isinstance(definition, str):
        return None
    used = [name for name in ("Definition", "definition", "task_definition") if name in record]
    asked: Any = record.get("input", record.get("inputs"))
    answer: Any = record.get("output", record.get("targets"))
    notes: list[str] = []
    instances = record.get("Instances")
    if isinstance(instances, list):
        if not instances or not isinstance(instances[0], dict):
            return None
        asked, answer = instances[0].get("input"), instances[0].get("output")
        if len(instances) > 1:
            notes.append(f"the first of {len(instances):,} instances is read")
        used.append("Instances")
    else:
        used += [name for name in ("input", "inputs", "output", "targets") if name in record]
    if isinstance(answer, list) and answer:
        if len(answer) > 1:
            notes.append(f"the first of {len(answer):,} right answers is read")
        answer = answer[0]
    return Opened({"instruction": definition, "input": asked, "output": answer}, tuple(used), tuple(notes))


def _paragraphs(record: Row) -> Opened | None:
    """SQuAD as it is published: paragraphs, each with questions about it. The first paragraph's are read."""
    held = record["paragraphs"]
    first = held[0] if isinstance(held, list) and held and isinstance(held[0], dict) else None
    if first is None or not isinstance(first.get("qas"), list) or not isinstance(first.get("context"), str):
        return None
    messages: list[Row] = []
    for one in first["qas"]:
        answers = one.get("answers") if isinstance(one, dict) else None
        said = answers[0].get("text") if isinstance(answers, list) and answers and isinstance(answers[0], dict) else ""
        if isinstance(one, dict) and isinstance(one.get("question"), str):
            asked = one["question"] if messages else f"{first['context']}\n\n{one['question']}"
            messages += ({"role": "user", "content": asked}, {"role": "assistant", "content": said or ""})
    if not messages:
        return None
    notes = (f"the first of {len(held):,} paragraphs is read",) if len(held) > 1 else ()
    return Opened({"messages": messages}, ("paragraphs",), notes, sure=False)


SERVER = Envelope("row of a dataset server", any_of(("row_idx", "row")), _server)
TASKS = Envelope(
    "task of Super-NaturalInstructions",
    any_of(
        ("Definition", "Instances"), ("Definition", "input", "output"), ("definition", "inputs", "targets"),
        ("task_definition", "input", "output"),
    ),
    _task,
)  # fmt: skip


def _texts(record: Row) -> tuple[str, ...] | None:
    names = tuple(record) if len(record) == 1 else tuple(name for name in _WRAPPERS if name in record)
    return (
        None
        if any(isinstance(record[name], dict) for name in names)
        else tuple(name for name in names if isinstance(record[name], str))
    )


PARAGRAPHS = Envelope(
    "paragraphs with questions", lambda record: isinstance(record.get("paragraphs"), list), _paragraphs
)
INSIDE = Envelope("row inside a record", _may_wrap, _inside, first=False, texts=_texts)
