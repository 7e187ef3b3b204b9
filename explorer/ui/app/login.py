"""Who a session is of, where people have to log in; and what those see who have not, or may not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import AUTH_COOKIE_NAME, get_cookie_secret
from streamlit.web.server.starlette import starlette_app_utils

from explorer.serving import Policy
from explorer.ui.parts import inert
from explorer.words import say


def email() -> str:
    """The address by which the session's person has logged in; "" for nobody, and where there is no session.

    An address that the provider has not verified is nobody's.
    """
    user: Any = st.user
    try:
        return _verified(user)
    except Exception:  # outside of a session, or without a provider: nobody, whatever the reason
        return ""


def email_in(cookies: Mapping[str, str]) -> str:
    """The same for a request that belongs to no session, by its signed cookies."""
    secret = get_cookie_secret()

    def signed(name: str) -> bytes | None:
        value = cookies.get(name, "").encode("latin-1", "replace")
        return starlette_app_utils.decode_signed_value(secret, name, value)

    try:
        return _verified(json.loads(get_cookie_with_chunks(signed, AUTH_COOKIE_NAME) or b"{}"))
    except Exception:  # whatever is wrong with it, it is nobody's
        return ""


def _verified(user: Any) -> str:
    # Some providers write "false", in quotes.
    if not user.get("is_logged_in") or str(user.get("email_verified")).lower() == "false":
        return ""
    return str(user.get("email") or "")


def gate(policy: Policy) -> None:
    """Stops the run, with a way in, where the person may not look."""
    if policy.people is None or policy.role != "nobody":
        return
    known = email()
    with st.container(border=True):
        if known:
            st.markdown(say("**You are logged in as {email}, who has no access here.**", email=inert.label(known)))
            st.caption(say("Ask whoever shares this app to name you."))
            st.button(say("Log out"), key="log_out", on_click=st.logout, icon=":material/logout:")
        else:
            st.markdown(say("**This app is open to those who are named.**"))
            st.button(say("Log in"), key="log_in", type="primary", on_click=st.login, icon=":material/login:")
    st.stop()


def draw(policy: Policy) -> None:
    """Who one is, in the side bar."""
    if policy.people is None:
        return
    role = say("may decide and download") if policy.role == "reviewer" else say("may look")
    with st.sidebar.container(horizontal=True, vertical_alignment="center"):
        st.caption(say("{email}: {role}", email=inert.label(email(), 60), role=role))
        st.button(say("Log out"), key="log_out", type="tertiary", on_click=st.logout)
