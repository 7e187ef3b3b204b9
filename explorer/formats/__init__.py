"""Dialects: each row of whatever shape is read as a `Conversation`, and can be written back as another dialect.

    decode_many(values)                 rows -> conversations, each by the format that fits it best
    decode_many(values, mapping)        the same, by a person's own mapping of fields to parts
    encode(conversation, "alpaca")      a conversation -> a row
    convert(conversation, "alpaca")     the same, with the kinds of what the dialect has no place for
    suggest(values)                     what was found, how sure, and which fields a mapping could name

A row is never dropped and never raises: what no format recognises is a conversation without turns, dialect
`unknown`. `Conversation.consumed` lists the fields that went into its texts; a KTO or step-wise label and media
paths are not among them, so they stay columns of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.conversation import UNKNOWN, Conversation
from explorer.errors import MappingError
from explorer.formats import attached, chats, columns, flat, message_rows, nested, preference, references, texts
from explorer.formats import encode as _encode
from explorer.formats.candidates import CANDIDATES
from explorer.formats.detect import Detector
from explorer.formats.envelopes import CARRIERS
from explorer.formats.format import Format, Writer
from explorer.formats.losses import Written
from explorer.formats.mapped import MappedReader
from explorer.formats.mapping import PARTS, Mapping, make_mapping, missing_fields, parse_mapping
from explorer.formats.suggest import DialectCount, Suggestion, summarise

__all__ = [
    "FORMATS",
    "PARTS",
    "WRITABLE",
    "DialectCount",
    "Format",
    "Mapping",
    "Suggestion",
    "Written",
    "convert",
    "decode",
    "decode_many",
    "encode",
    "make_mapping",
    "missing_fields",
    "parse_mapping",
    "suggest",
]

FORMATS: tuple[Format, ...] = (
    Format(
        "preference",
        "Preference",
        "`chosen` and `rejected` answers, as text, messages or whole dialogues.",
        preference.detect,
        preference.prepare,
        _encode.to_preference,
    ),
    Format(
        "kto",
        "KTO",
        "Messages, or `prompt` and `completion`, with a true or false `label` or `kto_tag`.",
        preference.detect_kto,
        preference.prepare_kto,
        _encode.to_kto,
    ),
    Format(
        "tree",
        "Message tree",
        "`prompt` with nested `replies` (Open-Assistant); the first reply at every level is read.",
        nested.detect_tree,
        nested.prepare_tree,
    ),
    Format(
        "stepwise",
        "Step-wise",
        "`prompt`, a list of `completions` and a list of `labels`.",
        nested.detect_stepwise,
        nested.prepare_stepwise,
    ),
    Format(
        "seed_tasks",
        "Seed tasks",
        "`instruction` with `instances`, each an `input` and an `output`; the first is read.",
        nested.detect_seed_tasks,
        nested.prepare_seed_tasks,
    ),
    Format(
        "messages",
        "Messages",
        "`messages`: a list of `role` and `content` (OpenAI), with tools, reasoning and content parts.",
        chats.detect_messages,
        chats.prepare,
        _encode.to_messages,
    ),
    Format(
        "sharegpt",
        "ShareGPT",
        "`conversations`: a list of `from` and `value`.",
        chats.detect_sharegpt,
        chats.prepare,
        _encode.to_sharegpt,
    ),
    Format(
        "swift", "Swift pairs", "`conversation`: a list of `human` and `assistant`.", chats.detect_swift, chats.prepare
    ),
    Format(
        "columns",
        "Turns in columns",
        "`turn_1`, `turn_2` …, `user_1` with `assistant_1`, or lists of speakers and texts side by side.",
        columns.detect,
        columns.prepare,
    ),
    Format("openchat", "OpenChat", "`items` with `system`.", chats.detect_openchat, chats.prepare),
    Format(
        "alpaca",
        "Alpaca",
        "`instruction`, `input` and `output` (or `response`), with `system` and `history`.",
        flat.detect_alpaca,
        flat.prepare,
        _encode.to_alpaca,
    ),
    Format(
        "qa",
        "Question and answer",
        "`question` or `problem` with an `answer` or `solution`, a context or options.",
        flat.detect_qa,
        flat.prepare,
        _encode.to_qa,
    ),
    Format(
        "prompt_completion",
        "Prompt and completion",
        "`prompt` with `completion` or `response`, and the many spellings of the two.",
        flat.detect_prompt_completion,
        flat.prepare,
        _encode.to_prompt_completion,
    ),
    Format(
        "prompt_only",
        "Prompt only",
        "`prompt` or `question` that waits for its answer: for reinforcement learning, or for an evaluation.",
        flat.detect_prompt_only,
        flat.prepare,
    ),
    Format(
        "message_row",
        "One message a row",
        "`role` and `content` of one message, with a `conversation_id` or a `parent_id`: group them to conversations.",
        message_rows.detect,
        message_rows.prepare,
    ),
    Format(
        "turns",
        "Benchmark turns",
        "`turns`: a list of questions, with a `reference` answer (MT-bench).",
        nested.detect_turns,
        nested.prepare_turns,
    ),
    Format(
        "transcript",
        "Transcript",
        'A whole dialogue in one text: "Human: … Assistant: …", ChatML, "### Instruction: …".',
        texts.detect_transcript,
        texts.prepare,
    ),
    Format("text", "Text", "`text` alone, as for pretraining.", texts.detect_text, texts.prepare, _encode.to_text),
)
"""Every format, in order of precedence among equals. `unknown` is what is left."""

_writers: dict[str, Writer] = {item.name: item.encode for item in FORMATS if item.encode is not None} | dict(
    _encode.OTHERS
)
WRITABLE: tuple[str, ...] = tuple(_writers)
"""Dialects that `encode` can write."""


def _detector() -> Detector:
    """One that has seen no row yet: how a dataset is read must not hang on what else was read in this process."""
    return Detector(FORMATS, (*CARRIERS, *CANDIDATES))


def decode_many(values: Sequence[Any], mapping: Mapping | None = None) -> list[Conversation]:
    """One conversation a row, in order. Never raises.

    With a mapping, rows that have none of its prompt, response, messages or text fields are read as without it.
    """
    if mapping is None:
        return _kept(values, _detector().read_many(values))
    detector, read = _detector(), MappedReader(mapping).read
    conversations: list[Conversation] = []
    for value in values:
        conversation = read(value)
        if conversation is None:
            conversation = detector.read(value)
        elif isinstance(value, dict):
            if names := references.candidates(value):
                references.fill(conversation, value, names)
            if media := attached.names_of(value):
                attached.fill(conversation, value, media)
        conversations.append(conversation)
    return _kept(values, conversations)


def _kept(values: Sequence[Any], conversations: list[Conversation]) -> list[Conversation]:
    """The conversations, each with the row that it was read from: trainers read that, and not what we make of it."""
    for value, conversation in zip(values, conversations, strict=True):
        conversation.written = value
    return conversations


def decode(value: Any, mapping: Mapping | None = None) -> Conversation:
    """One row. Never raises."""
    return decode_many([value], mapping)[0]


def encode(conversation: Conversation, dialect: str) -> dict[str, Any]:
    """The conversation as a row of a dialect, as far as that has a place for it: see `convert`."""
    return convert(conversation, dialect).row


def convert(conversation: Conversation, dialect: str) -> Written:
    """The conversation as a row of a dialect, and the kinds of what that has no place for.

    Raises `MappingError` where the dialect is unknown or read only, or would make other turns of the conversation's.
    """
    write = _writers.get(dialect)
    if write is None:
        raise MappingError(f"Rows cannot be written as {dialect[:40]!r}.", f"Choose one of {', '.join(WRITABLE)}.")
    if conversation.dialect == UNKNOWN or not conversation.turns:
        raise MappingError(
            f"The row cannot be written as {dialect}: it has no turns.",
            "Give a mapping that names its fields, or drop such rows: n_turns = 0.",
        )
    return write(conversation)


def suggest(values: Sequence[Any]) -> Suggestion:
    """What rows are, how sure that is, and which fields a mapping could name. For a sample, not a whole file."""
    return summarise(values, _detector().read_many(values))
