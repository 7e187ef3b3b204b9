"""The attempt on the sandbox, in small: nothing gets out, and a sandbox that is open is noticed."""

from __future__ import annotations

from benchmarks.hostile_sql.__main__ import attempt


def test_nothing_hostile_gets_out() -> None:
    found = attempt(250, seed=5, bombs=0.0, bare=0.3)
    assert not found.broken
    assert sum(counts["tried"] for kind, counts in found.counted.items() if "…" not in kind) == 250
    bare = found.counted["… without the first wall"]
    assert bare["failed"] > 30


def test_the_canaries_sing_where_a_wall_is_open() -> None:
    found = attempt(120, seed=5, bombs=0.0, bare=1.0, closed=False)
    said = " ".join(found.broken)
    # Which of the others sings hangs on what a busy machine gets done within the limits.
    assert "read the secret" in said and ("files changed" in said or "changed a setting" in said)
