"""Names that fields go by, in many languages, with how surely each plays its part: see `explorer.formats.fields`."""

from __future__ import annotations

from explorer.formats.other_names import OTHER_PARTS

PROMPT: dict[str, float] = {
    "instruction": 100, "prompt": 96, "question": 95, "question_stem": 95, "query": 94, "problem": 93, "message_1": 90, "human": 88,
    "user": 88, "user_message": 88, "user_prompt": 90, "question_body": 90, "question_text": 90, "prompt_text": 90, "quiz": 86, "task_description": 60, "goal": 78, "questions": 66, "prompts": 66, "queries": 66, "instructions": 66, "problems": 66, "post": 60, "patterns": 76, "training_phrases": 76, "ask": 80, "q": 80, "message": 49, "input": 82,
    "input_text": 80, "inputs": 80, "inputs_pretokenized": 81, "指示": 100, "質問": 95, "入力": 82, "質問文": 90, "질문": 95, "지시": 98, "지시문": 98, "입력": 82,
    "문제": 93, "프롬프트": 96, "frage": 95, "anweisung": 100, "anfrage": 90, "aufgabe": 92, "eingabe": 82, "consigne": 98,
    "requête": 92, "pregunta": 95, "instrucción": 100, "instruccion": 100, "entrada": 82, "pergunta": 95,
    "instrução": 100, "instrucao": 100, "domanda": 95, "вопрос": 95, "инструкция": 100, "запрос": 92, "задача": 90,
    "سؤال": 95, "السؤال": 95, "تعليمات": 98, "問題": 94, "問": 90, "用户": 88, "用戶": 88, "用户输入": 88, "ユーザー": 88, "사용자": 88,
    "usuario": 86, "utilisateur": 86, "пользователь": 86, "المستخدم": 86, "指令": 100, "提示": 96, "问题": 95, "问": 90,
    "輸入": 82, "输入": 82, "article": 70, "document": 70, "dialogue": 70, "passage": 60, "context": 60, "paragraph": 55,
    "text": 55, "ctx": 58, "sentence": 42, "premise": 42, "anchor": 50, "column_1": 30, "problem_statement": 91, "patient": 88, "customer": 84, "user_input": 84,
    "chat_completion_input": 84, "患者": 85, "病人": 85, "题目": 92, "提问": 92, "consulta": 90, "istruzione": 100,
    "entrée": 82, "vraag": 95, "opdracht": 95, "pytanie": 95, "polecenie": 95, "soru": 95, "talimat": 100,
    "प्रश्न": 95, "निर्देश": 98, "इनपुट": 82, "提示词": 96, "câu_hỏi": 95, "คำถาม": 95,
    **dict.fromkeys(
        "سوال پرسش питання запитання fråga spørgsmål spørsmål kysymys otázka kérdés întrebare ερώτηση שאלה pertanyaan soalan "
        "প্রশ্ন கேள்வி galdera swali въпрос pitanje spurning jautājums klausimas küsimus".split(), 95,
    ),
    **dict.fromkeys("دستور інструкція instruktion ohje instrukce instruksi arahan οδηγία הוראה инструкции".split(), 98),
}  # fmt: skip
RESPONSE: dict[str, float] = {
    "response": 100, "completion": 100, "output": 100, "generation": 95, "attempt": 93, "solution": 92, "answer": 91, "long_answer": 92,
    "message_2": 90, "assistant": 90, "assistant_message": 90, "assistant_response": 95, "reply": 88, "answers": 88,
    "target": 88, "targets": 86, "targets_pretokenized": 87, "target_text": 86, "output_text": 86, "outputs": 86, "gpt": 85, "bot": 80, "ai": 78, "result": 58, "a": 75,
    "continuation": 78, "sampled": 80, "generated": 84, "generations": 82, "ans": 74, "translation": 72, "summary": 75, "highlights": 72, "answer_key": 71, "resp": 72, "correct_answer": 72, "ground_truth": 70, "explanation": 62, "code": 60,
    "reference": 58, "出力": 100, "応答": 100, "解答": 91, "返答": 90, "답변": 100, "응답": 100, "출력": 100, "정답": 88, "대답": 90,
    "antwort": 100, "ausgabe": 100, "lösung": 92, "réponse": 100, "reponse": 100, "respuesta": 100, "salida": 100,
    "resposta": 100, "saída": 100, "saida": 100, "risposta": 100, "ответ": 100, "решение": 92, "вывод": 90,
    "جواب": 100, "الجواب": 100, "إجابة": 100, "الإجابة": 100, "助手": 90, "回覆": 88, "アシスタント": 90, "어시스턴트": 90,
    "asistente": 88, "ассистент": 88, "المساعد": 88, "输出": 100, "回答": 100, "答案": 91, "答": 80, "回复": 88, "輸出": 100,
    "answer_text": 89, "answer_body": 89, "response_text": 90, "generated_answer": 90, "generated_solution": 90, "generated_response": 90, "doctor": 88, "solutions": 84,
    "patch": 74, "sql": 74, "cypher": 74, "sparql": 74, "regex": 73, "bash": 60, "cmd": 60, "command": 58, "new_contents": 66, "code_after": 66, "new_code": 66, "fixed_code": 70, "after": 58, "edited": 58, "therapist": 84, "counselor": 84, "model_output": 88, "gold_patch": 73, "医生": 85,
    "答复": 88, "sortie": 100, "uscita": 100, "antwoord": 91, "odpowiedź": 91, "odpowiedz": 91, "cevap": 91,
    "yanıt": 91, "yanit": 91, "उत्तर": 91, "आउटपुट": 98, "trả_lời": 91, "câu_trả_lời": 91, "คำตอบ": 91,
    **dict.fromkeys(
        "پاسخ відповідь svar vastaus odpověď odpoveď válasz răspuns απάντηση תשובה jawaban jawapan উত্তর பதில் erantzuna jibu "
        "отговор odgovor atbilde atsakymas vastus".split(), 91,
    ),
}  # fmt: skip
CONTEXT: dict[str, float] = {
    "input": 100, "输入": 100, **dict.fromkeys("輸入 入力 입력 entrada entrée eingabe ввод invoer wejście giriş đầu_vào inmatning".split(), 99), "context": 90, "contexts": 89, "ctx": 85, "passage": 88, "article": 86, "paragraph": 84, "document": 82, "doc": 81,
    "old_contents": 70, "code_before": 70, "old_code": 70, "buggy_code": 70, "original_code": 70, "before": 70, "background": 80, "evidence": 78, "knowledge": 76, "story": 74,
}  # fmt: skip
SYSTEM: dict[str, float] = {
    "system": 100, "system_prompt": 95, "system_message": 90, "系统": 90, "系统提示": 90, "sys_prompt": 88, "meta_instruction": 80, "systemprompt": 88, "system_instruction": 88,
    "システム": 90, "시스템": 90, "системный_промпт": 85, "system_message_content": 80, "preamble": 78,
}  # fmt: skip
REASONING: dict[str, float] = {
    "reasoning_content": 100, "reasoning": 95, "thinking": 95, "complex_cot": 90, "complex_co_t": 90, "co_t": 85, "chain_of_thought": 90, "cot": 85,
    "thinking_content": 92, "thought": 88, "thoughts": 86, "think": 86, "rationale": 84, "reasoning_text": 84, "reasoning_trace": 84,
    "thinking_trajectory": 84, "thinking_trajectories": 84, "deepseek_reasoning": 82, "model_reasoning": 82, "思考": 90, "思考过程": 90, "推理过程": 88, "推理": 86, "思考過程": 90,
}  # fmt: skip
CHAT: dict[str, float] = {
    "messages": 100, "conversations": 95, "conversation": 90, "chat": 80, "dialogue": 75, "dialog": 75, "dialogs": 70,
    "items": 60, "qa": 60, "qas": 60, "qa_pairs": 70, "turns": 55, "data": 40, "conv": 85, "convs": 84, "dialogues": 75, "chats": 72, "utterances": 70,
    "message": 65, "msgs": 85, "chat_history": 60, "exchanges": 65, "utterance": 58, "dialog_turns": 70, "trajectory": 65, "traj": 60, "thread": 60,
    "对话": 90, "对话内容": 88, "消息": 88, "會話": 90, "会話": 90, "対話": 90, "発話": 80, "대화": 90, "gespräch": 85, "dialog_history": 60, "conversation_history": 60,
    "nachrichten": 85, "conversación": 85, "mensajes": 85, "diálogo": 80, "conversa": 85, "mensagens": 85, "диалог": 85, "сообщения": 88,
    "разговор": 80, "interactions": 60, "context_messages": 72, "محادثة": 85, "المحادثة": 85, "رسائل": 85,
}  # fmt: skip
TEXT: dict[str, float] = {
    "text": 100, "content": 90, "raw_content": 85, "raw_text": 85, "body": 80, "document": 75, "article": 75,
    "passage": 60, "paragraph": 60, "caption": 60, "code": 40, "transcript": 80, "transcription": 80, "plain_text": 85, "formatted_text": 82, "formatted_chat": 82, "full_text": 82,
    "formatted": 75, "chat_text": 80, "训练文本": 80, "文本": 85, "テキスト": 85, "텍스트": 85, "текст": 85, "texto": 85,
}  # fmt: skip
CHOSEN: dict[str, float] = {
    "chosen": 100, "chosen_message": 95, "chosen_response": 95, "chosen_messages": 95, "accepted": 80, "preferred": 80, "response_j": 70,
    "pos": 60, "positive": 60, "win": 60, "better": 60, "better_response": 72, "preferred_response": 85, "best_response": 66, "y_w": 70,
    "winning_response": 72, "chosen_answer": 85, "good_response": 68, "accepted_response": 80, "preferred_answer": 80,
}  # fmt: skip
REJECTED: dict[str, float] = {
    "rejected": 100, "rejected_message": 95, "rejected_response": 95, "rejected_messages": 95, "dispreferred": 80, "response_k": 70,
    "neg": 60, "negative": 60, "lose": 60, "worse": 60, "worse_response": 72, "non_preferred_response": 85, "y_l": 70,
    "worst_response": 66, "losing_response": 72, "rejected_answer": 85, "bad_response": 68, "dispreferred_response": 85,
}  # fmt: skip
SINGLE: dict[str, tuple[str, ...]] = {
    "history": ("history", "chat_history", "dialog_history", "conversation_history", "历史", "历史对话"),
    "tools": (
        "tools",
        "functions",
        "available_tools",
        "tool_list",
        "function_list",
        "available_functions",
        "tool_schemas",
        "tool_definitions",
        "tools_json",
        "api_list",
        "apis",
        "function",
    ),
    "media": ("images", "image", "videos", "video", "audios", "audio"),
    "options": ("choices", "options", "endings", "answer_choices", "answer_options"),
    "label": ("kto_tag", "label", "is_desirable", "desirable", "kto_label", "thumbs_up"),
    "completions": ("completions",),
    "labels": ("labels",),
    "prefix": ("prefix",),
    "right_letter": (
        "correct",
        "correct_option",
        "correct_choice",
        "correct_answer",
        "answer_idx",
        "answer_letter",
        "label",
    ),
    "tongue": tuple(
        "en zh de fr es ru ja ko ar pt hi vi tr pl nl uk cs fa ro 中文 英文 日文 法文 德文 english chinese german french spanish russian japanese korean".split()
    ),
    **OTHER_PARTS,
}
