"""What an answer says in Quoth's own words, in the language of the question."""

from __future__ import annotations

from index.text.identify import SURE, identify_language

MESSAGES = {
    "abstention": {
        "en": "Your documents do not say.",
        "de": "Ihre Dokumente sagen dazu nichts.",
        "es": "Sus documentos no lo dicen.",
        "fr": "Vos documents ne le disent pas.",
        "zh": "您的文档没有说明。",
    },
    "contradiction": {  # if they contradict what the question assumes
        "en": "Your documents say something different:",
        "de": "Ihre Dokumente sagen etwas anderes:",
        "es": "Sus documentos dicen otra cosa:",
        "fr": "Vos documents disent autre chose :",
        "zh": "您的文档的说法不同：",
    },
    "unverified": {
        "en": "I could not verify the generated answer. The closest passage:",
        "de": "Die erzeugte Antwort ließ sich nicht belegen. Die nächstliegende Stelle:",
        "es": "No se pudo verificar la respuesta generada. El pasaje más cercano:",
        "fr": "La réponse générée n'a pas pu être vérifiée. Le passage le plus proche :",
        "zh": "无法核实生成的回答。最接近的段落：",
    },
    "likeliest": {
        "en": "The passage most likely to answer:",
        "de": "Die Stelle, die am ehesten antwortet:",
        "es": "El pasaje que más probablemente responde:",
        "fr": "Le passage qui répond le plus probablement :",
        "zh": "最可能回答问题的段落：",
    },
}


def message(name: str, question: str) -> str:
    """The message in the language of the question; in English if that is not clear, or has no such message.

    >>> message("abstention", "Wie viele Tage Urlaub bekomme ich?")
    'Ihre Dokumente sagen dazu nichts.'
    """
    words = MESSAGES[name]
    return words.get(identify_language(question, least=SURE), words["en"])
