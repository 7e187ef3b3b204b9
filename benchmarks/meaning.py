"""Whether rows of like meaning are neighbours: each tier of the embedding beside a TF-IDF baseline.

    python -m benchmarks.meaning FOLDER

FOLDER holds labelled JSONL files (`ability_en.jsonl`, `ability_zh.jsonl`). "Neighbours" is the share of a row's ten nearest
rows that have its label, the mean over all rows, and how far that is ahead of TF-IDF with a 95 % interval; "by vote" is the
share of rows whose label is that of most of their ten nearest rows; "clusters" is the normalised mutual information of
k-means clusters, as many as there are labels, with the labels; "translations" is the share of sentences whose nearest
sentence of the other language is their translation, among the pairs below; beside it, how many have it among the ten nearest
of all texts.

    python -m benchmarks.meaning FOLDER --topics data.json:question:category

scores rows that are labelled by topic as well, in a JSON or JSONL file, by its fields for text and label; may be repeated.

    python -m benchmarks.meaning FOLDER --around SOURCE…

stands the labelled rows in the dataset of these files, as they would be met: the fast tier learns from a sample of all its
rows, as it does for a map, and TF-IDF weighs words by all of them. Without it every tier has the labelled rows of one file
alone, which is few for the fast one to learn from.

Where FOLDER holds `paraphrase.jsonl` (two texts, and whether they say the same), rows that "ask the same" are scored too.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.machine import description, table
from explorer import building
from explorer.passes import same_meaning
from explorer.passes.embedding import encode, learn, words
from explorer.passes.projection import choose, lay_out, nearest, preserved, trustworthiness
from explorer.passes.space import learn_space
from explorer.passes.texts import Texts
from explorer.store import Cache

_NEAREST = 10

Embed = Callable[[Sequence[str]], Any]

PAIRS = (
    ("How do I cook rice without a rice cooker?", "没有电饭煲怎么煮米饭？"),
    ("Write a short poem about autumn rain.", "写一首关于秋雨的短诗。"),
    ("Explain how vaccines protect the body.", "解释疫苗如何保护身体。"),
    ("What is the capital of Australia?", "澳大利亚的首都是哪里？"),
    ("Sort a list of numbers in Python.", "用Python对一组数字排序。"),
    ("My computer is very slow. What can I do?", "我的电脑很慢，我该怎么办？"),
    ("Translate this contract clause into plain words.", "把这条合同条款改写成通俗的话。"),
    ("Recommend three books about the history of science.", "推荐三本关于科学史的书。"),
    ("How much is 15 percent of 240?", "240的百分之十五是多少？"),
    ("Draft an e-mail asking for two days of leave.", "写一封请两天假的邮件。"),
    ("What causes earthquakes?", "地震是怎么引起的？"),
    ("Summarise the news article in two sentences.", "用两句话概括这篇新闻。"),
    ("Is this review positive or negative?", "这条评论是正面的还是负面的？"),
    ("Suggest names for a small bakery.", "给一家小面包店起几个名字。"),
    ("How does interest on a bank loan work?", "银行贷款的利息是怎么算的？"),
    ("Give me a training plan for a first marathon.", "给我一份第一次跑马拉松的训练计划。"),
    ("Find the names of people in this text.", "找出这段文字里的人名。"),
    ("Why is the sea salty?", "海水为什么是咸的？"),
    ("Correct the grammar mistakes in this sentence.", "改正这个句子里的语法错误。"),
    ("Tell a bedtime story about a brave rabbit.", "讲一个关于勇敢兔子的睡前故事。"),
    ("What should I pack for a trip to the mountains?", "去山里旅行应该带些什么？"),
    ("Write a slogan for an electric bicycle.", "为一款电动自行车写一句广告语。"),
    ("How do plants make food from sunlight?", "植物怎样利用阳光制造养分？"),
    ("What are the symptoms of the flu?", "流感有哪些症状？"),
)


def _tfidf(texts: Sequence[str]) -> np.ndarray:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    matrix = TfidfVectorizer(analyzer=words, sublinear_tf=True).fit_transform(texts)  # pyright: ignore[reportArgumentType]
    found = TruncatedSVD(min(128, matrix.shape[1] - 1), random_state=0).fit_transform(matrix)
    return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


def _sparse(texts: Sequence[str]) -> np.ndarray:
    """TF-IDF as it is, without fewer dimensions: the likeness of all texts, by which neighbours are found."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer=words, sublinear_tf=True).fit_transform(texts)  # pyright: ignore


def _distilled(texts: Sequence[str]) -> np.ndarray:
    """Learnt from a sample, as large as a map's, but no more than every fourth text."""
    sample = choose(len(texts), min(8_000, len(texts) // 4), 42)
    return learn(texts, sample.tolist(), encode).transform(texts)


def _in_space(encoder: Embed) -> Embed:
    """Vectors as the map compares them: an encoder's, reduced, beside the words."""

    def embed(texts: Sequence[str]) -> np.ndarray:
        listed = [words(text) for text in texts]
        encoded = encoder(texts)
        return learn_space(encoded, listed).join(encoded, listed)

    return embed


TIERS: dict[str, Embed] = {
    "full": _in_space(encode),
    "fast": _in_space(_distilled),
    "encoder alone": encode,
    "TF-IDF": _tfidf,
    "TF-IDF, all words": _sparse,
}
_BASELINES = ("TF-IDF", "TF-IDF, all words")


def _neighbours(vectors: Any, labels: Sequence[str]) -> tuple[float, np.ndarray]:
    """(share of rows whose label is that of most of their ten nearest, of each row's ten nearest the share with its label)."""
    if isinstance(vectors, np.ndarray):
        places, _ = nearest(vectors.astype(np.float32), vectors.astype(np.float32), _NEAREST + 1)
    else:
        likeness = np.asarray((vectors @ vectors.T).todense())
        places = np.argsort(-likeness, axis=1, kind="stable")[:, : _NEAREST + 1]
    names = np.array(labels)
    voted = 0
    shares = np.zeros(len(names))
    for row, near in enumerate(places):
        held = names[near[near != row][:_NEAREST]]
        voted += Counter(held.tolist()).most_common(1)[0][0] == names[row]
        shares[row] = (held == names[row]).mean()
    return voted / len(names), shares


def _ahead(shares: np.ndarray, baseline: np.ndarray) -> str:
    """The mean difference with its 95 % interval; rows are paired."""
    difference = shares - baseline
    return f"{difference.mean():+.3f} ± {1.96 * difference.std(ddof=1) / len(difference) ** 0.5:.3f}"


def _clusters(vectors: Any, labels: Sequence[str]) -> float:
    from sklearn.cluster import KMeans
    from sklearn.metrics import normalized_mutual_info_score

    found = KMeans(len(set(labels)), n_init="auto", random_state=0).fit_predict(vectors)
    return float(normalized_mutual_info_score(labels, found))


def _translations(embed: Embed, around: Sequence[str]) -> tuple[float, float]:
    """(share nearest of the other language's sentences, share among the ten nearest of all texts).

    around: texts of the dataset among which the pairs stand, so that the fast tier and TF-IDF can learn words.
    """
    english, chinese = zip(*PAIRS, strict=True)
    vectors = embed([*english, *chinese, *around])
    left, right = vectors[: len(PAIRS)], vectors[len(PAIRS) : 2 * len(PAIRS)]
    likeness = left @ right.T
    both = (likeness.argmax(1) == np.arange(len(PAIRS))).sum() + (likeness.argmax(0) == np.arange(len(PAIRS))).sum()
    count = 2 * len(PAIRS)
    places, _ = nearest(vectors[:count].astype(np.float32), vectors.astype(np.float32), 11)
    wanted = (np.arange(count) + len(PAIRS)) % count
    beside = sum(place in near for place, near in zip(wanted.tolist(), places.tolist(), strict=True))
    return float(both) / count, beside / count


def _same_meaning(path: Path) -> tuple[int, float, float, float]:
    """(pairs, precision, recall, precision of vectors alone) of rows that the map holds for the same, against labels."""
    read = [json.loads(line) for line in path.open(encoding="utf-8")]
    texts = [text for row in read for text in (row["prompt"], row["response"])]
    vectors = TIERS["full"](texts)
    likeness = (vectors[0::2] * vectors[1::2]).sum(axis=1)
    long = np.array([len(text) > same_meaning.SHORT for text in texts]).reshape(-1, 2).any(axis=1)
    near = likeness >= np.where(long, same_meaning.SAME_LONG, same_meaning.SAME)
    contrast = [same_meaning.is_contrast(words(a), words(b)) for a, b in zip(texts[0::2], texts[1::2], strict=True)]
    said = near & ~np.array(contrast)
    true = np.array([row["label"] == "paraphrase" for row in read])
    return (
        len(read),
        float((said & true).sum() / max(said.sum(), 1)),
        float((said & true).sum() / true.sum()),
        float((near & true).sum() / max(near.sum(), 1)),
    )


def _labelled(path: Path, text: str, label: str) -> tuple[list[str], list[str]]:
    """(texts, labels) of a file; labels that fewer than ten rows have are left out, for they have no neighbours."""
    whole = path.read_text(encoding="utf-8")
    read = json.loads(whole) if path.suffix == ".json" else [json.loads(line) for line in whole.split("\n") if line]
    counts = Counter(row[label] for row in read)
    kept = [row for row in read if row.get(text) and counts[row[label]] >= 10]
    return [row[text] for row in kept], [row[label] for row in kept]


class Score(NamedTuple):
    """One labelled set by one tier: its line of the table, and what `_neighbours` says of each row."""

    line: tuple[str, ...]
    shares: np.ndarray


def _scores(texts: Sequence[str], held: Sequence[tuple[list[str], list[str]]], tier: str, embed: Embed) -> list[Score]:
    """The score of each labelled set; their rows stand at the start of `texts`."""
    started = time.perf_counter()
    every = embed(texts)
    took = time.perf_counter() - started
    found = []
    start = 0
    for rows, labels in held:
        vectors = every[start : start + len(rows)]
        start += len(rows)
        flat = lay_out(vectors) if tier == "full" else None
        shown = f"{trustworthiness(vectors, flat):.3f}, {preserved(vectors, flat):.2f}" if flat is not None else ""
        voted, shares = _neighbours(vectors, labels)
        figures = (f"{shares.mean():.3f}", f"{voted:.3f}", f"{_clusters(vectors, labels):.3f}")
        line = (tier, f"{len(rows):,} / {len(set(labels))}", *figures, f"{len(texts) / took:,.0f}", shown)
        found.append(Score(line, shares))
    return found


def _lines(name: str, scores: Sequence[Score]) -> list[tuple[str, ...]]:
    """The table's lines of one labelled set, with how far each tier is ahead of the two baselines."""
    baselines = [score.shares for tier, score in zip(TIERS, scores, strict=True) if tier in _BASELINES]
    return [
        (
            name,
            *score.line,
            *(_ahead(score.shares, one) if score.line[0] not in _BASELINES else "" for one in baselines),
        )
        for score in scores
    ]


def _prompts(named: Sequence[str]) -> list[str]:
    """Texts of all rows of some sources, as the map reads them."""
    found: list[str] = []
    for name in named:
        dataset = building.run(Cache.default(), building.resolve(name), layers=[])
        parts = sorted(dataset.folder.glob("text-*/part-*.parquet"))
        found += [text for number in range(len(parts)) for text in Texts(parts, [0], 0).block(number) if text]
    return found


def main(argv: list[str] | None = None) -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Score the embeddings on labelled rows.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--topics", action="append", default=[], metavar="FILE:TEXT:LABEL")
    parser.add_argument("--around", nargs="+", default=[], metavar="SOURCE")
    options = parser.parse_args(argv)
    files = [(path, "prompt", "label") for path in sorted(options.folder.glob("ability_*.jsonl"))]
    if not files:
        print("There is no ability_*.jsonl in that folder.", file=sys.stderr)
        return 2
    every = [text for file in files for text in _labelled(*file)[0]]
    for said in options.topics:
        path, text, label = said.rsplit(":", 2)
        files.append((Path(path), text, label))
    rows: list[tuple[str, ...]] = []
    held = [_labelled(*file) for file in files]
    around = _prompts(options.around)
    if around:
        whole = [text for texts, _ in held for text in texts] + around
        scored = [_scores(whole, held, tier, embed) for tier, embed in TIERS.items()]
        scored = [[tier[place] for tier in scored] for place in range(len(held))]
    else:
        scored = [
            [_scores(texts, [(texts, labels)], tier, embed)[0] for tier, embed in TIERS.items()]
            for texts, labels in held
        ]
    for (path, *_), found in zip(files, scored, strict=True):
        rows += _lines(path.stem, found)
    head = (
        "file",
        "tier",
        "rows / labels",
        "neighbours",
        "by vote",
        "clusters",
        "rows/s, one process",
        "map: trustworthiness, neighbours kept",
        "neighbours, ahead of TF-IDF",
        "… of all words",
    )
    stand = f"Within {len(around):,} texts of {len(options.around)} sources.\n\n" if around else ""
    print(f"{description()}\n\n{stand}{table(rows, head)}\n")
    pairs = [
        (tier, *(f"{share:.3f}" for share in _translations(embed, every)))
        for tier, embed in TIERS.items()
        if embed is not _sparse
    ]
    print(table(pairs, ("tier", f"translations, {len(PAIRS)} pairs", "… among the ten nearest of all texts")))
    if (path := options.folder / "paraphrase.jsonl").exists():
        count, precision, recall, alone = _same_meaning(path)
        told = (f"{count:,}", f"{precision:.3f}", f"{recall:.3f}", f"{alone:.3f}")
        print("\n" + table([told], ("pairs", "same: precision", "recall", "precision without telling words")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
