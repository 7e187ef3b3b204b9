"""Vectors that the user brings: a column, a file, a model, an endpoint.

Every source gives float32 blocks in row order, as often as they are asked for; a row without a vector is zero.
"""

from __future__ import annotations

from explorer.passes.user_vectors.blocks import encode_query, encode_texts, vectors_of
from explorer.passes.user_vectors.endpoint import KEY_VARIABLES, PRICES

__all__ = ["KEY_VARIABLES", "PRICES", "encode_query", "encode_texts", "vectors_of"]
