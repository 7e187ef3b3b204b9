"""What a turn holds beside its text: images, clips and files."""

from __future__ import annotations

from typing import NamedTuple


class Media(NamedTuple):
    """An image, a clip or a file within a turn.

    at: where its placeholder stands in the turn's text. kind: image, audio, video or file. part: the content part that
    holds or names it, as compact JSON text.
    """

    at: int
    kind: str
    part: str

    @property
    def placeholder(self) -> str:
        """What stands for it in the text."""
        return f"<{self.kind}>"
