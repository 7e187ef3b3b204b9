"""Models of the user's choice, from optional packages: static word vectors, sentence transformers."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from explorer.errors import LayerError
from explorer.passes.map_source import MODEL2VEC

_CLASSES = {
    "model2vec": ("model2vec", "StaticModel"),
    "sentence-transformers": ("sentence_transformers", "SentenceTransformer"),
}
_FAILED = (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError, ImportError)
"""What these packages raise where a folder is missing, holds another kind of model, or the hub is out of reach."""


def encoder(kind: str, name: str) -> Callable[[list[str]], np.ndarray]:
    """Texts -> vectors, float32 (texts, dimensions). name: of the model, or the path of its folder.

    LayerError where the package is not installed or the model cannot be loaded.
    """
    package, wanted = _CLASSES[kind]
    try:
        made = getattr(importlib.import_module(package), wanted)
    except ImportError as error:
        raise LayerError(f"The package {kind} is not installed.", f"Install it: pip install {kind}") from error
    try:
        model: Any = made.from_pretrained(name) if kind == MODEL2VEC else made(name)
    except _FAILED as error:
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise LayerError(
            f"The model '{name[:120]}' cannot be loaded: {said}",
            "Name a folder that holds the model, or a model of the hub if this machine may reach it.",
        ) from error

    def encode(texts: list[str]) -> np.ndarray:
        return np.asarray(model.encode(texts, show_progress_bar=False), dtype=np.float32)

    return encode
