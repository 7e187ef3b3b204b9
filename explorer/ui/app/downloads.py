"""Downloads: a random name kept in the server's memory stands for a view and the way it is written.

The rows are streamed from the source as the browser takes them, so that memory does not grow with the file.
"""

from __future__ import annotations

import contextlib
import math
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse

from explorer import export
from explorer.errors import ExplorerError
from explorer.export import ExportOptions
from explorer.ui.app import login, open_dataset
from explorer.view import View
from explorer.words import preferred, say, speaking, translated

_KEPT = 500  # names kept; the oldest is let go
_GOOD_FOR = 600.0  # seconds, where people log in
_BLOCK = 1 << 20  # bytes sent at once: each block costs a change of threads


class _Offer(NamedTuple):
    view: View
    options: ExportOptions
    name: str
    until: float
    holder: str


_offers: OrderedDict[str, _Offer] = OrderedDict()
_lock = threading.Lock()


def offer(view: View, options: ExportOptions, name: str) -> str:
    """The address, relative to any page, under which the rows of `view` can be downloaded as `name`.

    PolicyError where this session's person may not. Where people log in, an address is good for ten minutes, and for that person alone.
    """
    policy = open_dataset.policy()
    policy.require("download")
    until, holder = (time.monotonic() + _GOOD_FOR, login.email()) if policy.people else (math.inf, "")
    wanted = _Offer(view, options, name, until, holder)
    with _lock:
        for token, known in _offers.items():
            if (known.view.key, known.options, known.name, known.holder) == (view.key, options, name, holder):
                _offers.move_to_end(token)
                _offers[token] = known._replace(until=until)
                return f"download/{token}"
        token = secrets.token_urlsafe(24)
        _offers[token] = wanted
        while len(_offers) > _KEPT:
            _offers.popitem(last=False)
    return f"download/{token}"


async def serve(request: Request) -> Response:
    """Answer a download."""
    with _lock:
        found = _offers.get(request.path_params["token"])
    if found is None or time.monotonic() > found.until or not _is_of(found, request):
        with _answering(request):
            return PlainTextResponse(say("This download is gone. Open the Export page again."), status_code=404)
    headers = {
        "Content-Disposition": disposition(found.name),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    kind = export.BY_NAME[found.options.format]
    media = "application/octet-stream" if found.options.compression else kind.mime
    if request.method == "HEAD":
        return Response(headers=headers, media_type=media)
    try:
        if not kind.streams:
            path = await run_in_threadpool(_written, found)
            cleanup = BackgroundTask(_remove, path)
            return FileResponse(path, headers=headers, media_type=media, background=cleanup)
        # The first block is made before the answer begins, so that an error can still be told.
        blocks = await run_in_threadpool(_begun, found)
    except ExplorerError as error:
        with _answering(request):
            return PlainTextResponse(open_dataset.public(translated(str(error))), status_code=409)
    return StreamingResponse(blocks, headers=headers, media_type=media)


def _is_of(found: _Offer, request: Request) -> bool:
    return not found.holder or login.email_in(request.cookies) == found.holder


def _answering(request: Request) -> AbstractContextManager[None]:
    """In the language that the browser asks for: a download belongs to no session."""
    return speaking(preferred(request.headers.get("accept-language")))


def _begun(found: _Offer) -> Iterator[bytes]:
    blocks = _gathered(export.stream(found.view, found.options))
    first = next(blocks, b"")
    return _chained(first, blocks)


def _gathered(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in larger blocks; one that is large already goes as it is."""
    waiting: list[bytes] = []
    size = 0
    for block in blocks:
        waiting.append(block)
        size += len(block)
        if size >= _BLOCK:
            yield b"".join(waiting) if len(waiting) > 1 else block
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _written(found: _Offer) -> Path:
    folder = open_dataset.cache().folder("exports") / secrets.token_hex(8)
    folder.mkdir(parents=True)
    return export.write(found.view, folder / f"export{found.options.suffix}", found.options).path


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        for file in path.parent.iterdir():
            file.unlink()
        path.parent.rmdir()


def disposition(name: str) -> str:
    """A Content-Disposition that browsers of all ages understand, whatever characters the name has."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
