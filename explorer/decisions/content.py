"""What a row is known by: a digest of what it says, whatever file, line or format it stands in."""

from __future__ import annotations

from collections.abc import Sequence

import xxhash

KEY_BYTES = 16


def content_keys(
    systems: Sequence[str], prompts: Sequence[str], responses: Sequence[str], rejected: Sequence[str | None]
) -> list[bytes]:
    """16 bytes for each row: XXH3-128 of its system text, prompt, response and rejected answer.

    Rows that say the same have the same key; which of them is meant, their order tells.
    """
    return [
        xxhash.xxh3_128_digest(
            "\0".join((system, prompt, response) if bad is None else (system, prompt, response, bad)).encode(
                "utf-8", "surrogatepass"
            )
        )
        for system, prompt, response, bad in zip(systems, prompts, responses, rejected, strict=True)
    ]


def text_digest(text: str) -> int:
    """64 bits that one text is compared by: XXH3."""
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass"))
