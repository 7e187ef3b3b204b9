"""Every page, held against axe-core's rules, in light or in dark; and at the widths of a desk, of half of one, and of a telephone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from explorer.ui.app.shell import PAGES

from .conftest import SAMPLE, Tab
from .cramped import WIDTHS, cramped

axe = pytest.importorskip("axe_playwright_python")
_SCRIPT = Path(axe.__file__).parent / "axe.min.js"
_GRAVE = ("serious", "critical")


@pytest.mark.parametrize(
    ("name", "scheme"),
    [(page.name, ("light", "dark")[place % 2]) for place, page in enumerate(PAGES)] + [("", "dark"), ("sql", "dark")],
)
def test_no_serious_finding_and_nothing_cut_off(tab: Tab, name: str, scheme: str) -> None:
    tab.page.emulate_media(color_scheme=scheme)
    tab.open("" if name == "overview" else name, SAMPLE)
    tab.page.locator(".x-keep").first.wait_for()
    tab.settle()
    tab.page.evaluate(_SCRIPT.read_text("utf-8"))
    found: dict[str, Any] = tab.page.evaluate("async () => await axe.run(document, {resultTypes: ['violations']})")
    assert found["passes"], "the rules were run"
    grave = [
        (one["id"], [node["html"][:120] for node in one["nodes"][:4]])
        for one in found["violations"]
        if one["impact"] in _GRAVE
    ]
    assert not grave
    found_at = {width: cramped(tab.page, width) for width in WIDTHS}
    assert not any(found_at.values()), found_at
