"""One part of the source, from bytes to finished layer parts. Runs in worker processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import pyarrow as pa

from explorer import formats, sources
from explorer.building.fields import collect
from explorer.conversation import ASSISTANT, USER, Conversation
from explorer.decisions import KEY_BYTES, content_keys, text_digest
from explorer.metrics import FAULTY_TURNS, METRICS, Batch, Context, Values
from explorer.store.cache import write_json
from explorer.store.facts import PartFacts
from explorer.store.layers import FIELDS, REJECTS, SPINE, TEXT, Layer, row_layers


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker needs for any part of one build; sent once to each process.

    folder: the rows folder. metrics: names of the metrics to compute.
    """

    files: tuple[sources.SourceFile, ...]
    folder: Path
    mapping: str
    context: Context
    metrics: tuple[str, ...]


_TURN_SPANS = pa.list_(pa.struct([("role", pa.string()), ("start", pa.int64()), ("length", pa.int64())]))


def process(work: Work, span: sources.Span) -> int:
    """Build every missing layer of one part; the number of rows in it."""
    return build_rows(work, span.number, sources.read(work.files[span.file], span), span.file)


def build_rows(work: Work, number: int, records: sources.Records, file: int | Sequence[int]) -> int:
    """The same of records that are read. file: position of the file that all of them are from, or that each row is from."""
    layers = row_layers(work.folder, work.context, work.metrics)
    conversations = formats.decode_many(records.values, formats.parse_mapping(work.mapping) if work.mapping else None)
    batch = Batch(conversations)
    for metric in METRICS:
        layer = layers.get(metric.name)
        if layer is not None and not layer.has(number):
            layer.write(number, layer_table(metric.compute(batch, work.context)))
    if not layers[SPINE].facts_path(number).exists():
        _write_base(layers, number, records, batch, file)
    return len(records.values)


def layer_table(values: Values) -> pa.Table:
    """What a metric computed, as it is written."""
    types = {FAULTY_TURNS: pa.list_(pa.int32())}
    return pa.table({name: pa.array(held, types.get(name)) for name, held in values.items()})


def _write_base(
    layers: dict[str, Layer], number: int, records: sources.Records, batch: Batch, file: int | Sequence[int]
) -> None:
    conversations = batch.conversations
    layers[TEXT].write(number, text_table(batch), searched=True)
    fields, infos = collect(records.values, conversations)
    layers[FIELDS].write(number, fields)
    if records.rejects and isinstance(file, int):
        layers[REJECTS].write(number, _reject_table(file, records.rejects))
    layers[SPINE].write(number, _spine_table(file, records, batch))
    facts = PartFacts(
        rows=len(conversations),
        blank=records.blank,
        rejected=len(records.rejects),
        dialects=Counter(map(attrgetter("dialect"), conversations)),
        unsure=len(conversations) - sum(map(attrgetter("sure"), conversations)),
        fields=infos,
    )
    write_json(layers[SPINE].facts_path(number), facts.as_dict())


def text_table(batch: Batch) -> pa.Table:
    """The canonical texts, as searched, and what each row is known by."""
    rejected = [conversation.rejected for conversation in batch.conversations]
    keys = content_keys(batch.system, batch.prompt, batch.response, rejected)
    return pa.table(
        {
            "content": pa.array(keys, pa.binary(KEY_BYTES)),
            "tools": _digests(conversation.tools or None for conversation in batch.conversations),
            "rejected": _digests(
                conversation.rejected if conversation.dialect == "preference" else None
                for conversation in batch.conversations
            ),
            "system": pa.array(batch.system, pa.large_string()),
            "prompt": pa.array(batch.prompt, pa.large_string()),
            "response": pa.array(batch.response, pa.large_string()),
            "turns": pa.array([turn_spans(conversation) for conversation in batch.conversations], _TURN_SPANS),
        }
    )


def _digests(texts: Iterable[str | None]) -> pa.Array:
    """What texts are compared by, null where there is none."""
    return pa.array([text if text is None else text_digest(text) for text in texts], pa.uint64())


def turn_spans(conversation: Conversation) -> list[tuple[str, int, int]] | None:
    """Where each turn of the prompt stands in its text: (role, first character from 1, characters).

    None where the prompt is the bare text of one user turn, as `join_turns` writes it.
    """
    turns = conversation.turns
    if turns and turns[0].role == USER and (len(turns) == 1 or (len(turns) == 2 and turns[1].role == ASSISTANT)):
        return None  # nearly every row
    _, prompt, _ = conversation.split()
    if not prompt or (len(prompt) == 1 and prompt[0].role == USER):
        return None
    spans: list[tuple[str, int, int]] = []
    start = 1
    for turn in prompt:
        start += len(turn.role) + 2
        length = len(turn.rendered())
        spans.append((turn.role, start, length))
        start += length + 2
    return spans


def _spine_table(file: int | Sequence[int], records: sources.Records, batch: Batch) -> pa.Table:
    conversations = batch.conversations
    rows = len(conversations)
    remarks: list[str | None] = [None] * rows
    for row, said in records.notes.items():
        remarks[row] = "; ".join(said)
    if any(map(attrgetter("notes"), conversations)):
        for row, conversation in enumerate(conversations):
            if conversation.notes:
                remarks[row] = "; ".join(dict.fromkeys((*records.notes.get(row, ()), *conversation.notes)))
    return pa.table(
        {
            "file": pa.repeat(pa.scalar(file, pa.int32()), rows)
            if isinstance(file, int)
            else pa.array(file, pa.int32()),
            "line": pa.array(records.lines, pa.int64()),
            "byte_offset": pa.array(records.offsets, pa.int64()),
            "byte_length": pa.array(records.lengths, pa.int64()),
            "dialect": _each("dialect", conversations, pa.string()).dictionary_encode(),
            "is_unsure": pa.array([not conversation.sure for conversation in conversations], pa.bool_()),
            "n_turns": pa.array([len(conversation.turns) for conversation in conversations], pa.int32()),
            "roles": pa.array(_roles(batch), pa.string()).dictionary_encode(),
            "has_tools": pa.array([bool(conversation.tools) for conversation in conversations], pa.bool_()),
            "has_rejected": _each("rejected", conversations, pa.string()).is_valid(),
            "media": _each("media", conversations, pa.int32()),
            "preference_label": pa.array([c.label or None for c in conversations], pa.string()),
            "remarks": pa.array(remarks, pa.string()),
        }
    )


def _each(name: str, conversations: Sequence[Conversation], kind: pa.DataType) -> pa.Array:
    return pa.array(list(map(attrgetter(name), conversations)), kind)


def _roles(batch: Batch) -> list[str]:
    return [
        "user assistant" if plain else " ".join([turn.role for turn in conversation.turns])
        for plain, conversation in zip(batch.plain, batch.conversations, strict=True)
    ]


def _reject_table(file: int, rejects: Sequence[sources.Reject]) -> pa.Table:
    return pa.table(
        {
            "file": pa.array([file] * len(rejects), pa.int32()),
            "line": pa.array([reject.line for reject in rejects], pa.int64()),
            "offset": pa.array([reject.offset for reject in rejects], pa.int64()),
            "length": pa.array([reject.length for reject in rejects], pa.int64()),
            "reason": pa.array([reject.reason for reject in rejects], pa.string()),
            "snippet": pa.array([reject.snippet for reject in rejects], pa.string()),
        }
    )
