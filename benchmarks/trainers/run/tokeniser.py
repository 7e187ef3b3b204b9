"""A tokeniser made here: a token for each byte, and one for each mark of a template. Nothing is downloaded."""

# pyright: reportMissingImports=false
from __future__ import annotations

from typing import Any

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast


def tokeniser(asked: dict[str, Any]) -> PreTrainedTokenizerFast:
    """The tokeniser of a template: its marks are single tokens."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    made = Tokenizer(models.BPE(vocab={letter: place for place, letter in enumerate(letters)}, merges=[]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    made.decoder = decoders.ByteLevel()
    marks = dict.fromkeys([*asked["specials"], asked["eos"], "<|pad|>"])
    made.add_special_tokens([AddedToken(mark, special=True, normalized=False) for mark in marks])
    fast = PreTrainedTokenizerFast(
        tokenizer_object=made, eos_token=asked["eos"], bos_token=asked["bos"] or None, pad_token="<|pad|>"
    )
    fast.chat_template = asked["template"]
    return fast
