"""Phrases of reasoning and their weights, as data. All are lower case; "*" ends the beginning of a word.

A weight of 1 is a clear sign; a weight below 1 also stands in prose that reasons nothing.
"""

from __future__ import annotations


def _weights(listed: str) -> dict[str, float]:
    """Lines "weight: phrase | phrase" as a table."""
    table: dict[str, float] = {}
    for line in listed.strip().splitlines():
        weight, phrases = line.strip().split(":", 1)
        table.update((phrase.strip(), float(weight)) for phrase in phrases.split("|"))
    return table


ANSWERS_EN = (
    "answer is", "answer would be", "answer must be", "answer will be", "the answer is", "the answer would be", "the answer must be", "the answer:", "final answer", "correct answer",
    "answer:", "answers are", "correct option", "correct choice", "correct statement", "best choice", "best answer", "only option", "correct one is", "q.e.d.", "which leaves only", "which leaves us",
    "that leaves us", "that leaves only", "that leaves option", "leaving only", "result is", "solution is", "therefore, the answer", "therefore the answer", "so, the answer", "so the answer", "thus, the answer", "thus the answer",
    "hence, the answer", "hence the answer", "answer to this question is", "answer to the question is", "answer to your question is", "as desired", "as required",
)  # fmt: skip
"""Phrases that state the result."""

ANSWERS_ZH = (
    "答案是", "答案为", "答案：", "答案:", "答案应", "答案选", "答案】", "答案就是", "故选", "故答案", "所以选", "因此选", "应选", "应该选", "因此，选项", "所以，选项", "选项是", "最终结果", "最终答案",
    "正确选项", "得证", "证毕", "本题选", "答：", "答:", "即为所求", "结果是", "结果为", "所以答案", "因此答案", "所以，答案", "因此，答案", "故答案", "答案也就是",
)  # fmt: skip

FORMAL_ANSWERS = ("\\boxed", "#### ", "∎", "□")

STEPS_EN = _weights("""
1.2: let x | let y | let n | let $x* | let $* | let's denote | solve for | let's assume | proof by | by contradiction | by induction
1.0: first, we | first, let's | next, we need | next, let's | second, we | therefore | this means | that means | it follows | we know | we get | we are told | we are given | we're told | we're given | we're looking for | ruled out | rule out | rules out | wait,
1.0: we obtain | this implies | which implies | let me think | let's think | let's consider | let's look | let's see | now, let's | step by step | so we | which gives | this gives | gives us | by definition | without loss
0.8: thus | hence | which means | means that | we find | contradict* | not correct | we see that | so the | so, the | so there | so it | so he | so she | so they | so that's | so this | it must
0.7: implies | we conclude | can conclude | we have | given that | substitut* | we want to | we need to | so,
0.6: the answer | incorrect | can't be | let's | let us | subtract* | is equal to | eliminat* | step 1 | step 2 | solving | the question | we can | couldn't be | could not be | the remaining
0.5: consequently | must be | must have | if we | suppose | equals | altogether | in total | so | the last letter | let me | would not | would have | do not | does not | we consider | consider | we | divid* | multipl* | calculat*
0.4: cannot be | not possible | assum* | the problem | since | a total of | first, | first | option | if | since the | to find | is not | are not | so if
0.3: because | would be | would | second, | then, | then | next, | finally, | finally | yes, | no,
0.2: now | left | likely | more than | not the | less than | each
""")

STEPS_ZH = _weights("""
1.2: 解得 | ∵ | ∴ | 题干 | 题意 | 解：| 解: | 用反证法 | 数学归纳法 | 一步步 | 一步一步
1.0: 可知 | 可得 | 代入 | 求出 | 解析 | 符合题 | 设x | 设$* | 不妨设 | 得出 | 推出 | 推得 | 已知条件
0.8: 题目 | 排除 | 同理 | 方程 | a项 | b项 | c项 | d项 | 已知 | 假设 | 这意味着 | 联立
0.7: 所以 | 意味着 | 可以得到 | 我们需要 | 我们可以 | 需要先 | 可以推断 | 由题
0.6: 综上 | 因此 | 因为 | 由此 | 第一步 | 第二步 | 等于 | 推断 | 推理 | 不符 | 首先，我们 | 那么 | 于是 | 列式
0.5: 选项 | 计算 | 矛盾 | 不可能 | 还剩 | 无关 | 的数量
0.4: 由于 | 根据 | 首先 | 从而 | 得到 | 错误 | 接下来 | 一共 | 剩下 | 总共 | 共有
0.3: 如果 | 说明 | 正确 | 其次 | 然后 | 最后 | 则 | 故 | 即 | 步骤 | 分析 | 而不
0.2: 我们 | 不是 | 并不 | 体现 | 设 | 表明
""")

STEPS_OTHER = _weights("""
1.2: следовательно | par conséquent | por lo tanto
1.0: por tanto | portanto | perciò | folglich | somit | したがって | よって | 따라서 | 그러므로 | do đó | ดังนั้น
0.8: donc | quindi | dunque | daher | поэтому | vì vậy | لذلك | إذن | इसलिए
0.6: значит | итак | だから | deshalb | puisque | entonces | soit | also
0.5: なので | つまり | 그래서 | então | таким образом
""")
"""French, Spanish, Portuguese, Italian, German, Russian, Japanese, Korean, Vietnamese, Thai, Arabic, Hindi."""

ANSWERS_OTHER = (
    "la réponse est", "la respuesta es", "a resposta é", "la risposta è", "die antwort ist", "die antwort lautet", "ответ:", "ответ —", "答えは", "答え:",
    "정답은", "답은", "đáp án", "الإجابة هي", "คำตอบคือ", "उत्तर",
)  # fmt: skip
