"""Rows of the same meaning: groups of semantic duplicates, told from the vectors of the map."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from explorer.passes.embedding.words import words

SAME, SAME_LONG = 0.93, 0.985
"""Likeness in the map's space (encoder and words) from which two short prompts ask the same, or two that are long.

Long prompts that carry the same definitions or passage are alike whatever they ask.
"""

SHORT = 160
"""Characters up to which a prompt is short."""

_FREE = frozenset(
    "write create develop implement build generate make design construct compose produce draft describe explain provide "
    "give show tell please kindly could would can you using use uses program function method script code snippet simple "
    "basic short brief following given a an the of to in for with that which is are it its this by on as at from be "
    "me my i do does how what whether if some any will should 请 写 创建 编写 设计 生成 制作 描述 解释 说明 给出 提供 一个 一下 "
    "一种 如何 怎么 怎样 的 了 是 在 和 与 我 你 这 那 有 吗 呢 吧".split()
)
"""Words in which two instructions may differ and ask the same: none that turns a question around, as "not" does."""

_CONTRAST = 4  # telling words up to which a difference turns a question into another; beyond, it is another wording
_LARGEST = 4_096  # rows compared with one another at once; larger clusters are cut along their widest axis
_BLOCK = 1_024

Told = Callable[[int], None]


def same_meaning(vectors: np.ndarray, cluster: np.ndarray, lengths: np.ndarray, told: Told | None = None) -> np.ndarray:
    """For each row the earliest row that means the same, itself where there is none: int64 (rows,).

    Rows are compared within their cluster. Each is held against representatives, earlier rows that are like no row before
    them, so that a chain of small steps joins nothing. vectors: unit, float32 (rows, dimensions); a zero vector is alone.
    lengths: characters of each row's text.
    """
    leader = np.arange(len(vectors), dtype=np.int64)
    done = 0
    for rows in _blocks(vectors, cluster):
        leader[rows] = _led(vectors[rows].astype(np.float32, copy=False), rows, lengths[rows] > SHORT)
        done += len(rows)
        if told is not None:
            told(done)
    return leader


def only_same(leader: np.ndarray, texts: Callable[[np.ndarray], Sequence[str]]) -> np.ndarray:
    """`leader` without the rows whose text differs from their leader's by a few telling words.

    Vectors hardly see what a single word turns around. texts: sorted places of rows -> their texts.
    """
    led = np.flatnonzero(leader != np.arange(len(leader)))
    wanted = np.unique(np.concatenate([led, leader[led]]))
    said = {row: words(text) for row, text in zip(wanted.tolist(), texts(wanted), strict=True)}
    found = leader.copy()
    for row in led.tolist():
        found[row] = row if is_contrast(said[row], said[int(leader[row])]) else leader[row]
    return found


def is_contrast(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two texts, cut into words, differ by a few words that say something, or by the order of those."""
    telling_a, telling_b = telling(a), telling(b)
    differ = len(set(telling_a) ^ set(telling_b))
    return telling_a != telling_b if not differ else differ <= _CONTRAST


def telling(said: Sequence[str]) -> list[str]:
    """The words of a text that say something."""
    return [word for word in said if word not in _FREE]


def _blocks(vectors: np.ndarray, cluster: np.ndarray) -> list[np.ndarray]:
    """Row numbers, in order, of rows to compare with one another."""
    order = np.argsort(cluster, kind="stable")
    found = np.split(order, np.flatnonzero(np.diff(cluster[order])) + 1) if len(order) else []
    blocks: list[np.ndarray] = []
    for rows in found:
        if len(rows) <= _LARGEST:
            blocks.append(rows)
            continue
        # Rows of one meaning lie at one place of every axis: neighbours along the widest one stay together.
        some = vectors[rows].astype(np.float32, copy=False)
        axis = int(np.argmax(some.var(axis=0)))
        along = rows[np.argsort(some[:, axis], kind="stable")]
        blocks += [np.sort(part) for part in np.array_split(along, -(-len(rows) // _LARGEST))]
    return blocks


def _led(vectors: np.ndarray, rows: np.ndarray, long: np.ndarray) -> np.ndarray:
    """The leader of each of some rows, among them."""
    leads = np.arange(len(rows))
    settled = np.zeros(len(rows), dtype=bool)  # led by an earlier row
    for start in range(0, len(rows), _BLOCK):
        stop = min(start + _BLOCK, len(rows))
        likeness = vectors[start:stop] @ vectors[:stop].T
        # Only earlier rows lead.
        likeness[:, start:stop] = np.tril(likeness[:, start:stop], -1)
        for place in np.flatnonzero((likeness >= SAME).any(axis=1)).tolist():
            earlier = np.flatnonzero(likeness[place] >= SAME)
            enough = np.where(long[earlier] | long[start + place], SAME_LONG, SAME)
            earlier = earlier[~settled[earlier] & (likeness[place, earlier] >= enough)]
            if len(earlier):
                leads[start + place] = earlier[0]
                settled[start + place] = True
    return rows[leads]
