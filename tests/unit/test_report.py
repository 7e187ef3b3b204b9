"""The report: one file, nothing from outside, nothing unescaped, personal data replaced, in English and Chinese."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from explorer import building, queries, report, scorecard, steps
from explorer.errors import ExportError
from explorer.passes import reading_of
from explorer.queries import map_points
from explorer.report.actions import actions
from explorer.report.rows import MOST, Row, as_json
from explorer.scorecard.problems import ranked
from explorer.store import Cache, Dataset
from explorer.view import View
from explorer.words import speaking
from tests.conftest import SAMPLE
from tests.unit.passes.user_vectors import draw

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


def _rows(text: str) -> dict[str, Any]:
    """What the report's script is given."""
    found = re.search(r'id="rows">(.*?)</script>', text, re.DOTALL)
    assert found is not None and "<" not in found.group(1)
    return json.loads(found.group(1))


@pytest.fixture
def sample(cache: Cache) -> Dataset:
    return building.run(cache, [SAMPLE])


def test_nothing_of_the_data_becomes_markup(make_dataset: Make) -> None:
    text = report.render(View.of(_dataset(make_dataset)), scorecard.shipped())
    tags = _Tags()
    tags.feed(text)
    names = [name for name, _ in tags.found]
    assert names.count("script") == 2 and "img" not in names  # rows, and what filters them
    assert not [attributes for _, attributes in tags.found if any(name.startswith("on") for name in attributes)]
    body = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    assert "&lt;script&gt;alert" in body
    assert any(_EVIL in row["prompt"] for row in _rows(text)["rows"])  # text, which the script never takes for HTML


def test_the_policy_allows_its_own_script_and_nothing_else(make_dataset: Make) -> None:
    text = report.render(View.of(_dataset(make_dataset)), scorecard.shipped())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    allowed = dict(part.strip().split(" ", 1) for part in policy.group(1).replace("&#x27;", "'").split(";"))
    script = text.rsplit("<script>", 1)[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert allowed["default-src"] == "'none'" and allowed["script-src"] == f"'sha256-{digest}'"
    assert allowed["img-src"] == "data:" and allowed["form-action"] == allowed["base-uri"] == "'none'"
    assert "innerHTML" not in script and "eval" not in script


def test_it_needs_nothing_from_outside(sample: Dataset) -> None:
    text = report.render(View.of(sample), scorecard.shipped())
    tags = _Tags()
    tags.feed(text)
    asked = [value for _, a in tags.found for name in ("src", "href", "action", "srcset") if (value := a.get(name))]
    assert all(value.startswith("data:image/png;base64,") for value in asked)
    assert "url(" not in text and "@import" not in text
    assert len(text.encode()) < report.LIMIT


def test_page_one_says_what_it_is_what_is_wrong_and_what_was_done(sample: Dataset) -> None:
    view = View.of(sample, steps=[steps.read("Without an answer: is_empty -- nothing to learn")])
    card = scorecard.score(view, scorecard.shipped())
    text = report.render(view, scorecard.shipped())
    first = text.split('<div class="first">')[1].split("<h2>What is wrong, worst first</h2>")[0]
    said = re.findall(r"<li>(.*?)</li>", first.split('class="said">')[1].split("</ol>")[0])
    assert len(said) == 3
    assert f"{queries.totals(view).rows_kept} rows" in said[0] and "English" in said[0]
    assert f"{card.tally['fail']} blocking problem" in said[1] and ranked(card)[0].point.title in said[1]
    assert "9 rows of 426 were dropped (Without an answer 9)" in said[2]
    todo = re.findall(r"<li><b>(.*?)</b>", first.split('class="todo">')[1])
    assert len(todo) == 3
    assert "<h1>sft_sample</h1>" in first and "<title>sft_sample · report</title>" in text
    for picture in ("x-waffle", "x-histogram", "Will it train?", "Languages and formats"):
        assert picture in first


def test_actions_are_what_is_left_after_the_safe_steps(sample: Dataset) -> None:
    view = View.of(sample)
    card = scorecard.score(view, scorecard.shipped())
    found = actions(view, card)
    assert found[0].title.startswith("Drop ") and "provable faults" in found[0].title
    assert not {one.title for one in found[1:]} & {"Empty answers", "Exact copies", "Provably wrong answers"}


def test_nothing_to_do_is_said(make_dataset: Make) -> None:
    """Of points that fail on rows of any number alone, none fails here; those of size do, and are what to do."""
    rows = [
        {"prompt": f"Which town lies on river number {i}?", "completion": f"That is town {i}, on the left bank."}
        for i in range(30)
    ]
    view = View.of(make_dataset(rows))
    card = scorecard.score(view, scorecard.shipped())
    assert len(actions(view, card)) == min(3, len(ranked(card)))


def test_personal_data_that_is_cut_is_replaced_whole(make_dataset: Make) -> None:
    """Wherever a text ends in the report, an address that goes on behind its end is known for one."""
    address, rows = "anna.keller@brandmail.org", []
    for room in range(1, len(address), 4):
        rows.append({"prompt": "tell us " * ((240 - room) // 8) + address + " and more" * 9, "completion": ""})
        before = "So it is. " * 40 + "w" * room
        rows.append({"prompt": "Tell me.", "completion": f"{before} {address} I'm sorry, but I can't help with that."})
        rows.append(
            {"prompt": "tell us " * ((700 - room) // 8) + address + " and more" * 9, "completion": "So it is. " * 9}
        )
    view = View.of(make_dataset(rows))
    text = report.render(view, scorecard.shipped())
    assert "‹e-mail›" in text and "tell us" in text
    assert not re.findall(".{20}(?:anna|kell|mail\\.org|@b)", text)
    assert "anna" in report.render(view, scorecard.shipped(), report.ReportOptions(redact=False))


def test_personal_data_is_replaced_unless_asked_for(make_dataset: Make) -> None:
    view = View.of(_dataset(make_dataset))
    kept = report.render(view, scorecard.shipped(), report.ReportOptions(redact=False))
    hidden = report.render(view, scorecard.shipped())
    assert "anna.keller@brandmail.org" in kept and "anna.keller@brandmail.org" in json.dumps(_rows(kept))
    assert "anna.keller" not in hidden and "901820" not in hidden
    none = report.render(view, scorecard.shipped(), report.ReportOptions(examples=0, rows=0))
    assert 'class="row"' not in none and "<script" not in none and "No rows are shown." in none


def test_names_and_conditions_hold_no_personal_data(
    make_dataset: Make, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A topic is named after words of the rows, and a step can be after a row that somebody saw."""
    address = "anna.keller@brandmail.org"
    rows = [{"prompt": f"Say {n}.", "completion": "" if n else "Yes.", "v": [n * 0.1, 1.0, n % 2]} for n in range(9)]
    dataset = draw(cache, Path(make_dataset(rows).files[0].path), reading_of("both", "column:v"))
    place = map_points.Centre(f"{address} · rivers", 0.5, 0.5, 9, 9)
    monkeypatch.setattr(map_points, "centres", lambda *_: [place])
    view = View.of(dataset, steps=[steps.read(f"Of {address}: search('{address}') OR is_empty -- asked by {address}")])
    hidden = report.render(view, scorecard.shipped())
    assert "anna.keller" not in hidden and "Of ‹e-mail›" in hidden
    assert "‹e-mail› · rivers" in hidden and "search(" in hidden
    kept = report.render(view, scorecard.shipped(), report.ReportOptions(redact=False))
    assert f"Of {address}" in kept and f"{address} · rivers"[:32] in kept


def test_a_step_that_nobody_named_is_told_in_words(make_dataset: Make) -> None:
    view = View.of(_dataset(make_dataset), steps=[steps.read("is_empty"), steps.read("Long: total_tokens > 9000")])
    text = report.render(view, scorecard.shipped())
    assert "(Empty response" in text and "<i>is_empty</i>" not in text and "(is_empty" not in text
    assert "（空回答" in report.render(view, scorecard.shipped(), report.ReportOptions(language="zh"))


def test_rows_of_markup_do_not_outgrow_the_file() -> None:
    """Each "<" takes six characters in the script's data."""
    one = queries.Excerpt(0, "<" * 400, "", "assistant")
    text, count = as_json([Row(n, "<" * 240, None, [0], [(0, one)]) for n in range(MOST)], [], [], False)
    assert len(text) < report.LIMIT - 2_000_000 and 0 < count < MOST


def test_rows_can_be_filtered_by_every_finding(sample: Dataset) -> None:
    view = View.of(sample)
    card = scorecard.score(view, scorecard.shipped())
    held = _rows(report.render(view, scorecard.shipped()))
    bad = ranked(card)
    assert held["titles"] == [finding.point.title for finding in bad]
    for place, finding in enumerate(bad):
        there = sum(place in row["findings"] for row in held["rows"])
        assert held["counts"][place] == there
        if finding.drop is not None:
            blamed = queries.totals(view.focused(finding.measured.blame)).rows_kept
            assert there == blamed >= finding.measured.rows, finding.point.title
    marked = [piece for row in held["rows"] for one in row["found"] for piece in one["pieces"] if piece[1]]
    assert len(marked) > 20


def test_no_more_rows_than_asked_for_and_some_of_each(make_dataset: Make) -> None:
    rows = [{"prompt": f"Question {i}?", "completion": ""} for i in range(300)]
    rows += [
        {
            "prompt": f"Tell me about place {i}.",
            "completion": "I'm sorry, but as an AI language model I cannot do that.",
        }
        for i in range(12)
    ]
    view = View.of(make_dataset(rows))
    held = _rows(report.render(view, scorecard.shipped(), report.ReportOptions(rows=60, examples=1)))
    assert len(held["rows"]) <= 60
    assert all(held["counts"][held["titles"].index(name)] for name in ("Empty answers", "Refusals"))
    assert MOST == 2_000


def test_in_chinese(sample: Dataset) -> None:
    view = View.of(sample, steps=[steps.read("空的: is_empty")])
    text = report.render(view, scorecard.shipped(), report.ReportOptions(language="zh"))
    assert '<html lang="zh-CN">' in text and "下一步做什么" in text
    body = re.sub(
        r'<script.*?</script>|<style.*?</style>|<div class="text">.*?</div>|<code>.*?</code>|<div class="prompt">.*?</div>',
        "",
        text,
        flags=re.DOTALL,
    )
    words = re.sub(r"<[^>]*>", " ", body)
    listed = {"rows", "fails", "warns", "Nothing", "dropped", "median", "Prompt", "kept", "Found", "row"}
    english = listed & set(re.findall(r"[A-Za-z]+", words))
    assert not english
    with speaking("zh"):  # whatever is spoken where it is made
        assert '<html lang="en">' in report.render(view, scorecard.shipped())


def test_it_says_what_was_dropped(make_dataset: Make) -> None:
    view = View.of(_dataset(make_dataset), steps=[steps.read("Without an answer: is_empty -- nothing to learn")])
    text = report.render(view, scorecard.shipped())
    assert "Without an answer" in text and "nothing to learn" in text and "4 of 48 rows." in text
    assert "<code>is_empty</code>" in text and "−4 · 8.3 %" in text
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


def test_its_file_is_named_after_the_dataset(make_dataset: Make) -> None:
    assert (
        report.file_name(View.of(make_dataset([{"prompt": "p", "completion": "c"}], name="my data.v2.jsonl")))
        == "my_data.v2.report.html"
    )
    assert "/" not in report.file_name(View.of(_dataset(make_dataset)))


def test_no_rows(make_dataset: Make) -> None:
    text = report.render(View.of(make_dataset(['{"prompt": "cut'])), scorecard.shipped())
    assert "1 line = 0 rows" in text
