"""Verbs, app and library are one way through the core: the same figures and bytes, on datasets of several kinds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import explorer as sx
from explorer import export
from explorer.charts import numbers, verdict
from explorer.cli import main
from explorer.scorecard.problems import soundness
from explorer.ui.app import downloads

from .conftest import Open, sound, texts

OWN = "twice=2 * total_tokens"

KINDS: dict[str, list[dict[str, Any]]] = {
    "messages": [
        {
            "messages": [
                {"role": "user", "content": f"Where does river {n} end?"},
                {
                    "role": "assistant",
                    "content": "" if n % 4 == 0 else f"River {n} ends in the sea, as most of them do.",
                },
            ],
            "topic": "ab"[n % 2],
        }
        for n in range(12)
    ],
    "preference": [
        {"prompt": f"Name {n} cities.", "chosen": "Lima, Quito." * (n % 3), "rejected": "No idea."} for n in range(9)
    ],
    "Chinese": [
        {"question": f"第{n}条河流入哪里？", "answer": "对不起，我无法回答。" if n % 3 == 0 else "流入大海。"}
        for n in range(9)
    ],
}


def said(capfd: pytest.CaptureFixture[str], *words: str) -> Any:
    capfd.readouterr()
    main([*words, "--json", "--quiet"])
    return json.loads(capfd.readouterr().out)


@pytest.mark.parametrize("kind", KINDS)
def test_three_faces_say_the_same(
    open_app: Open, tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.ui.app.downloads._offers", downloads.OrderedDict())
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in KINDS[kind]), "utf-8")
    drop = "Gone: is_empty OR is_refusal"
    data = sx.open(path, drops=[drop]).with_column("twice", "2 * total_tokens")

    app = open_app(path, "export", drop=drop, column=OWN)
    app.multiselect(key="export_columns").set_value(["twice", "language"]).run()
    sound(app)
    asked = (str(path), "--drop", drop, "--column", OWN)
    stats = said(capfd, "stats", *asked)
    ours = json.loads(json.dumps(data.stats()))
    assert ours == {name: stats[name] for name in ours}
    assert 0 < stats["rows_kept"] < stats["rows"]
    assert f"<span>Exported rows</span><b>{stats['rows_kept']}</b>" in texts(app)
    assert f"<span>Exported tokens</span><b>{numbers.tokens(stats['tokens_kept'])}</b>" in texts(app)

    main(["export", *asked, "--columns", "twice,language", "--out", str(tmp_path / "verb.jsonl"), "--quiet"])
    data.export(tmp_path / "library.jsonl", columns=["twice", "language"])
    (offer,) = [one for one in downloads._offers.values() if one.options.columns]
    wanted = (tmp_path / "verb.jsonl").read_bytes()
    assert (tmp_path / "library.jsonl").read_bytes() == wanted
    assert b"".join(export.stream(offer.view, offer.options)) == wanted
    assert json.loads(wanted.splitlines()[0])["twice"] == 2 * data.arrow("total_tokens").to_pylist()[0]["total_tokens"]

    card = said(capfd, "check", *asked)["scorecard"]
    assert json.loads(json.dumps(data.scorecard().as_dict())) == card
    app = open_app(path, "", drop=drop, column=OWN)
    sound(app)
    judged = data.scorecard()
    word, sentence = verdict.sentence(judged, soundness(data.view, judged))
    assert word in texts(app) and sentence in texts(app)
