"""TRL: field names as they are, and the start of a long row (`truncation_mode: keep_start`)."""

from __future__ import annotations

from types import NoneType
from typing import Any

from explorer.conversation import Conversation
from explorer.trainers import configs, trl_text
from explorer.trainers.lengths import ALL, cut_at_end, full_length, keep, template_refuses, template_takes
from explorer.trainers.rows import (
    CHATS,
    TEXTS,
    UNSTRUCK,
    content_in_parts,
    content_not_text,
    loaded,
    unread_tools,
)
from explorer.trainers.setup import Setup
from explorer.trainers.templates import Template
from explorer.trainers.trainer import AS_TEXT, FINE, WHOLE_TEXT, ByLength, Case, Rule, Struck, Trainer
from explorer.trainers.written import field, has_own_fields, messages, not_a_list

_VERSION = "1.16"
_TRL = f"TRL {_VERSION}, trl/"
_SFT = _TRL + "trainer/sft_trainer.py: _prepare_dataset, "
_CONFIG = _TRL + "trainer/sft_config.py: max_length, truncation_mode"

COMPLETION = "chat_completion"
"""How rows are read whose prompt and completion are messages: with a template, and the completion alone is trained."""

_RULES = {
    FINE: Rule("fine", "The chat template is applied; what is too long is cut off at the end.", _SFT + "tokenize_fn"),
    COMPLETION: Rule(
        "fine",
        "The chat template is applied to prompt and completion; only the completion is trained.",
        _SFT + "tokenize_fn, completion_mask",
    ),
    AS_TEXT: Rule(
        "fine",
        "Prompt and completion are joined without a chat template; only the completion is trained.",
        _SFT + "tokenize_fn, completion_mask",
    ),
    WHOLE_TEXT: Rule("fine", "The whole text is trained.", _SFT + "tokenize_fn, dataset_text_field"),
    "wrong_keys": Rule(
        "rename",
        "The fields have other names than TRL asks for (messages, or prompt and completion): rename them.",
        _SFT + "tokenize_fn, example[dataset_text_field]",
    ),
    "not_a_dialect": Rule(
        "crash",
        "No fields of the row are messages, or prompt and answer; export the rows as messages.",
        _SFT + "tokenize_fn, example[dataset_text_field]",
    ),
    "text_alone": Rule(
        "mask",
        "TRL trains on the field named text alone, and the answer stands in another: rename the fields.",
        _SFT + "tokenize_fn, example[dataset_text_field]",
    ),
    "prompt_beside_messages": Rule(
        "crash",
        "A field named prompt stands beside the messages, so that TRL looks for a completion: remove it.",
        _SFT + 'tokenize_fn, example["completion"]',
    ),
    "messages_as_text": Rule(
        "crash",
        "The messages are a text and no list; export the rows as messages.",
        _TRL + "data_utils.py: is_conversational",
    ),
    "half_conversational": Rule(
        "crash",
        "Of prompt and completion, one is text and the other messages.",
        _SFT + 'tokenize_fn, example["prompt"] + example["completion"]',
    ),
    "empty_messages": Rule("crash", "There are no messages.", _TRL + "data_utils.py: is_conversational"),
    "content_not_text": Rule(
        "crash", "A message's content, or the prompt or the completion, is no text.", _TRL + "data_utils.py: _tokenize"
    ),
    "mixed_contents": Rule(
        "crash",
        "Contents of one row are of several kinds: the loader of files stops.",
        f"TRL {_VERSION}, as datasets.load_dataset reads for it: Arrow has one type for a field",
    ),
    "bad_tools": Rule("crash", "The declared tools are no valid JSON.", _SFT + "tokenize_fn, json.loads(tools)"),
    "media": Rule(
        "crash",
        "The row points to media, and the model is a text model.",
        _TRL + "trainer/sft_trainer.py: The dataset appears to be vision-related",
    ),
}

_KEYS: dict[str, tuple[str, ...]] = {
    "messages": ("messages",),
    "sharegpt": ("conversations",),
    "prompt_completion": ("prompt", "completion"),
    "text": ("text",),
    "transcript": ("text",),
    "preference": ("chosen", "rejected"),
    "kto": ("prompt", "completion"),
    "stepwise": ("prompt", "completions", "labels"),
}


def _judge(row: Conversation, setup: Setup | None = None) -> Struck:
    dialect = row.dialect
    keys = _KEYS.get(dialect)
    if keys is None or not all(key in row.consumed for key in keys):
        return _by_text(row)
    if row.media:
        return Struck("media")
    if dialect in TEXTS:
        return Struck(WHOLE_TEXT)
    if dialect in CHATS:
        # A dataset's rows all have its fields, with nothing in those that a row does not hold.
        if (setup is not None and "prompt" in setup.fields.get(dialect, ())) or _has(row, "prompt"):
            return Struck("prompt_beside_messages")
        if not_a_list(row):
            return Struck("messages_as_text")
        if not row.turns:
            return Struck("empty_messages")
        if not _are_objects(row):
            return _by_text(row)
        if (struck := _mixed_contents(row)) is not UNSTRUCK:
            return struck
        for struck in (content_not_text(row), content_in_parts(row)):
            if struck is not UNSTRUCK:
                return struck
    if unread_tools(row) or (row.tools and loaded(row.tools) is None):
        return Struck("bad_tools")
    if dialect in ("prompt_completion", "kto"):
        return _pair(row)
    return Struck(AS_TEXT) if dialect == "stepwise" else UNSTRUCK


def _mixed_contents(row: Conversation) -> Struck:
    """The first content of another kind than those before it: a number, a text, a list or an object."""
    kinds: set[Any] = set()
    for message in messages(row) or ():
        held = type(message.held)
        kinds.add(float if held is int else held)
        if len(kinds - {NoneType}) > 1:
            return Struck("mixed_contents", message.turn)
    return UNSTRUCK


def _are_objects(row: Conversation) -> bool:
    """Whether the first message has the names by which TRL knows one."""
    held = field(row, "messages")
    if type(held) is not list or not held:
        return True
    wanted = ("from", "value") if row.dialect == "sharegpt" else ("role",)
    return type(held[0]) is dict and all(name in held[0] for name in wanted)


def _by_text(row: Conversation) -> Struck:
    """A row whose fields have other names: a field `text` is what is trained of it, whatever else there is."""
    held = row.written.get("text") if type(row.written) is dict else None
    if (
        type(held) is not str
        or _has(row, "prompt")
        or (_has(row, "messages") and row.parts.get("messages") == "messages")
    ):
        return Struck("wrong_keys" if has_own_fields(row) else "not_a_dialect")
    answer = row.answer_index()
    return Struck(WHOLE_TEXT if answer >= 0 and row.turns[answer].text in held else "text_alone", answer)


def _has(row: Conversation, name: str) -> bool:
    return type(row.written) is dict and name in row.written


def _pair(row: Conversation) -> Struck:
    """Prompt and completion: both text, or both messages."""
    if type(row.written) is not dict:
        return Struck(AS_TEXT)
    prompt, completion = row.written.get("prompt"), row.written.get("completion")
    if type(prompt) is str and type(completion) is str:
        return Struck(AS_TEXT)
    if type(prompt) is list and type(completion) is list:
        if not prompt or not completion:
            return Struck("empty_messages")
        struck = content_not_text(row)
        return Struck(COMPLETION) if struck is UNSTRUCK else struck
    mixed = {type(prompt), type(completion)} == {str, list}
    return Struck("half_conversational" if mixed else "content_not_text", row.answer_index())


def _fate(limit: int, template: Template) -> ByLength:
    full = full_length(template)
    chat, pair = "trl_rule = 'fine'", f"trl_rule = '{COMPLETION}'"
    templated = f"trl_rule IN ('fine', '{COMPLETION}')"
    taken, paired = template_takes(chat, template), template_takes(pair, template)
    both = template_takes(templated, template)
    bare = "total_tokens + 1"  # the end token
    read_bare = "trl_rule IN ('as_text', 'whole_text')"
    start = "system_tokens + prompt_tokens"
    before = (
        f"{full} - response_tokens - {template.answer_end}"  # of a templated row, what stands before the completion
    )
    whole = f"({both} AND {full} <= {limit}) OR ({read_bare} AND {bare} <= {limit})"
    trained = f"(trl_rule = 'whole_text' OR (trl_rule = 'as_text' AND {start} < {limit}))"
    said = "Longer than max_length: the end is cut off."
    lost = "The prompt fills max_length: of the completion, the only part that is trained, nothing is left."
    hidden = f"trl_rule = 'as_text' AND {bare} > {limit} AND {start} >= {limit}"
    hidden_pair = f"{paired} AND {full} > {limit} AND {before} >= {limit}"
    cut, cut_text = cut_at_end(full, limit, template.answer_end), cut_at_end(bare, limit, 1)
    dropped = _SFT + "Dropping fully masked examples"
    cut_when = f"({taken} AND {full} > {limit}) OR ({paired} AND {full} > {limit} AND {before} < {limit})"
    cases = (
        keep(whole),
        Case("truncate", "cut", said, _CONFIG, cut_when, cut, untrained=f"({full} - {limit})"),
        Case(
            "truncate",
            "cut_text",
            said,
            _CONFIG,
            f"{bare} > {limit} AND {trained}",
            cut_text,
            untrained=f"({bare} - {limit})",
        ),
        Case("drop", "answer_cut_off", lost, dropped, f"({hidden}) OR ({hidden_pair})", ALL),
        *template_refuses(templated, template),
    )
    keeps = (
        f"({taken}) OR ({paired} AND ({full} <= {limit} OR {before} < {limit})) OR trl_rule = 'whole_text' "
        f"OR (trl_rule = 'as_text' AND ({bare} <= {limit} OR {start} < {limit}))"
    )
    return ByLength(cases, keeps, whole)


def _size(template: Template) -> str:
    return f"CASE WHEN trl_rule IN ('fine', '{COMPLETION}') THEN {full_length(template)} ELSE total_tokens + 1 END"


TRL = Trainer(
    name="trl",
    label="TRL",
    version=_VERSION,
    looked_at="2026-11-30",
    length_option="max_length of TRL",
    default_length=1024,
    read_as="Rows are taken as they are, without a formatting function; loss options are TRL's defaults.",
    rules=_RULES,
    judge=_judge,
    fate=_fate,
    drops_masked=True,
    written_anyway=frozenset(("content_not_text",)),
    config=configs.trl,
    size=_size,
    show=trl_text.show,
    losses={"default": "all of a conversation, or its completion", "assistant": "assistant_only_loss=True"},
    revision=3,
    text_revision=2,
    remark="takes names as they are",
)
