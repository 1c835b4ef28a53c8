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
    "no_row": {  # of the table
        "en": "No row of “{table}” is about “{words}”.",
        "de": "Keine Zeile von „{table}“ handelt von „{words}“.",
        "es": "Ninguna fila de «{table}» trata de «{words}».",
        "fr": "Aucune ligne de « {table} » ne concerne « {words} ».",
        "zh": "“{table}”中没有关于“{words}”的行。",
    },
    "read_as": {  # words of the question that a table writes otherwise
        "en": "I read “{words}” as “{entry}”.",
        "de": "„{words}“ habe ich als „{entry}“ verstanden.",
        "es": "He entendido «{words}» como «{entry}».",
        "fr": "J'ai compris « {words} » comme « {entry} ».",
        "zh": "我把“{words}”理解为“{entry}”。",
    },
    "looked_again": {
        "en": "I looked again.",
        "de": "Ich habe noch einmal nachgesehen.",
        "es": "He vuelto a mirar.",
        "fr": "J'ai regardé encore une fois.",
        "zh": "我又查了一遍。",
    },
    "disputed": {
        "en": "Not quite: your documents disagree about this.",
        "de": "Nicht ganz: Ihre Dokumente widersprechen sich hier.",
        "es": "No del todo: sus documentos no coinciden en esto.",
        "fr": "Pas tout à fait : vos documents se contredisent à ce sujet.",
        "zh": "不完全确定：您的文档对此说法不一。",
    },
    "partly_verified": {
        "en": "Not quite: I could not verify every sentence.",
        "de": "Nicht ganz: Nicht jeder Satz ließ sich belegen.",
        "es": "No del todo: no se pudo verificar cada frase.",
        "fr": "Pas tout à fait : chaque phrase n'a pas pu être vérifiée.",
        "zh": "不完全确定：并非每句话都能核实。",
    },
    "verified": {
        "en": "Yes, your documents say so.",
        "de": "Ja, so steht es in Ihren Dokumenten.",
        "es": "Sí, así lo dicen sus documentos.",
        "fr": "Oui, vos documents le disent.",
        "zh": "是的，您的文档就是这样写的。",
    },
    "not_verified": {
        "en": "I could not verify this.",
        "de": "Das ließ sich nicht belegen.",
        "es": "No se pudo verificar.",
        "fr": "Cela n'a pas pu être vérifié.",
        "zh": "无法核实这一点。",
    },
    "own_words": {
        "en": "These are their own words:",
        "de": "Das ist ihr Wortlaut:",
        "es": "Estas son sus propias palabras:",
        "fr": "Voici leurs propres mots :",
        "zh": "原文如下：",
    },
    "grounds": {
        "en": "This stands on:",
        "de": "Das stützt sich auf:",
        "es": "Se apoya en:",
        "fr": "Cela s'appuie sur :",
        "zh": "依据如下：",
    },
    "on_page": {
        "en": "That is on page {page} of {title}",
        "de": "Das steht auf Seite {page} von {title}",
        "es": "Está en la página {page} de {title}",
        "fr": "Cela se trouve à la page {page} de {title}",
        "zh": "这在《{title}》第 {page} 页",
    },
    "no_page": {
        "en": "That is in {title}, which has no pages",
        "de": "Das steht in {title}, einem Dokument ohne Seiten",
        "es": "Está en {title}, que no tiene páginas",
        "fr": "Cela se trouve dans {title}, qui n'a pas de pages",
        "zh": "这在《{title}》中，该文件没有页码",
    },
    "no_place": {  # `where` is " in" and a title, or ""; `last` is the clause of "last_place", or ""
        "en": "There is no {place}{where}{last}.",
        "de": "Es gibt {place}{where} nicht{last}.",
        "es": "No hay {place}{where}{last}.",
        "fr": "Il n'y a rien sous « {place} »{where}{last}.",
        "zh": "{where}没有“{place}”{last}。",
    },
    "last_place": {
        "en": "; the last is {last}",
        "de": "; die letzte Nummer ist {last}",
        "es": "; el último número es {last}",
        "fr": " ; le dernier numéro est {last}",
        "zh": "；最后一个是 {last}",
    },
    "no_pages": {
        "en": "There are no pages{where}.",
        "de": "Es gibt keine Seiten{where}.",
        "es": "No hay páginas{where}.",
        "fr": "Il n'y a pas de pages{where}.",
        "zh": "{where}没有页码。",
    },
    "no_numbers": {
        "en": "There are no numbered sections{where}.",
        "de": "Es gibt keine nummerierten Abschnitte{where}.",
        "es": "No hay secciones numeradas{where}.",
        "fr": "Il n'y a pas de sections numérotées{where}.",
        "zh": "{where}没有编号的章节。",
    },
    "in_titles": {
        "en": " in {titles}",
        "de": " innerhalb von {titles}",
        "es": " en {titles}",
        "fr": " dans {titles}",
        "zh": "《{titles}》中",
    },
    "title_of": {
        "en": "{place} of {title} is “{name}”.",
        "de": "{place} von {title} heißt „{name}“.",
        "es": "{place} de {title} se titula «{name}».",
        "fr": "{place} de {title} s'intitule « {name} ».",
        "zh": "《{title}》{place}的标题是“{name}”。",
    },
    "no_reason_known": {
        "en": "So I cannot say why.",
        "de": "Daher lässt sich der Grund nicht sagen.",
        "es": "Por eso no puedo decir por qué.",
        "fr": "Je ne peux donc pas dire pourquoi.",
        "zh": "因此无法说明原因。",
    },
    "no_reason_given": {
        "en": "Your documents give no reason. They say:",
        "de": "Ihre Dokumente nennen keinen Grund. Sie sagen:",
        "es": "Sus documentos no dan ninguna razón. Dicen:",
        "fr": "Vos documents ne donnent pas de raison. Ils disent :",
        "zh": "您的文档没有给出原因，只写道：",
    },
    "hello": {
        "en": "Hello. Ask a question about your documents. I answer it and quote its sources.",
        "de": "Hallo. Stellen Sie eine Frage zu Ihren Dokumenten. Ich beantworte sie und zitiere die Quellen.",
        "es": "Hola. Haga una pregunta sobre sus documentos. La respondo y cito las fuentes.",
        "fr": "Bonjour. Posez une question sur vos documents. J'y réponds en citant les sources.",
        "zh": "您好。请就您的文档提问，我会回答并引用来源。",
    },
    "welcome": {
        "en": "You are welcome. Ask another question whenever you like.",
        "de": "Gern geschehen. Fragen Sie jederzeit weiter.",
        "es": "De nada. Pregunte de nuevo cuando quiera.",
        "fr": "Je vous en prie. Posez une autre question quand vous voulez.",
        "zh": "不客气。随时可以继续提问。",
    },
    "good": {
        "en": "Good. Ask another question whenever you like.",
        "de": "Gut. Fragen Sie jederzeit weiter.",
        "es": "Bien. Pregunte de nuevo cuando quiera.",
        "fr": "Bien. Posez une autre question quand vous voulez.",
        "zh": "好的。随时可以继续提问。",
    },
    "goodbye": {
        "en": "Goodbye.",
        "de": "Auf Wiedersehen.",
        "es": "Adiós.",
        "fr": "Au revoir.",
        "zh": "再见。",
    },
    "introduction": {
        "en": "I am Quoth. I answer questions from your documents, and every sentence quotes its source.",
        "de": "Ich bin Quoth. Ich beantworte Fragen aus Ihren Dokumenten, und jeder Satz zitiert seine Quelle.",
        "es": "Soy Quoth. Respondo preguntas a partir de sus documentos, y cada frase cita su fuente.",
        "fr": "Je suis Quoth. Je réponds aux questions à partir de vos documents, et chaque phrase cite sa source.",
        "zh": "我是 Quoth。我根据您的文档回答问题，每句话都引用来源。",
    },
    "remark": {
        "en": "I am Quoth. Ask a question about your documents: I answer it and quote its sources.",
        "de": "Ich bin Quoth. Stellen Sie eine Frage zu Ihren Dokumenten: Ich beantworte sie und zitiere die Quellen.",
        "es": "Soy Quoth. Haga una pregunta sobre sus documentos: la respondo y cito las fuentes.",
        "fr": "Je suis Quoth. Posez une question sur vos documents : j'y réponds en citant les sources.",
        "zh": "我是 Quoth。请就您的文档提问：我会回答并引用来源。",
    },
}

YES_NO = {
    "en": ("Yes", "No"), "de": ("Ja", "Nein"), "fr": ("Oui", "Non"), "es": ("Sí", "No"), "it": ("Sì", "No"),
    "pt": ("Sim", "Não"), "nl": ("Ja", "Nee"), "pl": ("Tak", "Nie"), "ru": ("Да", "Нет"),
}  # fmt: skip


def message(name: str, question: str) -> str:
    """The message in the language of the question; in English if that is not clear, or has no such message.

    >>> message("abstention", "Wie viele Tage Urlaub bekomme ich?")
    'Ihre Dokumente sagen dazu nichts.'
    """
    words = MESSAGES[name]
    return words.get(identify_language(question, least=SURE), words["en"])
