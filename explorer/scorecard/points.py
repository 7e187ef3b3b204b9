"""The guide's points as data: what is measured, what it means, what to do about it.

Every condition is an expression of the filter language, so the rows that a point counts are the rows that its filter shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.metrics.faults import GARBLED, LOOPS, PLACEHOLDERS, REASONING_TAGS, RESIDUE, SWAPPED, WRONG

Section = Literal["Length", "Answers", "Diversity", "Reasoning", "Copies", "Form"]


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the scorecard.

    rows: expressions; a row counts where any of them holds. Names in braces are settings of the profile, and what follows
    from them (see `explorer.scorecard.measures`).
    among: expression of the rows that the share is taken of; "" for all kept rows.
    what: goes on "12 of 400 rows (3 %) …". low: True where less is worse. blame: expression of the rows to look at, where
    it is not `rows`. measure: "share", or the name of a measure of its own (see `explorer.scorecard.measures`).
    """

    id: str
    section: Section
    title: str
    why: str
    todo: str
    rows: tuple[str, ...] = ()
    what: str = ""
    among: str = ""
    low: bool = False
    blame: str = ""
    measure: str = "share"


# An answer to these is rightly a word or two.
_SHORT_ANSWERS = (
    "ability NOT IN ('classification', 'sentiment', 'text_matching', 'nli', 'objective_exam', 'closed_qa', 'ner', "
    "'keyword_extraction', 'idiom', 'math_reasoning', 'translation', 'title_generation')"
)

POINTS: tuple[Point, ...] = (
    # ---- length ----
    Point(
        "prompt_too_long",
        "Length",
        "Questions that are too long",
        "Trainers cut or drop what exceeds their maximum length.",
        "Drop these rows, or split the texts they carry.",
        ("prompt_tokens > {longest}",),
        "have a prompt of more than {longest:,} tokens",
    ),
    Point(
        "response_too_long",
        "Length",
        "Answers that are too long",
        "What is cut off at the end is not learnt, and the model learns to stop in the middle.",
        "Drop these rows, or train with a longer maximum length.",
        ("response_tokens > {longest}",),
        "have an answer of more than {longest:,} tokens",
    ),
    Point(
        "prompt_too_short",
        "Length",
        "Questions that are too short",
        "A prompt of a word or two can hardly say what is wanted.",
        "Read them, and drop those that ask for nothing.",
        ("prompt_tokens < {shortest_prompt}",),
        "have a prompt of fewer than {shortest_prompt:,} tokens",
    ),
    Point(
        "response_too_short",
        "Length",
        "Answers that are too short",
        "Outside tasks whose answer is a label, a short answer teaches terseness.",
        "Have them written out, or drop them.",
        (f"response_tokens < {{shortest_response}} AND NOT is_empty AND {_SHORT_ANSWERS}",),
        "answer an open task in fewer than {shortest_response:,} tokens",
    ),
    # ---- answers ----
    Point(
        "empty",
        "Answers",
        "Empty answers",
        "There is nothing to learn from them, and some trainers crash.",
        "Drop them.",
        ("is_empty",),
        "have no answer",
    ),
    Point(
        "refused",
        "Answers",
        "Refusals",
        "Refusals spread: a model trained on many declines what it should do.",
        "Drop them, but for those you want as a safety policy.",
        ("is_refusal",),
        "decline the request",
    ),
    Point(
        "truncated",
        "Answers",
        "Cut-off answers",
        "The model learns to stop in the middle.",
        "Drop them, or have them completed.",
        ("is_truncated",),
        "break off",
    ),
    Point(
        "wrong",
        "Answers",
        "Provably wrong answers",
        "An equation that is false, an answer that its own reference denies, code or JSON that does not parse: no matter of taste.",
        "Drop them, or correct them.",
        ("wrong_response",),
        "end on an equation, a final answer, code, JSON or a tool call that is provably wrong",
    ),
    Point(
        "wrong_earlier",
        "Answers",
        "Wrong in an earlier turn",
        "The last answer stands, but a turn before it holds something provably wrong, and training learns from that turn, too.",
        "Correct the turn, or train on the last answer alone; drop the row only if neither will do.",
        (f"({' OR '.join(WRONG)}) AND NOT wrong_response",),
        "are provably wrong in an earlier turn only",
    ),
    Point(
        "placeholders",
        "Answers",
        "Unfilled placeholders",
        "The model learns to leave [Your Name] and the like in its answers.",
        "Fill them in, or drop the rows.",
        PLACEHOLDERS,
        "hold a slot that nobody filled",
    ),
    Point(
        "residue",
        "Answers",
        "Generator residue",
        "Answers that name another model, a knowledge cutoff or a chat page teach the model to say so.",
        "Cut the phrases out, or drop the rows.",
        RESIDUE,
        "hold a phrase of the model or page that made them",
    ),
    Point(
        "loops",
        "Answers",
        "Loops and echoes",
        "An answer that repeats itself, or its prompt, teaches repetition.",
        "Drop them.",
        LOOPS,
        "repeat themselves or their prompt",
    ),
    Point(
        "swapped",
        "Answers",
        "Question and answer swapped",
        "The model learns to ask what it should answer.",
        "Swap them back at the source, or drop the rows.",
        SWAPPED,
        "seem to have question and answer swapped",
    ),
    Point(
        "garbled",
        "Answers",
        "Garbled text",
        "Text that was read in a wrong encoding is learnt like any other.",
        "Convert the source again in the right encoding, or drop the rows.",
        GARBLED,
        "hold garbled characters",
    ),
    Point(
        "code_tags",
        "Form",
        "Wrongly tagged code",
        "The code is sound, but its fence names another language, and the model learns the wrong name.",
        "Correct the tag; there is no need to drop the rows.",
        ("wrong_fence",),
        "hold code in a fence that names another language",
    ),
    Point(
        "language_of_answer",
        "Answers",
        "Answers in another language",
        "The model learns to change languages unasked.",
        "Drop them, or have them translated.",
        ("wrong_language",),
        "answer in a language that was not asked for",
    ),
    Point(
        "personal",
        "Answers",
        "Personal data and secrets",
        "A model can repeat addresses, numbers and keys to anybody.",
        "Redact or drop them before the data leaves your hands.",
        ("has_pii", "has_secret"),
        "hold personal data or a secret",
    ),
    Point(
        "unusable_prompt",
        "Answers",
        "Questions that text cannot answer",
        "The answer must be made up where the prompt is empty, points to a web page or asks for a picture.",
        "Drop them.",
        ("is_prompt_empty AND dialect != 'text'", "is_url_only", "asks_for_media"),
        "have no prompt, or one that needs a web page, pictures or sound",
    ),
    # ---- diversity ----
    Point(
        "coverage",
        "Diversity",
        "Abilities covered",
        "Diversity in functions matters more than diversity in topics.",
        "Add a few hundred rows for each ability that is missing and that your model should have.",
        measure="coverage",
    ),
    Point(
        "balance",
        "Diversity",
        "Evenness of abilities",
        "Imbalance makes a model over-sensitive to what it saw most, and deaf to the rest.",
        "Take fewer rows of the largest ability on the Export page (pick rows by ability), or add to the smallest.",
        measure="balance",
        low=True,
    ),
    Point(
        "largest",
        "Diversity",
        "Largest ability",
        "One ability that dominates drowns the others.",
        "Take fewer rows of it: Export, pick rows by ability.",
        measure="largest",
    ),
    Point(
        "templates",
        "Diversity",
        "Variety of prompt templates",
        "A model that saw one wording follows that wording only.",
        "Rephrase the prompts of the largest templates, or take fewer of their rows.",
        measure="templates",
    ),
    Point(
        "programming",
        "Diversity",
        "Programming",
        "Code teaches a model to take problems apart, also outside programming.",
        "Add programming rows.",
        ("ability = 'programming'",),
        "are about programming",
        low=True,
    ),
    Point(
        "multi_turn",
        "Diversity",
        "Multi-turn dialogue",
        "Without dialogue a model forgets what was said before.",
        "Add conversations of several turns.",
        ("is_multi_turn",),
        "have more than one exchange",
        low=True,
    ),
    Point(
        "stray_language",
        "Diversity",
        "Stray languages",
        "A few rows of a language teach nothing of it, and make the model change languages.",
        "Drop them, or add enough of that language.",
        measure="stray_language",
    ),
    Point(
        "vertical",
        "Diversity",
        "Vertical share",
        "SFT is no way to stuff in knowledge: a large vertical share belongs in further pre-training.",
        "Mix in general rows, or move vertical texts to pre-training.",
        ("domain != 'general'",),
        "belong to a vertical domain",
        measure="vertical",
    ),
    # ---- reasoning ----
    Point(
        "cot",
        "Reasoning",
        "Chain of thought",
        "Answers that reason to their result teach reasoning.",
        "Add rows whose answers show the steps.",
        ("has_cot",),
        "reason to a result",
        low=True,
    ),
    Point(
        "cot_where_needed",
        "Reasoning",
        "Chain of thought where it is needed",
        "Questions that demand inference should be answered by inference.",
        "Have the steps written out in these answers.",
        ("has_cot",),
        "reason to a result",
        among="needs_reasoning",
        low=True,
        blame="needs_reasoning AND NOT has_cot",
    ),
    Point(
        "bare",
        "Reasoning",
        "Bare results",
        "The bare result of a question that needed reasoning is the guide's example of a poor answer.",
        "Have the steps written out, or drop the rows.",
        ("bare_answer",),
        "give the bare result",
        among="needs_reasoning",
        blame="bare_answer",
    ),
    Point(
        "reasoning_tags",
        "Reasoning",
        "Broken reasoning tags",
        "A reasoning block that is not closed, or opened twice, teaches the model to lose its answer in it.",
        "Repair the tags, or drop the rows.",
        REASONING_TAGS,
        "have reasoning tags that do not match",
    ),
    Point(
        "few_shot",
        "Reasoning",
        "Few-shot prompts",
        "Worked examples in some prompts teach a model to learn from its context.",
        "Add prompts that hold two to five worked examples.",
        ("is_few_shot",),
        "hold worked examples in the prompt",
        low=True,
    ),
    # ---- copies ----
    Point(
        "duplicates",
        "Copies",
        "Exact copies",
        "Copies weigh a row twice and leak between training and test.",
        "Drop all but the first of each.",
        ("is_exact_copy",),
        "repeat an earlier row word by word",
    ),
    Point(
        "near_duplicates",
        "Copies",
        "Near copies",
        "Rows that differ by a few words count as one row that weighs twice; dropping them costs no variety.",
        "Drop all but the first of each, or keep the better written one.",
        ("is_near_copy AND NOT is_exact_copy",),
        "are nearly the same as an earlier row",
    ),
    Point(
        "conflicts",
        "Copies",
        "Same question, other answers",
        "Of answers that contradict one another, one is wrong; the model is taught both.",
        "Read them side by side on the page Duplicates and keep the right one.",
        ("conflict_group IS NOT NULL",),
        "contradict the answer of another row to the same question",
    ),
    Point(
        "contamination",
        "Copies",
        "Items of a test",
        "A model that was trained on what it is tested with is measured for its memory.",
        "Drop the rows that hold them: see the page Contamination.",
        measure="contamination",
    ),
    # ---- form ----
    Point(
        "size",
        "Form",
        "Good rows",
        "About 10,000 finely labelled rows are enough; below a few thousand, every ability is thin.",
        "Add good rows where abilities are missing.",
        measure="size",
        low=True,
    ),
    Point(
        "too_many",
        "Form",
        "Volume",
        "About 10,000 good rows suffice: volume without diversity adds little.",
        "Pick the best and most varied: Export, pick rows by ability.",
        measure="too_many",
    ),
    Point(
        "rejected",
        "Form",
        "Rejected lines",
        "Lines that hold no usable row are lost, and make some loaders fail.",
        "Read their reasons on the Quality page, and repair them at the source.",
        measure="rejected",
    ),
    Point(
        "trainability",
        "Form",
        "Trainability",
        "Rows that a trainer drops, masks or crashes on cost more than they bring.",
        "See the Trainers page, and keep what your trainer keeps.",
        ("{not_trained}",),
        "are dropped, masked or stop the run in {trainer_name}",
    ),
)
