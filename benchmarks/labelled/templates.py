"""Templates of FLAN and promptsource: how people word a task over a dataset, filled with texts of that kind."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator
from typing import Any

import jinja2
import yaml

from benchmarks.labelled import Labelled, dataset_name
from benchmarks.labelled.repository import Repository
from benchmarks.labelled.texts import Pool

DATASETS = {
    "nli": "rte cb anli mnli snli wnli multi_nli scitail hans glue/ax super_glue/axb super_glue/axg super_glue/cb super_glue/rte esnli xnli glue/mnli sick",
    "text_matching": "glue_mrpc glue_qqp paws_wiki stsb glue/mrpc glue/qqp glue/stsb paws paws-x quora medical_questions_pairs stsb_multi_mt biosses",
    "sentiment": "imdb_reviews sentiment140 yelp_polarity_reviews sst2 imdb yelp_polarity yelp_review_full rotten_tomatoes amazon_polarity app_reviews financial_phrasebank glue/sst2 movie_rationales poem_sentiment emotion emo tweet_eval/sentiment tweet_eval/emotion amazon_reviews_multi sst amazon_us_reviews",
    "classification": "ag_news_subset trec cola ag_news dbpedia_14 banking77 yahoo_answers_topics sms_spam tweet_eval/hate tweet_eval/offensive hate_speech18 hyperpartisan_news_detection jigsaw_unintended_bias nlu_evaluation_data snips_built_in_intents ade_corpus_v2/Ade_corpus_v2_classification glue/cola scicite blbooksgenre",
    "summarization": "cnn_dailymail gigaword multi_news newsroom samsum xsum wiki_lingua_english_en opinion_abstracts_rotten_tomatoes opinion_abstracts_idebate billsum scientific_papers scitldr sent_comp multi_x_science_sum",
    "title_generation": "aeslc",
    "closed_qa": "squad_v1 squad_v2 drop quac coqa bool_q squad squadshifts adversarial_qa duorc narrativeqa hotpot_qa quoref ropes xquad xquad_r super_glue/boolq super_glue/record tydiqa subjqa squad_adversarial Zaid/coqa_expanded Zaid/quac_expanded",
    "open_qa": "natural_questions trivia_qa nq_open web_questions freebase_qa kilt_tasks/nq strategyqa",
    "objective_exam": "arc openbookqa winogrande ai2_arc commonsense_qa sciq qasc head_qa quartz quarel cos_e riddle_sense social_i_qa aqua_rat",
    "math_reasoning": "math_dataset cot_gsm8k math_qa stream_aqua",
    "translation": "para_crawl wmt16_translate wmt14_enfr",
    "text_correction": "true_case fix_punct word_segment jfleg",
    "ner": "ncbi_disease species_800 acronym_identification",
    "rewriting": "asset turk wiki_split",
    "programming": "openai_humaneval code_x_glue_tc_text_to_code",
    "information_extraction": "ade_corpus_v2/Ade_corpus_v2_drug_ade_relation ade_corpus_v2/Ade_corpus_v2_drug_dosage_relation docred",
    "role_play": "",
}
"""Ability -> datasets whose templates ask for it (name, or name/subset)."""

_BY_DATASET = {name: label for label, names in DATASETS.items() for name in names.split()}
_FIELD = re.compile(r"\{([a-zA-Z_0-9]+)\}")
_INVERTED = re.compile(
    r"\b(?:generate|write|create|come up with|make up|what (?:is|was) the (?:question|article)|produce)\b[^.?\n]{0,60}\b"
    r"(?:question|article|premise|hypothesis|context|review|passage|sentence|dialogue?|document|paragraph|email|story|tweet|paraphrase|text|news|quer)",
    re.I,
)
_TITLE = re.compile(r"\b(?:title|headline|subject line|subject)\b", re.I)
_QUESTION = re.compile(r"\b(?:question|query)\b", re.I)
_GIVEN = {
    "article",
    "document",
    "text",
    "passage",
    "context",
    "review",
    "abstract",
    "story",
    "dialogue",
    "body",
    "premise",
    "sentence1",
    "sentence",
}
FLAN, PROMPTSOURCE = "flan-templates", "promptsource"


def label_of(dataset: str, template: str) -> str:
    """What a template of a dataset asks for; "" where it turns the dataset round or the dataset is none of ours."""
    label = _BY_DATASET.get(dataset) or _BY_DATASET.get(dataset.split("/", maxsplit=1)[0], "")
    if not label:
        return ""
    plain = _FIELD.sub(" ", template)
    found = _INVERTED.search(plain)
    if found:
        words = found.group(0).lower()
        if words.endswith("question") and label == "closed_qa":
            return "question_generation"
        return label if label in {"programming", "summarization"} and "article" not in words else ""
    if label == "summarization" and _TITLE.search(plain):
        return "title_generation"
    return label


def flan(repository: Repository, pool: Pool, most: int) -> Iterator[Labelled]:
    """Rows of FLAN's templates, both versions, each filled up to `most` times."""
    for path in ("flan/templates.py", "flan/v2/templates.py", "flan/v2/flan_templates_branched.py"):
        text = repository.text(path)
        if not text:
            continue
        for node in ast.parse(text).body:
            if not isinstance(node, ast.Assign) or getattr(node.targets[0], "id", "") != "PATTERNS":
                continue
            try:
                patterns = ast.literal_eval(node.value)
            except ValueError:
                continue
            for dataset, pairs in patterns.items():
                yield from _filled(dataset, [pair for pair in pairs if isinstance(pair, tuple)], pool, most)


def _filled(dataset: str, pairs: list[tuple[str, ...]], pool: Pool, most: int) -> Iterator[Labelled]:
    source = dataset_name(dataset)
    for asked, target, *_ in pairs:
        fields = _FIELD.findall(asked)
        label = label_of(dataset, asked)
        if not label or not fields or not _keeps_text(dataset, fields, target):
            continue
        chance = random.Random(dataset + asked)
        for _ in range(most):
            values = {name: pool.field(name, source, label, chance) for name in fields}
            prompt = _FIELD.sub(lambda found, held=values: held[found.group(1)], asked)
            yield Labelled(prompt.strip(), "", label, source, "en", FLAN)


def _keeps_text(dataset: str, fields: list[str], target: str) -> bool:
    """Whether a template gives what the dataset's task needs, rather than asks for it."""
    asked_for = set(_FIELD.findall(target))
    if dataset.startswith(("para_crawl", "wmt")):
        return True
    return not asked_for & (_GIVEN | {"question"}) and len(fields) >= 1


class _Filled(jinja2.Undefined):
    """Whatever a template reads of an example: text by the field's name."""


def promptsource(repository: Repository, pool: Pool, most: int) -> Iterator[Labelled]:
    """Rows of promptsource's templates whose task is the dataset's own."""
    yaml.SafeLoader.add_multi_constructor("!Template", lambda loader, _, node: loader.construct_mapping(node, True))
    folder = "promptsource/templates/"
    for path in repository.names(folder):
        if not path.endswith("templates.yaml"):
            continue
        dataset = path[len(folder) : -len("/templates.yaml")]
        if not label_of(dataset, "") or dataset.startswith(("story_cloze", "swag")):
            continue
        held = yaml.safe_load(repository.text(path))
        for template in (held.get("templates") or {}).values():
            if (template.get("metadata") or {}).get("original_task"):
                yield from _rendered(dataset, template, pool, most)


def _rendered(dataset: str, template: dict[str, Any], pool: Pool, most: int) -> Iterator[Labelled]:
    body = template["jinja"]
    source = dataset_name(dataset)
    label = label_of(dataset, re.sub(r"\{[{%].*?[%}]\}", " ", body.split("|||")[0], flags=re.S))
    if not label:
        return
    choices = [one.strip() for one in (template.get("answer_choices") or "").split("|||") if "{" not in one]
    chance = random.Random(dataset + body)
    environment = jinja2.Environment()
    environment.globals["choice"] = lambda several: several[0] if several else ""
    environment.filters["choice"] = environment.globals["choice"]
    for _ in range(most):
        values = _Example(pool, source, label, chance, choices)
        try:
            compiled = environment.from_string(body)
            said = compiled.render(values.fields(body))
        except Exception:  # a template that needs what only its dataset has
            return
        prompt, _, answer = said.partition("|||")
        if len(prompt.strip()) >= 20:
            # An answer that is no choice of the template's is a text that fits nothing.
            known = answer.strip() if answer.strip() in choices else ""
            yield Labelled(prompt.strip(), known, label, source, "en", PROMPTSOURCE)


class _Example:
    """An example of a dataset as templates read it: label numbers, answer choices, lists and texts by their names."""

    def __init__(self, pool: Pool, source: str, label: str, chance: random.Random, choices: list[str]) -> None:
        self.pool, self.source, self.label, self.chance = pool, source, label, chance
        self.choices = choices or ["yes", "no", "maybe", "other"]

    def fields(self, body: str) -> dict[str, Any]:
        """Every name of the template with a value."""
        names = set(re.findall(r"[a-zA-Z_][a-zA-Z_0-9]*", body))
        found: dict[str, Any] = {name: self._value(name) for name in names if name not in _WORDS}
        found["answer_choices"] = self.choices
        return found

    def _value(self, name: str) -> Any:
        low = name.lower()
        if "label" in low or low in {"answerkey_index", "correct", "stars", "star", "score", "rating"}:
            return self.chance.randrange(min(2, len(self.choices)) or 1)
        if low in {"choices", "options", "answers", "endings", "text_list"}:
            return _Several([self.pool.field("answer", self.source, self.label, self.chance) for _ in range(4)])
        return _Text(self.pool.field(name, self.source, self.label, self.chance))


class _Several(list):
    """A list that also answers to `.text` and `["text"]`, as datasets of questions nest their answers."""

    @property
    def text(self) -> list[Any]:
        return self

    def __getitem__(self, key: Any) -> Any:
        return self if isinstance(key, str) else super().__getitem__(key)


class _Text(str):
    """A text that stands for whatever a template takes out of it."""

    def __getitem__(self, key: Any) -> Any:
        return self if isinstance(key, str) else super().__getitem__(key)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self


_WORDS = frozenset(
    "if else elif endif for in endfor set not and or is none true false True False None range length join lower upper "
    "replace split choice random title capitalize trim answer_choices defined loop list map first last strip format "
    "items keys values dict namespace shuffle sort unique".split()
)
