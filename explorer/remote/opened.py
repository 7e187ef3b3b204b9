"""The file systems of the extra `remote`, opened with credentials of the environment and with no others."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from explorer.errors import SourceError

EXTRA = "pip install 'sft-explorer[remote]'"
_NEEDS = {"s3": "s3fs", "gs": "gcsfs", "hf": "huggingface_hub", "http": "aiohttp", "https": "aiohttp"}


def file_system(address: str) -> tuple[Any, str]:
    """(file system of fsspec, path within it). SourceError that names the extra where it is not installed."""
    scheme = urlsplit(address).scheme.lower()
    # Both are read when their library is imported. huggingface_hub is to ask for files, and nothing else; gcsfs is not to ask
    # another service what kind of bucket it is, with credentials that it looks for itself, for a minute where there is none.
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")
    try:
        __import__(_NEEDS[scheme])
        import fsspec.core

        return fsspec.core.url_to_fs(address, **_options(scheme))
    except ImportError as error:
        raise SourceError(f"{scheme}:// needs the extra `remote`.", f"Install it: {EXTRA}") from error


def _options(scheme: str) -> dict[str, Any]:
    """What a file system is opened with: nothing of a person's files, nothing kept of what was listed before."""
    own: dict[str, Any] = {"skip_instance_cache": True, "use_listings_cache": False}
    seen = os.environ.get
    if scheme == "s3":
        key, secret = seen("AWS_ACCESS_KEY_ID"), seen("AWS_SECRET_ACCESS_KEY")
        own |= {
            "anon": not (key and secret),
            "endpoint_url": seen("AWS_ENDPOINT_URL_S3") or seen("AWS_ENDPOINT_URL"),
            "client_kwargs": {"region_name": seen("AWS_REGION") or seen("AWS_DEFAULT_REGION") or "us-east-1"},
        }
        if key and secret:
            own |= {"key": key, "secret": secret, "token": seen("AWS_SESSION_TOKEN")}
    elif scheme == "gs":
        own |= {"token": seen("GOOGLE_APPLICATION_CREDENTIALS") or "anon"}
        if seen("STORAGE_EMULATOR_HOST"):
            own["endpoint_url"] = seen("STORAGE_EMULATOR_HOST")
    elif scheme == "hf":
        own |= {"token": seen("HF_TOKEN") or False, "endpoint": seen("HF_ENDPOINT")}
    return own
