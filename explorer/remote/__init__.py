"""Sources elsewhere: hubs, object stores and web servers, read once into the cache. Never by default, only what somebody typed.

    path = remote.fetch(Cache.default().root, "s3://bucket/train.jsonl", report)

Needs the extra `remote` (fsspec, s3fs, gcsfs, huggingface_hub). Credentials come from the environment alone.
"""

from __future__ import annotations

from explorer.remote.address import SCHEMES, is_address, shown
from explorer.remote.reading import fetch, held

__all__ = ["SCHEMES", "fetch", "held", "is_address", "shown"]
