"""What the app's server sends to a browser that asks for a page."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection

from tests.waiting import NEVER


def drawn(connection: ClientConnection, page: str, query: Mapping[str, str | list[str]]) -> str:
    """All of a page that is asked for over a connection, as text, once its run has ended."""
    asked = BackMsg()
    asked.rerun_script.query_string = urlencode(query, doseq=True)
    asked.rerun_script.page_name = page
    connection.send(asked.SerializeToString())
    said: list[str] = []
    while True:
        message = ForwardMsg()
        message.ParseFromString(bytes(connection.recv(timeout=NEVER, decode=False)))
        said.append(str(message))
        if message.WhichOneof("type") == "script_finished":
            return "\n".join(said)
