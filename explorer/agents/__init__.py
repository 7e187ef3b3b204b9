"""The product for agents: a server of the Model Context Protocol over the library. It looks, and changes nothing.

`server(folders)` makes it, `sft-explorer mcp` runs it over standard input and output.
"""

from __future__ import annotations

from explorer.agents.server import NAMES, server
from explorer.agents.tools import Tools

__all__ = ["NAMES", "Tools", "server"]
