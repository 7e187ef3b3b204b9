"""Which judgements are faults: a row on which none of them fires is clean.

The scorecard, the pages, the report and the command line count clean rows by this list and no other.
"""

from __future__ import annotations

WRONG: tuple[str, ...] = (
    "wrong_arithmetic",
    "contradicts_itself",
    "contradicts_reference",
    "invalid_json",
    "invalid_code",
    "invalid_tool_call",
)
"""What proves an answer wrong."""

PLACEHOLDERS = ("has_placeholder",)
RESIDUE = ("has_boilerplate",)
LOOPS = ("is_looping", "echoes_prompt")
SWAPPED = ("is_swapped",)
GARBLED = ("has_mojibake", "has_replacement_char")
REASONING_TAGS = ("bad_reasoning_tags",)
"""What generation, copying and conversion left in a row, by what is to be done about it."""

FAULTS: tuple[str, ...] = (
    "is_empty",
    "is_refusal",
    "is_truncated",
    *WRONG,
    *PLACEHOLDERS,
    *RESIDUE,
    *LOOPS,
    *SWAPPED,
    *GARBLED,
    *REASONING_TAGS,
    "wrong_language",
    "is_prompt_empty",
    "is_exact_copy",
)
"""Yes/no columns. Others, such as personal data, are told and counted, and make no row bad by themselves."""
