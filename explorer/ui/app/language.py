"""The language that a session is shown: what the address says, else what the browser asks for; and the switch."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state import get_session_state

from explorer import words
from explorer.ui import state


def begin() -> None:
    """Speak the session's language in this run. Called before anything is said; the address wins over the session."""
    asked = st.query_params.get(state.LANGUAGE)
    written = (state.get("written") or {}).get(state.LANGUAGE)
    if asked in words.LANGUAGES and written != [asked]:
        state.put(state.LANGUAGE, asked)
    words.speak(_of_session())
    if state.get("written") is None:
        _take_over()


def _take_over() -> None:
    """Choices of widgets stand in the address as they are shown: those of a link that was made in the other language."""
    changed = False
    for name in list(st.query_params):
        held = st.query_params.get_all(name)
        if name not in state.PARAMETERS and (meant := [words.counterpart(text) for text in held]) != held:
            st.query_params[name] = meant
            changed = True
    if changed:
        with get_session_state().query_params() as asked:
            # Widgets look at the address as it was when the page was loaded, where this version of Streamlit keeps that apart.
            getattr(asked, "set_initial_query_params_from_current", lambda: None)()


def _of_session() -> str:
    return state.get(state.LANGUAGE) or words.preferred(st.context.locale)


def _asked_first() -> str | None:
    """For callbacks, fragments and dialogs, which run without the script: the language of the session that they belong to."""
    return None if get_script_run_ctx(suppress_warning=True) is None else _of_session()


words.ask_first(_asked_first)


def switch() -> None:
    """A button that shows the app in the other language, named in that language."""
    other = next(code for code in words.LANGUAGES if code != words.language())
    st.button(
        words.LANGUAGES[other],
        key="language",
        icon=":material/translate:",
        type="tertiary",
        help="界面语言" if other == "zh" else "Language of the app",
        on_click=_switched,
        args=(other,),
    )


def _switched(other: str) -> None:
    """Speak the other language. The browser holds what was chosen as words: it is given them anew."""
    state.put(state.LANGUAGE, other)
    for key, value in st.session_state.items():
        if isinstance(value, str) or (isinstance(value, list) and value and all(isinstance(one, str) for one in value)):
            st.session_state[str(key)] = value
