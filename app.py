"""The explorer's app. Start it with: streamlit run app.py -- SOURCE…

Streamlit's server imports this file once, for the routes, and then runs it as `__main__` for every look at a page.
"""

from __future__ import annotations

import streamlit as st

from explorer.ui.app import open_browser, shell

if __name__ == "__main__":
    shell.run()
else:
    app = st.App(
        __file__,
        routes=shell.routes(),
        middleware=shell.middleware(),
        lifespan=open_browser.lifespan,
        on_script_error=shell.report_error,
    )
