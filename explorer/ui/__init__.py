"""The app's interface: the only package, with the pages, that knows streamlit."""
