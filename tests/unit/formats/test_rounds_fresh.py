"""Rounds of twenty fresh shapes, and the shapes that the reader was mended by before them.

`right` says whether a shape was read rightly before anything was mended for its round.
"""

from __future__ import annotations

import pytest

from .rounds_anew import Anew
from .rounds_fresh import EIGHTH, ELEVENTH, NINTH, SEVENTH, TENTH
from .rounds_trained import TRAINED
from .test_shapes_anew import assert_read


@pytest.mark.parametrize("anew", [*TRAINED, *SEVENTH, *EIGHTH, *NINTH, *TENTH, *ELEVENTH], ids=lambda anew: anew.where)
def test_a_shape_is_read(anew: Anew) -> None:
    assert_read(anew)


def test_what_was_right_at_first_is_told_of_every_round() -> None:
    assert [sum(bool(anew.right) for anew in fresh) for fresh in (SEVENTH, EIGHTH, NINTH, TENTH, ELEVENTH)] == [
        9,
        19,
        17,
        16,
        18,
    ]
