"""Records of tools for annotation: Label Studio's tasks and Argilla's records."""

from __future__ import annotations

from typing import Any

from explorer.formats import fields
from explorer.formats.envelopes.envelope import Envelope, Opened, Row, any_of, as_object

_TEXTS = ("text", "textarea", "textArea")


def _label_studio(record: Row) -> Opened | None:
    data = as_object(record["data"])
    if data is None:
        return None
    row = dict(data)
    used = ["data"]
    annotations = record.get("annotations")
    for found in _results(annotations) or _results(record.get("predictions")):
        name, value = found.get("from_name"), found.get("value")
        if not isinstance(name, str) or not isinstance(value, dict):
            continue
        held = _value(value)
        if held is None:
            continue
        if found.get("type") == "pairwise" and "preference" not in row:
            name = "preference"
        # A text that an annotator wrote is the answer where the task itself has none.
        is_text = any(kind in value for kind in _TEXTS)
        if is_text and not _has_answer(row):
            row["response"] = held
            used.append("annotations")
        elif name not in row:
            row[name] = held
    return Opened(row, tuple(dict.fromkeys(used)))


def _results(annotations: Any) -> list[Row]:
    """What the first annotation that was not cancelled says."""
    for one in annotations if isinstance(annotations, list) else ():
        held = one.get("result") if isinstance(one, dict) and not one.get("was_cancelled") else None
        found = [item for item in held if isinstance(item, dict)] if isinstance(held, list) else []
        if found:
            return found
    return []


def _value(value: Row) -> Any:
    """What a control of a labelling page holds, without the list around a single one."""
    for kind in (*_TEXTS, "choices", "rating", "selected", "number", "ranker", "taxonomy"):
        if kind in value:
            held = value[kind]
            return held[0] if isinstance(held, list) and len(held) == 1 else held
    return None


def _has_answer(row: Row) -> bool:
    return bool(fields.best(row, "response", by_type=True) or fields.best(row, "chat") or fields.best(row, "chosen"))


def _argilla(record: Row) -> Opened | None:
    held = as_object(record["fields"])
    if held is None:
        return None
    row = dict(held)
    used = ["fields"]
    for part in ("responses", "suggestions"):
        for name, value in _answers(record.get(part)).items():
            if name in row or value is None:
                continue
            if isinstance(value, str) and not _has_answer(row) and _writes_an_answer(name, value):
                row["response"] = value
                used.append(part)
            else:
                row[name] = value
    return Opened(row, tuple(used))


def _writes_an_answer(name: str, value: str) -> bool:
    """Whether a question of Argilla was answered in writing, not by a label."""
    return bool(fields.score_of(name, "response")) or any(space in value.strip() for space in (" ", "\n", "。"))


def _answers(held: Any) -> dict[str, Any]:
    """Question -> its first answer. Argilla 1 lists answers by person, Argilla 2 by question."""
    found: dict[str, Any] = {}
    if isinstance(held, list):
        for one in held:
            values = one.get("values") if isinstance(one, dict) else None
            if isinstance(values, dict):
                held = values
                break
        else:
            return found
    for name, said in held.items() if isinstance(held, dict) else ():
        first = (said[0] if said else None) if isinstance(said, list) else said
        found[name] = first["value"] if isinstance(first, dict) and "value" in first else first
    return found


ANNOTATION: tuple[Envelope, ...] = (
    Envelope("Label Studio task", any_of(("data", "annotations"), ("data", "predictions")), _label_studio),
    Envelope("Argilla record", any_of(*(("fields", beside) for beside in ("responses", "suggestions", "status", "metadata"))), _argilla),
)  # fmt: skip
