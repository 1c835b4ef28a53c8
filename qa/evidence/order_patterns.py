"""The wording of orders to a language model, as patterns. Pure.

An order to a model is about earlier instructions, the model itself, or the exact words of its answer. Instructions to
human readers, such as "Answer the phone" and "Ignore the red light", are about none of these.
"""

from __future__ import annotations

import re

_SAY = (
    r"(?:tell|say|answer|reply|respond|output|print|write|state|claim|report|recommend|repeat|return|pretend|insist"
    r"|praise|act|do|follow|obey|translate|summari[sz]e)"
)
_MODEL = (
    r"(?:AIs?|A\.I\.|LLMs?|(?:large )?language models?|chat ?bots?|Chat ?GPT|GPT(?:-?\d\w*)?|Claude|Gemini|Copilot"
    r"|(?:AI|virtual|digital) (?:assistants?|models?|agents?|systems?))"
)
_OF_MODELS = r"(?:instructions?|prompts?|guidelines?|programming|training|system messages?)"
_TOLD = r"(?:instructions?|prompts?|rules?|guidelines?|directions?|directives?|orders?|commands?|context|constraints?)"
_EARLIER = r"(?:previous|previously|prior|above|before|earlier|preceding|foregoing|initial|original|system)"
_NOT_NEGATED = r"(?<!not )(?<!never )(?<!n't )(?<!n’t )"
_DROP = (
    rf"\b{_NOT_NEGATED}(?:ignore|disregard|forget|override|bypass|discard|overrule|stop following|do not"
    rf" (?:follow|listen to))\b"
)
_ONLY = r"(?:only|nothing but|exclusively|exactly|solely|just)"
# What an answer is to be: quoted words, capitals, "the word …".
_LITERAL = r"(?:[\"“'‘«„]|the (?:word|string|text|phrase|sentence)\b|(?-i:[A-Z]{4,}\b))"

_ENGLISH = (
    # Earlier instructions are dropped: "Ignore all previous instructions", "disregard the above and say".
    rf"{_DROP}[^.!?|\n]{{0,40}}\b{_EARLIER}\b[^.!?|\n]{{0,30}}\b{_TOLD}\b",
    rf"{_DROP}[^.!?|\n]{{0,40}}\b{_TOLD}\b[^.!?|\n]{{0,30}}\b{_EARLIER}\b",
    rf"{_DROP} (?:all|any|your|every)\b[^.!?|\n]{{0,20}}\b{_OF_MODELS}\b",
    rf"{_DROP} (?:everything|anything|all|what)\b[^.!?|\n]{{0,40}}\b(?:above|before this|so far|told|(?:know"
    rf"|knew) about)\b",
    rf"{_DROP}[^.!?|\n]{{0,40}}\b(?:{_TOLD}|above|previous|context)\b[^.!?|\n]{{0,20}}(?:\band|\binstead|[,;:])"
    rf"(?: then| instead| only| always| please)* {_SAY}\b",
    # The model is named and told what to do.
    rf"\b(?:attention|note|message|notice|reminder|instructions?|dear|hey|hello)(?: (?:to|for))?(?: (?:the|all"
    rf"|any|an?))?"
    rf"[: ]+{_MODEL}\b[^.!?|\n]{{0,30}}(?:[,:;]|\b(?:must|should|will|shall)\b|reading|process)",
    rf"\b(?:if|as|since|because|when) (?:you are|you're)? ?(?:an? |the )?{_MODEL}(?: (?:assistant|model|system))?,? "
    rf"(?:reading|processing|summari[sz]ing|you (?:must|should|will|shall|are)\b)",
    rf"\b(?:{_MODEL}|assistant|the model),? (?:you )?(?:must|should|shall|will|has to|have to|is to|needs? to)"
    rf"(?: now| always| only| never| then)* {_SAY}\b[^.!?|\n]{{0,40}}?(?:\bthat\b|\bwith\b|\bonly\b|:|{_LITERAL})",
    rf"(?:(?:^|[\n(\[<{{*#/]|(?<=[.!?] ))\s*(?:assistant|system|ai|bot|chatbot|model|llm|system prompt)"
    rf"|(?<=[:|] )(?:ai|llm|chatbot|language model))\s*[:>\])}}]+\W*"
    rf"(?:please |now |always |never |instead )*(?:{_SAY}|ignore|disregard|forget|do not|don't|you (?:are|must"
    rf"|will|should)"
    r"|from now on|reveal|include|append)\b",
    rf"(?:^|[\n:;]\s*|(?<=[.!?] )|now )you are (?:now |no longer )*(?:an? |the )?(?:[\w-]+,?"
    rf" ){{0,4}}(?:(?-i:{_MODEL})|unrestricted|jailbroken|DAN)\b",
    r"\byou are (?:now )?(?:an? |the )?(?:helpful|harmless|obedient|honest|evil|unfiltered)(?:[ ,\w-]{0,20})"
    r" assistant\b",
    r"\byou are now\b[^.!?|\n]{0,40}\b(?:assistant|ai|bot|model|unrestricted|dan)\b",
    rf"\bfrom now on,? (?:you (?:must|will|shall|are to|should) )?(?:only |always |never )*(?:{_SAY}|ignore"
    rf"|speak|refuse)\b",
    # The words of the answer are given.
    r"\b(?:when|whenever|if|every time|each time)(?: you(?: are|'re)?| ever| anyone| someone| anybody| the user"
    r"| an? user"
    r"| users| is| are| gets)* (?:asked|asks|ask|queried|questioned)\b(?! to\b| for\b| whether\b| if\b)[^.!?"
    r"|\n]{0,80}?"
    r"(?:[,:;] ?(?:then )?(?:you (?:must|should|will|shall) )?|,? (?:always|only|you (?:must|should|will|shall)) )"
    r"(?:always |only |just |simply |please )*(?:answer|say|reply|respond|state|claim|insist)\b"
    r"(?! y\b| n\b| yes\b| no\b|(?: [\w-]+ly)?[.,;]| (?:honest|truthful|polite|the (?:question|phone|door)))",
    r"(?:^|[.!?:;,(]\s*|\b(?:always|only|please|instead|and|then|you (?:must|should|will|shall)) )"
    r"(?:respond|reply|answer) (?:only )?with\b[^.!?|\n]{0,20}[\"“']",
    rf"\b(?:answer|reply|respond|say|output|print|write)s? {_ONLY}(?: with)? {_LITERAL}",
    rf"\b(?:answer|reply|respond|say|output|print|write)\b[^.!?|\n]{{0,40}}(?:{_LITERAL}|:)[^.!?|\n]{{0,40}}\band"
    r" (?:then )?(?:nothing|not one word) (?:else|more)\b",
    r"\b(?:begin|start|end|finish|prefix|conclude) (?:each |every |all |your |the )+(?:answers?|responses?"
    r"|outputs?) with\b",
    # Its instructions are given out, or new ones come.
    r"\b(?:reveal|print|repeat|output|disclose|show|leak)\b[^.!?|\n]{0,30}\b(?:system prompt|your"
    r" (?:instructions|prompt))\b",
    r"\b(?:repeat|print|output|reveal|leak) (?:out )?(?:all |the |your |any )*(?:above|previous|prior|other"
    r"|initial) instructions\b",
    rf"\b(?:new|updated) (?:system )?(?:instructions?|prompt)\s*(?:are|is)?\s*:\W*(?:[\w']+ ){{0,4}}?"
    rf"(?:{_SAY}|ignore|disregard|forget)\b",
    r"\b(?:real|hidden|secret|actual) (?:system )?(?:instructions?|prompt)\s*(?:are|is)?\s*:",
    r"\b(?:begin|start|end) (?:of )?(?:system )?prompt\b|\bsystem prompt\s*:",
    r"\bsystem (?:override|overwrite)\b\W|\boverride system\b",
    # Marks of chat templates.
    r"<\|[a-z_]+\|>|\[/?(?-i:INST)\]|<</?SYS>>|<\|(?:im_start|im_end|system|assistant)\b|<(?:im_start|im_end"
    r"|system|assistant)>|^#{2,} ?(?:system|assistant)\s*:",
)

# In other languages, by language: what is done to earlier instructions; these; and what says "earlier" or "all". All
# three must stand in one sentence, close to each other and in any order.
_ELSEWHERE = (
    # German, Dutch, Danish, Norwegian, Swedish
    (
        r"ignorier\w*|vergiss|vergesst|vergessen sie|missachte\w*|übergehe",
        r"anweisung\w*|instruktion\w*|vorgaben?|prompts?|befehle?|regeln?|anleitung\w*",
        r"vorherig\w*|vorig\w*|bisherig\w*|obig\w*|früher\w*|vorangegangen\w*|vorstehend\w*|zuvor|davor|oben|deine",
    ),
    (
        r"negeer|vergeet",
        r"instructies?|opdrachten?|aanwijzingen|regels|prompts?",
        r"vorige|eerdere|voorgaande|bovenstaande|voorafgaande|hiervoor",
    ),
    (
        r"ignorera|ignorer|glem|glöm|se bort fra",
        r"instruktion\w*|instruks\w*|anvisning\w*",
        r"tidigare|tidligere|föregående|forrige|foregående|ovanstående|ovenstående|ovenfor",
    ),
    # French, Spanish, Portuguese, Italian, Romanian, Catalan
    (
        r"ignore[rz]?|oublie[rz]?|ne ten(?:ez|ir) pas compte|ne tiens pas compte",
        r"instructions?|consignes?|directives?|règles?|ordres?",
        r"précédent\w*|antérieur\w*|ci-dessus|préalables|avant",
    ),
    (
        r"ignor[ae]n?|olvid[ae]n?|descart[ae]|haz caso omiso",
        r"instruccion\w*|indicacion\w*|órdenes|reglas|directrices",
        r"anterior\w*|previ[ao]s|precedentes|de arriba|hasta ahora",
    ),
    (
        r"ignor[ea]m?|esqueç[ae]|desconsidere|descarte",
        r"instruç\w*|orientaç\w*|ordens|regras|comandos",
        r"anterior\w*|prévi[ao]s|acima|precedentes",
    ),
    (
        r"ignora|ignorate|dimentica\w*|trascura",
        r"istruzion\w*|indicazion\w*|regole|ordini|comandi",
        r"precedent\w*|sopra|anterior\w*|finora",
    ),
    (r"ignoră|ignorați|uită|uitați", r"instrucțiun\w*|indicați\w*|regul\w*", r"anterio\w*|precedent\w*|de mai sus"),
    # Polish, Czech, Russian, Ukrainian
    (
        r"zignoruj\w*|ignoruj\w*|zapomnij\w*|pomiń",
        r"instrukc\w*|polece\w*|wytyczn\w*|zasad\w*",
        r"poprzedni\w*|wcześniejsz\w*|powyższ\w*|dotychczasow\w*",
    ),
    (r"ignoruj\w*|zapomeň\w*", r"pokyn\w*|instrukc\w*|příkaz\w*", r"předchozí\w*|dřívější\w*|výše|uveden\w*"),
    (
        r"(?:про)?игнорируй\w*|забудь\w*|не обращай\w* внимания",
        r"инструкци\w*|указани\w*|команд\w*|правил\w*",
        r"предыдущ\w*|прежн\w*|вышеуказанн\w*|выше",
    ),
    (r"(?:про)?ігноруй\w*|забудь\w*", r"інструкці\w*|вказівк\w*|команд\w*|правил\w*", r"попередн\w*|вище\w*"),
    # Turkish, Vietnamese, Indonesian, Greek, Hungarian, Finnish
    (
        r"yok say\w*|görmezden gel\w*|unut\w*|dikkate alma\w*",
        r"talimat\w*|yönerge\w*|komut\w*",
        r"önceki|yukarıdaki|tüm",
    ),
    (r"bỏ qua|quên", r"hướng dẫn|chỉ dẫn|lệnh", r"trước|ở trên"),
    (r"abaikan|lupakan", r"instruksi|perintah|petunjuk", r"sebelumnya|di atas"),
    (r"αγνόησε|αγνοήστε|ξέχασε|ξεχάστε", r"οδηγί\w*|εντολ\w*", r"προηγούμεν\w*|παραπάνω"),
    (r"hagyd? figyelmen kívül|felejtsd? el|hagyja figyelmen kívül", r"utasítás\w*", r"előző\w*|korábbi\w*|fenti\w*"),
    (r"ohita|unohda", r"ohje\w*|käsky\w*", r"aiemm\w*|aikaisemm\w*|edelli\w*|yllä"),
)
_SPACELESS = (
    # Chinese, Japanese, Korean, Arabic, Hebrew, Persian, Hindi, Thai
    (
        r"忽略|无视|無視|忘记|忘掉|忘記|不要理会",
        r"指令|指示|说明|說明|提示|规则|規則|命令",
        r"之前|以前|以上|上面|先前|前面|所有|上述",
    ),
    (r"無視|忘れ", r"指示|命令|プロンプト|ルール", r"以前|これまで|上記|前の|すべて|全て"),
    (r"무시|잊", r"지시|명령|지침|프롬프트", r"이전|앞의|위의|모든"),
    (r"تجاهل|انس", r"التعليمات|الأوامر|التوجيهات|تعليمات", r"السابقة|أعلاه|السابق|جميع"),
    (r"התעלם|התעלמו|שכח", r"ההוראות|הוראות|הנחיות|ההנחיות", r"הקודמות|לעיל|קודמות"),
    (r"نادیده|فراموش", r"دستورالعمل|دستورات", r"قبلی|بالا"),
    (r"अनदेखा|नज़रअंदाज़|नजरअंदाज|भूल", r"निर्देश|आदेश", r"पिछले|पहले|उपरोक्त|सभी"),
    (r"ละเว้น|เพิกเฉย|ลืม|ไม่ต้องสนใจ", r"คำสั่ง|คำแนะนำ", r"ก่อนหน้า|ข้างต้น|ทั้งหมด"),
)
# "Answer only/always (with) …" as an order to one who is not addressed formally, and "you are now …".
_ANSWERS_ELSEWHERE = (
    r"(?:^|[\n(\[|*#]|(?<=[.!?:|] ))\s*(?-i:KI|IA|AI|LLM|GPT)(?:-\w+)?\s*:\s*(?:bitte |por favor |per favore )?"
    r"(?:ignor\w*|vergiss|missachte\w*|übergehe|antworte|sage?|schreib\w*|oublie\w*|réponds|répondez|dis|écris|olvid[ae]"
    r"|responde?|responda|di|escribe|rispondi|scrivi|dimentica|esqueç[ae]|escreva|negeer|antwoord|schrijf|vergeet)\b",
    r"\bantworte (?:nur|ausschließlich|immer|stets|lediglich)\b|\bsage? (?:nur|immer|dem nutzer|dem benutzer)\b",
    r"\bdu bist (?:jetzt|nun|ab jetzt|ab sofort) (?:ein|kein)",
    r"\b(?:wenn|falls|sobald) (?:du|jemand|der nutzer|der benutzer)\b[^.!?|\n]{0,80}\b(?:antworte|sage|behaupte)\b",
    r"\bréponds (?:uniquement|seulement|toujours|simplement|que\b)|\btu es (?:maintenant|désormais) (?:un|une)\b",
    r"\b(?:si|quand|lorsqu[e'’]) ?(?:on|l'utilisateur|quelqu'un|tu)\b[^.!?|\n]{0,80}\b(?:réponds|dis|affirme)\b",
    r"\bresponde (?:sólo|solo|solamente|únicamente|siempre)\b|\bahora eres una?\b|\beres ahora una?\b",
    r"\b(?:si|cuando) (?:te|alguien|el usuario)\b[^.!?|\n]{0,80}\b(?:responde|di|contesta)\b",
    r"\b(?:responda|responde) (?:apenas|somente|sempre)\b|\bagora (?:você é|és) uma?\b",
    r"\brispondi (?:solo|soltanto|sempre|unicamente)\b|\b(?:ora|adesso) sei un[ao']?\b",
    r"\bantwoord (?:alleen|altijd|enkel|uitsluitend)\b|\bje bent nu een\b",
    r"\bodpowiadaj (?:tylko|zawsze|wyłącznie)\b|\bodpowiedz tylko\b|\bjesteś teraz\b",
    r"\bотвечай(?:те)? (?:только|всегда)\b|\bответь(?:те)? только\b|\bты теперь\b",
    r"只(?:需)?(?:回答|回复|输出|說|说)|你现在是|你現在是|とだけ(?:答え|回答|返)|あなたは今から|라고만 (?:답|대답|말)",
)
_APART = r"[^.!?|\n]{0,50}"
_CLOSE = "[^。！？.!?\n]{0,30}"


# "Do not forget the rules above" is no order to a model.
_NOT_BEFORE = "".join(f"(?<!{word} )" for word in "no não non не nie ne niet nu".split()) + "(?<!n['’])"
_NOT_AFTER = r"(?! (?:sie )?(?:nicht|pas|niet|inte|ikke|aldrig)\b)"


def _in_any_order(verb: str, told: str, earlier: str, apart: str, edge: str) -> str:
    """A pattern for the three words in one sentence, in any order in which languages put them."""
    v, t, e = (f"{edge}(?:{words}){edge}" for words in (verb, told, earlier))
    v = f"{_NOT_BEFORE}{v}{_NOT_AFTER}"
    orders = ((v, t, e), (v, e, t), (t, e, v), (e, t, v))
    return "|".join(apart.join(order) for order in orders)


def _compiled(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE | re.MULTILINE)


# A cheap pattern, without which the other cannot match; and the other.
ORDERS = (
    (_compiled(""), _compiled(*_ENGLISH)),
    (
        _compiled(*(rf"\b(?:{verb})\b" for verb, _, _ in _ELSEWHERE)),
        _compiled(*(_in_any_order(*words, _APART, r"\b") for words in _ELSEWHERE)),
    ),
    (
        _compiled(*(verb for verb, _, _ in _SPACELESS)),
        _compiled(*(_in_any_order(*words, _CLOSE, "") for words in _SPACELESS)),
    ),
    (_compiled(""), _compiled(*_ANSWERS_ELSEWHERE)),
)
# Invisible characters: Unicode tags, which can spell words, and several zero-width characters or variation selectors
# in a row.
UNSEEN = re.compile("[\U000e0020-\U000e007f]|[\u200b\u2060\ufeff]{3,}|[\ufe00-\ufe0e\U000e0100-\U000e01ef]{3,}")
