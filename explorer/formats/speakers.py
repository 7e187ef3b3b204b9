"""Who speaks: the names that roles go by in public data, in many languages, and in what form a row may write them.

A role is named by a value (`"role": "human"`), by a key (`{"human": …, "assistant": …}`), by a column (`user_1`), by a
label before a text ("Bot: …") or by a switch (`"is_user": true`). All of them look a name up here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from explorer.conversation import ASSISTANT, SYSTEM, TOOL, USER

CALL = "call"
"""A message that is a call of a tool; the assistant's."""

_SPEAKERS: dict[str, str] = {
    SYSTEM: """system developer system_prompt system_message sys meta_instruction 系统 系統 システム 시스템 système systeme sistema
        система النظام systemprompt 系统提示""",
    USER: """user human prompter inbound incoming received usr users humans user_message human_message questioner asker customer client patient student
        seeker instructor learner visitor caller questionnaire end_user humanmessage usermessage
        用户 使用者 用戶 人类 人類 客户 客戶 患者 病人 提问者 提问 学生 ユーザー ユーザ 利用者 人間 顧客 사용자 유저 고객 인간 사람
        nutzer benutzer nutzerin mensch kunde utilisateur humain usager usuario humano cliente usuário usuario_a utente umano
        пользователь человек клиент пациент ученик المستخدم مستخدم إنسان الإنسان kullanıcı insan gebruiker użytkownik
        người_dùng pengguna उपयोगकर्ता kullanici""",
    ASSISTANT: """assistant outbound outgoing sent gpt bot chatgpt model chatbot bing bard ai assistant_message ai_message bot_message answerer
        agent claude gemini gpt4 gpt_4 gpt3 gpt_3 llm machine robot moss tutor doctor therapist counselor expert support supporter
        ai_assistant char character npc salesman seller advisor operator teacher mentor coach aimessage assistantmessage chat_bot chat_gpt copilot llama mistral qwen
        助手 助理 机器人 機器人 客服 医生 醫生 人工智能 模型 小助手 回答者 アシスタント ボット モデル 어시스턴트 봇 챗봇 도우미 모델
        assistent assistentin modell assistante modèle modele asistente modelo assistente modello
        ассистент помощник бот модель المساعد مساعد النموذج الروبوت asistan assistent_ai asystent trợ_lý asisten सहायक""",
    TOOL: """tool function observation tool_response function_response ipython tool_result function_result tool_output
        tool_responses results environment observations execution_result toolmessage functionmessage 工具 ツール 도구 werkzeug outil
        herramienta ferramenta инструмент أداة 观察""",
    CALL: "function_call tool_call functioncall toolcall tool_calls function_calls",
}  # fmt: skip
_PARTS_OF_A_PAIR: dict[str, str] = {
    USER: """question questions prompt prompts instruction instructions input inputs query queries q request ask problem
        user_input user_prompt user_query human_input input_text quiz
        问题 問題 问 問 提示 指令 输入 輸入 请求 質問 入力 指示 질문 문제 입력 지시 프롬프트 frage anfrage eingabe anweisung aufgabe
        requête requete consigne entrée pregunta consulta entrada instrucción instruccion pergunta instrução instrucao domanda
        вопрос запрос ввод инструкция задача سؤال السؤال طلب تعليمات soru câu_hỏi pertanyaan प्रश्न""",
    ASSISTANT: """answer answers response responses output outputs completion completions reply replies a solution generation
        target assistant_response bot_response model_response gpt_response model_output output_text chatgpt_response
        answer_text assistant_output bot_reply
        回答 答案 答 回复 回覆 输出 輸出 解答 答え 応答 返答 出力 답변 응답 대답 출력 정답 antwort ausgabe lösung loesung
        réponse reponse sortie respuesta salida resposta saída saida risposta ответ вывод решение جواب الجواب إجابة الإجابة رد
        cevap yanıt câu_trả_lời jawaban उत्तर""",
}  # fmt: skip

ROLES: dict[str, str] = {
    name: ASSISTANT if role == CALL else role
    for role, names in _SPEAKERS.items()
    for name in names.split()
    if role != CALL
}
"""Names of speakers -> role, as they are written most often; what else names one is found by `role_of`."""
ROLES.update({form: role for name, role in ROLES.items() for form in (name.capitalize(), name.upper())})
_CALLS = frozenset(_SPEAKERS[CALL].split())
_PAIRS: dict[str, str] = {name: role for role, names in _PARTS_OF_A_PAIR.items() for name in names.split()}
_WEAK_KEYS = frozenset(
    "model machine agent expert support doctor results environment target source client ai robot char character "
    "inbound incoming received outbound outgoing sent".split()
)
"""Keys that name what was used or who was there as often as what was said."""

_EDGE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_GAP = re.compile(r"[\W_]+")
_TITLE = ("the_", "gpt4_correct_", "gpt_4_correct_")
_LONGEST_NAME = 40

_RANKS = {name: place for place, name in enumerate((*ROLES, *_PAIRS))}


@lru_cache(maxsize=4_096)
def _plain(name: str) -> str:
    """A role's name without case, brackets and marks: "<|Human|>:" and "human" are one."""
    said = _GAP.sub("_", _EDGE.sub("_", unicodedata.normalize("NFC", name))).strip("_").lower()
    for title in _TITLE:
        said = said.removeprefix(title)
    return said


def role_of(name: str) -> tuple[str, bool]:
    """(role, whether it is a call of a tool) of the name of a speaker; ("", False) where no table has it."""
    role = ROLES.get(name)
    if role is not None:
        return role, False
    if len(name) > _LONGEST_NAME:
        return "", False
    plain = _plain(name)
    if plain in _CALLS or plain.replace("_", "") in _CALLS:
        return ASSISTANT, True
    if len(plain) == 1 and plain.isascii():
        return "", False  # "A" is as often one of two speakers as an answer
    return ROLES.get(plain) or ROLES.get(plain.replace("_", "")) or _PAIRS.get(plain, ""), False


def role_of_key(name: str) -> str:
    """Role of what stands under a key or in a column of this name; "" where it names none."""
    if len(name) > _LONGEST_NAME:
        return ""
    plain = _plain(name)
    return _PAIRS.get(plain) or ROLES.get(plain) or _role_in(plain)


_SAID = frozenset(
    "utterance message text response reply prompt turn input query content question answer output msg says speech".split()
)


def side_of(name: str) -> str:
    """User or assistant, of whose words a normalised name says it holds: `ai_message`, `customer_query`; "" for others."""
    role = _role_in(name)
    return role if role in (USER, ASSISTANT) else ""


def _role_in(plain: str) -> str:
    """Role of whose words a name says it holds: `customer_prompt`, `user_utterance`; "" for others."""
    who, _, what = plain.rpartition("_")
    if what not in _SAID or not who:
        return ""
    if who == "system":  # what a prompt is to models, a speaker is to task-oriented dialogues
        return ASSISTANT if what in ("response", "utterance", "reply", "turn", "answer") else SYSTEM
    return ROLES.get(who, "")


@lru_cache(maxsize=4_096)
def rank_of_key(name: str) -> int:
    """How plainly a key names a side of a pair, 0 most; of two keys of one role, the lower holds what was said."""
    plain = _plain(name)
    if plain in _WEAK_KEYS:
        return 10_000
    if plain in _RANKS:
        return _RANKS[plain]
    return 5_000


def is_answer_key(name: str) -> bool:
    """Whether a key holds what is said in answer: "reply", "response"; not who or what answers."""
    return len(name) <= _LONGEST_NAME and _PAIRS.get(_plain(name)) == ASSISTANT


def is_speaker(name: str) -> bool:
    """Whether a name is one of a speaker ("user"), not merely of what one says ("question")."""
    plain = _plain(name) if len(name) <= _LONGEST_NAME else ""
    return plain in ROLES or bool(_role_in(plain))


_SWITCH_WORDS = frozenset(("is", "from", "by", "sent", "was", "said", "the", "a", "message", "msg"))


@lru_cache(maxsize=4_096)
def role_of_switch(name: str) -> str:
    """The role that speaks where a switch of this name is on: `is_user`, `fromBot`; "" where it is no such switch."""
    if len(name) > _LONGEST_NAME:
        return ""
    words = _plain(name).split("_")
    if words[0] not in ("is", "from", "by", "sent"):
        return ""
    rest = "_".join(word for word in words if word not in _SWITCH_WORDS)
    role = ROLES.get(rest, "")
    return role if role in (USER, ASSISTANT) else ""


ROLE_KEYS = (
    "role", "from", "speaker", "author", "sender", "who", "speaker_role", "sender_type", "author_role", "role_name", "speaker_type",
    "message_type", "participant", "sender_name", "author_name", "from_name", "actor_type", "actor", "user_type", "creator",
    "participant_role", "direction", "speaker_id", "author_type", "sender_role", "turn_role", "role_type", "角色", "说话人", "役割", "話者", "역할",
    "화자", "rolle", "rôle", "rol", "papel", "роль", "الدور",
)  # fmt: skip
"""Keys of a message under which its speaker stands, likeliest first."""
SPEAKER_KEYS = frozenset(("speaker", "author", "sender", "who", "sender_name", "author_name", "from_name", "creator"))
"""Those that name a person or machine, not its role: who is called "system" there answers."""
TEXT_KEYS = (
    "content", "value", "text", "message", "utterance", "parts", "body", "msg", "said", "sentence", "turn_text", "speech", "contents", "mes", "form",
    "内容", "文本", "内容文本", "テキスト", "내용", "텍스트", "inhalt", "contenu", "contenido", "conteúdo", "texto", "содержание", "текст",
    "المحتوى", "نص",
)  # fmt: skip
"""Keys of a message under which its text stands, likeliest first."""
_ROLE_KEYS, _TEXT_KEYS = frozenset(ROLE_KEYS), frozenset(TEXT_KEYS)


def is_role_key(name: str) -> bool:
    """Whether a key says who speaks."""
    return name in _ROLE_KEYS or (len(name) <= _LONGEST_NAME and _plain(name) in _ROLE_KEYS)


def is_text_key(name: str) -> bool:
    """Whether a key holds what a message says."""
    return name in _TEXT_KEYS or (len(name) <= _LONGEST_NAME and _plain(name) in _TEXT_KEYS)


REASONING_KEYS = (
    "reasoning_content", "reasoning", "thinking", "thought", "thoughts", "think", "rationale", "chain_of_thought", "cot",
    "reasoning_text", "reasoning_details", "thinking_content", "inner_thoughts", "思考", "思考过程", "推理", "思考過程",
)  # fmt: skip
"""Keys of a message under which its thinking stands, likeliest first."""
_REASONING = frozenset(REASONING_KEYS)


def is_reasoning_key(name: str) -> bool:
    """Whether a key holds what was thought before an answer."""
    return len(name) <= _LONGEST_NAME and _plain(name) in _REASONING
