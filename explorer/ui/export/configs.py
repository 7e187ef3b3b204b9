"""What a trainer needs to read the exported file: its configuration beside the download."""

from __future__ import annotations

import streamlit as st

from explorer import dryrun
from explorer.charts import numbers
from explorer.dryrun import ConfigFile
from explorer.trainers import BY_NAME
from explorer.ui.parts import inert, trainer_choice
from explorer.ui.parts.cached import ask
from explorer.view import View
from explorer.words import say


def draw(view: View, name: str, dialect: str) -> None:
    """The trainer, and its files. name: of the exported file. dialect: what it is written in, "" for the source's own."""
    with st.expander(
        say("Train on it"), key="configs_open", on_change="rerun", icon=":material/model_training:"
    ) as box:
        if not box.open:
            return
        trainer, limit, template = _controls()
        tokens, files = ask(_files, view, trainer, limit, template, name, dialect)
        st.caption(
            say(
                "About {tokens} tokens an epoch, of the rows that {trainer} trains on within {limit:,} tokens.",
                tokens=numbers.count(tokens),
                trainer=inert.label(BY_NAME[trainer].label),
                limit=limit,
            )
        )
        for file in files:
            st.code(inert.clean(file.text), language=file.name.rpartition(".")[2], wrap_lines=True)
            st.download_button(
                say("Download {file}", file=file.name),
                file.text,
                file_name=file.name,
                mime="text/plain",
                on_click="ignore",
                key=f"config_{trainer}_{file.name}",
            )


def _controls() -> tuple[str, int, str]:
    """(trainer, maximum length, template)."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        return trainer_choice.trainer("config_trainer").name, trainer_choice.max_length(), trainer_choice.template()


def _files(
    view: View, trainer: str, limit: int, template: str, name: str, dialect: str
) -> tuple[int, tuple[ConfigFile, ...]]:
    found = dryrun.summary(view, limit, template, (trainer,))[trainer]
    return found.tokens, dryrun.config(view.dataset, found, name, dialect)
