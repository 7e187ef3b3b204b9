"""The report: one file, nothing from outside, nothing unescaped, personal data replaced."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from explorer import report, scorecard, steps
from explorer.errors import ExportError
from explorer.store import Dataset
from explorer.view import View

Make = Callable[..., Dataset]
_EVIL = "<script>alert('x')</script><img src=x onerror=alert(1)>]]>--></style>"


def _dataset(make: Make) -> Dataset:
    rows = [{"prompt": f"Name a river in country {i}.", "completion": "The Rhine.", "kind": _EVIL} for i in range(40)]
    rows += [{"prompt": f"{_EVIL} {i}", "completion": "", "kind": "b"} for i in range(4)]
    rows += [
        {
            "prompt": f"Who handles order {i}?",
            "completion": "Write to anna.keller@brandmail.org or call +49 30 901820.",
            "kind": "c",
        }
        for i in range(4)
    ]
    return make(rows, name="</title><script>1.jsonl".replace("/", "_"))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_nothing_of_the_data_becomes_markup(make_dataset: Make) -> None:
    text = report.render(View.of(_dataset(make_dataset)), scorecard.shipped())
    tags = _Tags()
    tags.feed(text)
    names = [name for name, _ in tags.found]
    assert names.count("script") == 3 and "img" not in names
    assert not [attributes for _, attributes in tags.found if any(name.startswith("on") for name in attributes)]
    body = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    assert "&lt;script&gt;alert" in body
    figures = re.search(r'id="figures">(.*?)</script>', text, re.DOTALL)
    assert figures is not None and "<" not in figures.group(1)
    assert {"lengths", "by_dialect", "faults"} <= set(json.loads(figures.group(1)))


def test_it_needs_nothing_from_outside(make_dataset: Make) -> None:
    text = report.render(View.of(_dataset(make_dataset)), scorecard.shipped())
    tags = _Tags()
    tags.feed(text)
    assert not [a for _, a in tags.found if {"src", "href", "action", "srcset"} & set(a)]
    assert "default-src &#x27;none&#x27;" in text
    assert len(text.encode()) < report.LIMIT


def test_personal_data_is_replaced_unless_asked_for(make_dataset: Make) -> None:
    view = View.of(_dataset(make_dataset))
    kept = report.render(view, scorecard.shipped(), report.ReportOptions(redact=False))
    hidden = report.render(view, scorecard.shipped())
    assert "anna.keller@brandmail.org" in kept
    assert "anna.keller" not in hidden and "901820" not in hidden
    none = report.render(view, scorecard.shipped(), report.ReportOptions(examples=0))
    assert 'class="row"' not in none


def test_it_says_what_was_dropped(make_dataset: Make) -> None:
    view = View.of(_dataset(make_dataset), steps=[steps.read("Without an answer: is_empty -- nothing to learn")])
    text = report.render(view, scorecard.shipped())
    assert "Without an answer" in text and "nothing to learn" in text and "of 48" in text
    # What is looked at changes nothing of it.
    assert "Without an answer" not in report.render(View.of(view.dataset, "NOT is_empty"), scorecard.shipped())


def test_a_source_that_is_gone_is_no_reason_to_fail(make_dataset: Make, tmp_path: Path) -> None:
    dataset = _dataset(make_dataset)
    for file in dataset.files:
        Path(file.plain).unlink()
    text = report.render(View.of(dataset), scorecard.shipped())
    assert "no answer" in text


def test_it_is_written_whole_or_not_at_all(make_dataset: Make, tmp_path: Path) -> None:
    view = View.of(_dataset(make_dataset))
    path = tmp_path / "deep" / "report.html"
    written = report.write(view, path, scorecard.shipped())
    assert written.bytes == path.stat().st_size < report.LIMIT
    with pytest.raises(ExportError, match="exists already"):
        report.write(view, path, scorecard.shipped())
    report.write(view, path, scorecard.shipped(), overwrite=True)
    assert [p.name for p in path.parent.iterdir()] == ["report.html"]


def test_no_rows(make_dataset: Make) -> None:
    text = report.render(View.of(make_dataset(['{"prompt": "cut'])), scorecard.shipped())
    assert "1 lines = 0 rows" in text
