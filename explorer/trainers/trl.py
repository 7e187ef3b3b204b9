"""TRL: field names as they are, and the start of a long row (`truncation_mode: keep_start`)."""

from __future__ import annotations

from explorer.conversation import Conversation
from explorer.trainers.lengths import ALL, cut_at_end, full_length, keep, template_refuses, template_takes
from explorer.trainers.rows import CHATS, TEXTS, UNSTRUCK, content_not_text, loaded
from explorer.trainers.templates import Template
from explorer.trainers.trainer import AS_TEXT, FINE, WHOLE_TEXT, ByLength, Case, Rule, Struck, Trainer

_VERSION = "1.1"  # sft_trainer.py at 00313f219, sft_config.py at 016013e88
_TRL = f"TRL {_VERSION}, trl/"
_SFT = _TRL + "trainer/sft_trainer.py: "
_CONFIG = _TRL + "trainer/sft_config.py: max_length, truncation_mode; completion_only_loss"

_RULES = {
    FINE: Rule("fine", "The chat template is applied; what is too long is cut off at the end.", _SFT + "_tokenize"),
    AS_TEXT: Rule(
        "fine",
        "Prompt and completion are joined without a chat template; only the completion is trained.",
        _SFT + "tokenize_fn, completion_mask",
    ),
    WHOLE_TEXT: Rule("fine", "The whole text is trained.", _SFT + "tokenize_fn, dataset_text_field"),
    "wrong_keys": Rule(
        "crash",
        "The fields have other names than TRL asks for (messages, or prompt and completion); write the rows as messages.",
        _TRL + "data_utils.py: Invalid keys in the example",
    ),
    "empty_messages": Rule("crash", "There are no messages.", _TRL + "data_utils.py: is_conversational"),
    "content_not_text": Rule("crash", "A message's content is no text.", _SFT + "_tokenize, apply_chat_template"),
    "bad_tools": Rule("crash", "The declared tools are no valid JSON.", _SFT + "tokenize_fn, json.loads(tools)"),
    "media": Rule(
        "crash",
        "The row points to media, and the model is a text model.",
        _SFT + "The dataset appears to be vision-related",
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


def _judge(row: Conversation) -> Struck:
    dialect = row.dialect
    keys = _KEYS.get(dialect)
    if keys is None or not all(key in row.consumed for key in keys):
        return Struck("wrong_keys")
    if row.media:
        return Struck("media")
    if dialect in TEXTS:
        return Struck(WHOLE_TEXT)
    if dialect in CHATS:
        if not row.turns:
            return Struck("empty_messages")
        if (struck := content_not_text(row)) is not UNSTRUCK:
            return struck
    if row.tools and loaded(row.tools) is None:
        return Struck("bad_tools")
    return Struck(AS_TEXT) if dialect in ("prompt_completion", "kto", "stepwise") else UNSTRUCK


def _fate(limit: int, template: Template) -> ByLength:
    full = full_length(template)
    fine = "trl_rule = 'fine'"
    taken = template_takes(fine, template)
    bare = "total_tokens + 1"  # the end token
    read_bare = "trl_rule IN ('as_text', 'whole_text')"
    start = "system_tokens + prompt_tokens"
    whole = f"({taken} AND {full} <= {limit}) OR ({read_bare} AND {bare} <= {limit})"
    trained = f"(trl_rule = 'whole_text' OR (trl_rule = 'as_text' AND {start} < {limit}))"
    said = "Longer than max_length: the end is cut off."
    masked = "The prompt fills max_length: of the completion, the only part that is trained, nothing is left."
    hidden = f"trl_rule = 'as_text' AND {bare} > {limit} AND {start} >= {limit}"
    cut, cut_text = cut_at_end(full, limit, template.answer_end), cut_at_end(bare, limit, 1)
    cases = (
        keep(whole),
        Case("truncate", "cut", said, _CONFIG, f"{taken} AND {full} > {limit}", cut),
        Case("truncate", "cut_text", said, _CONFIG, f"{bare} > {limit} AND {trained}", cut_text),
        Case("mask", "answer_cut_off", masked, _CONFIG, hidden, ALL),
        *template_refuses(fine, template),
    )
    keeps = (
        f"({taken}) OR trl_rule = 'whole_text' OR (trl_rule = 'as_text' AND ({bare} <= {limit} OR {start} < {limit}))"
    )
    return ByLength(cases, keeps, whole)


TRL = Trainer(
    name="trl",
    label="TRL",
    version=_VERSION,
    length_option="max_length of TRL",
    default_length=1024,
    read_as="Rows are taken as they are, without a formatting function; loss options are TRL's defaults.",
    rules=_RULES,
    judge=_judge,
    fate=_fate,
    remark="takes names as they are",
)
