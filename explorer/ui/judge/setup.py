"""Who judges, by which rubric, at which price: typed by whoever sits before it, never taken from a link."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from explorer import endpoints, judge
from explorer.errors import ExplorerError
from explorer.judge import KEY_VARIABLES, Judge
from explorer.ui import state
from explorer.ui.app import open_dataset
from explorer.ui.parts import problem
from explorer.words import say


class Setup(NamedTuple):
    """What was typed. words: it as the command line takes it."""

    judge: Judge
    budget: float | None
    words: tuple[str, ...]


def draw() -> Setup | None:
    """The boxes; None until they name a judge."""
    kept: dict[str, Any] = state.get("judge_setup") or {}
    with st.container(horizontal=True, vertical_alignment="bottom", key="judge_controls"):
        typed = st.text_input(
            say("Model and endpoint"),
            value=str(kept.get("endpoint") or ""),
            placeholder="qwen3@http://localhost:11434/v1",
            max_chars=500,
            key="judge_endpoint",
            help=say(
                "MODEL@URL of an OpenAI-compatible endpoint. The key is read from {variable} where the app was started.",
                variable=KEY_VARIABLES[0],
            ),
        )
        rubric = st.text_input(
            say("Rubric"),
            value=str(kept.get("rubric") or ""),
            placeholder=say("six criteria; or the path of a TOML file"),
            max_chars=1_000,
            key="judge_rubric",
            width=330,
        )
        with st.popover(say("Prices and budget"), icon=":material/payments:"):
            prices = [
                st.number_input(
                    label,
                    min_value=0.0,
                    max_value=1e4,
                    value=kept.get(key),
                    placeholder=say("USD per million") if key != "budget" else "USD",
                    key=f"judge_{key}",
                    width=210,
                    help=said,
                )
                for key, label, said in (
                    ("sent", say("Input price"), say("US dollars for a million tokens that are sent.")),
                    ("answered", say("Output price"), say("US dollars for a million tokens that are answered.")),
                    ("budget", say("Budget"), say("US dollars that all answers about these rows may cost.")),
                )
            ]
    sent, answered, budget = prices
    state.put(
        "judge_setup",
        {"endpoint": typed, "rubric": rubric, "sent": sent, "answered": answered, "budget": budget},
    )
    if not (typed or "").strip():
        return None
    try:
        model, url = judge.named(typed)
        chosen = judge.shipped()
        words = ["--endpoint", f"{model}@{url}", "--price", f"{sent or 0:g},{answered or 0:g}"]
        if (rubric or "").strip():
            path = Path(rubric.strip()).expanduser().absolute()
            open_dataset.policy().require_inside(path)
            chosen = judge.read(path)
            words += ["--rubric", str(path)]
    except ExplorerError as error:
        problem.show_error(error)
        return None
    if budget is not None:
        words += ["--budget", f"{budget:g}"]
        if sent is None and not endpoints.is_local(url):
            st.caption(say("A budget needs the two prices above it."))
            return None
    return Setup(Judge(model, url, chosen, (sent or 0.0, answered or 0.0)), budget, tuple(words))
