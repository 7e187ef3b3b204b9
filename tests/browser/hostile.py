"""Data that wants to be more than data, and what a page must not hold of it."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Tab

EVIL = (
    '<script>window.hit=1;alert(1)</script><img src=x onerror="window.hit=1;alert(1)">'
    '<svg onload="window.hit=1"></svg><iframe src="http://evil.example/"></iframe>'
    '<style>body{display:none}</style><a href="javascript:window.hit=1">a</a>'
    "![i](http://evil.example/i.png) [l](javascript:alert(1)) <http://evil.example/> "
    "$\\href{javascript:alert(1)}{x}$ :red[r] {{7*7}} ${window.hit=1}"
)


COLUMN = "<img src=x onerror=window.hit=1> ![c](http:evil.example) \"'; DROP"


def hostile(tmp_path: Path) -> Path:
    """A file whose name, fields and texts are all hostile: 13 rows."""
    rows = [
        {
            "instruction": f"{EVIL} {n}",
            "output": f"{EVIL}\n```html\n{EVIL}\n```",
            "system": EVIL,
            COLUMN: EVIL[: 60 + n % 3],
        }
        for n in range(12)
    ]
    rows[-1]["output"] = ""  # so that a check fires and is drawn
    lines = [json.dumps(row) for row in rows] + [json.dumps(rows[0]), EVIL, f'{{"instruction": "{EVIL}', "[1]"]
    path = tmp_path / "<img src=x onerror=window.hit=1> ![f](evil.example) **b**.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def assert_inert(tab: Tab, formulas: bool = False) -> None:
    """Nothing of it ran, was drawn or was asked for. formulas: the text is laid out, formulas with it."""
    found = tab.page.evaluate(
        """() => ({
            hit: window.hit ?? null,
            scripts: [...document.scripts].filter(e => e.text.includes('window.hit')).length,
            images: [...document.images].filter(e => /evil|^x$/.test(e.getAttribute('src') || '')).length,
            frames: document.querySelectorAll('iframe[src*="evil"], object, embed').length,
            links: document.querySelectorAll('a[href^="javascript:"], a[href*="evil.example"]').length,
            handlers: document.querySelectorAll('[onerror], [onload]').length,
            styles: [...document.querySelectorAll('style')].filter(e => e.textContent.includes('display:none}')
                && e.textContent.startsWith('body')).length,
            formulas: document.querySelectorAll('.katex').length,
        })"""
    )
    found.pop("formulas" if formulas else "", None)
    assert found == {**dict.fromkeys(found, 0), "hit": None}
    assert tab.page.get_by_test_id("stMain").is_visible()
    tab.assert_sound()
