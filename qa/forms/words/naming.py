"""Leaves out words that only ask for names of documents: "Is there a file on bees? What is it called?". Pure."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"(?<=[.?!؟])\s+(?=\S)|(?<=[。？！])\s*(?=\S)")
_WORD = re.compile(r"[^\W_]+")
# That a sentence asks for a name, or for the document.
_NAMES = re.compile(
    r"(?<!\w)(?:name|names|named|called|title|file|files|document|documents|heißt|heißen|heisst|heissen|nennt|namen|titel"
    r"|datei|dateien|dokument|dokumente|appelle|appellent|nomme|nomment|nom|noms|titre|fichier|fichiers|llama|llaman"
    r"|nombre|título|archivo|archivos|fichero|documento|documentos|chiama|chiamano|nome|nomi|titolo|documenti|chama"
    r"|chamam|nomes|ficheiro|ficheiros|arquivo|arquivos|heet|heten|naam|bestand|bestanden|documenten|nazywa|nazywają"
    r"|nazwa|tytuł|plik|pliki|называется|называются|имя|название|файл|файла|документ|документа)(?!\w)"
    r"|名[前称稱字]|ファイル名|文件名|叫什[么麼]|اسم|عنوان|يسم",
    re.IGNORECASE,
)
# What stands beside it and says nothing else.
_BESIDE = frozenset(
    """
    what s is its it the how are they their which in of that this one and where can i find
    wie was ist sie er es der die das den dem und lautet ihr sein denn welche welcher welches in steht wo finde ich
    comment s se t il elle ils elles quel quelle quels quelles est son sa leur le la les l et ça dans où ce
    cómo como cuál cuáles es son su sus el los las y en qué dónde está
    come si qual quale quali è sono il lo i gli suo suoi e in che dove
    qual quais é são seu o os a as e em que onde
    hoe wat is zijn het de ze die dat en welk welke in waar
    jak się jaka jest jaki ten ta w którym i gdzie
    как какое какой каково у него его их он она они этот это и в котором каком где
    """.split()
)
_UNSPACED = re.compile(  # of Chinese and Japanese: the letters of such words
    r"[文件档檔案書类類資料ファイルドキュメント名前称稱字叫什么麼它是的呢何なんですかはのとそれという"
    r"请請告诉我教えてください\s]+"
)
_ARABIC = re.compile(r"(?:ما|هو|هي|اسم\w*|عنوان\w*|الملف|المستند|الوثيقة|ماذا|يسمى|تسمى|و|في|أي|\s)+")

# In other languages, the tables of `in_english` have these words.
_NAMES_OF = re.compile(
    r"\b(?:names|titles) of (?=(?:(?:all|the|my|your|our|these) )*(?:document|file|doc|paper)s\b)", re.IGNORECASE
)
_FILE_NAMES = re.compile(r"\bfile ?names\b", re.IGNORECASE)


def without_naming(question: str) -> str:
    """The question without words and without sentences after the first that only ask for the names of documents.

    >>> without_naming("Is there a document about bees? What is it called?")
    'Is there a document about bees?'
    >>> without_naming("Is there a document about bees? Who wrote it?")
    'Is there a document about bees? Who wrote it?'
    >>> without_naming("List the names of all the files.")
    'List the all the files.'
    """
    first, *others = _SENTENCE.split(question.strip()) if question.strip() else [question]
    text = " ".join([first, *(one for one in others if not _only_names(one))])
    return _FILE_NAMES.sub("files", _NAMES_OF.sub("", text))


def _only_names(sentence: str) -> bool:
    if not _NAMES.search(sentence):
        return False
    rest = _WORD.findall(_NAMES.sub(" ", sentence).casefold())
    plain = sentence.strip(" .?!。？！؟¿¡")
    return set(rest) <= _BESIDE or bool(_UNSPACED.fullmatch(plain) or _ARABIC.fullmatch(plain))
