"""Each test reads with what it has seen itself."""

from __future__ import annotations

import pytest

from explorer import formats
from explorer.formats.detect import Detector


@pytest.fixture(autouse=True)
def _nothing_is_settled_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first row of its types settles how the others are read; those of other tests would, too."""
    monkeypatch.setattr(formats, "_detector", Detector(formats.FORMATS, (*formats.CARRIERS, *formats.CANDIDATES)))
