"""The words of questions about the set of documents, in seven languages."""

from __future__ import annotations

import re

TYPES = {  # words in a question: the name of the type, and its suffixes
    "pdf pdfs": ("PDF", ".pdf"),
    "word docx": ("Word", ".docx .docm .doc .odt"),
    "excel xlsx": ("Excel", ".xlsx .xlsm .xlsb .xls .ods"),
    "spreadsheet spreadsheets tabelle tabellen tableur tableurs rekenblad rekenbladen foglio planilha planilhas": (
        "spreadsheet",
        ".xlsx .xlsm .xlsb .xls .ods .csv .tsv",
    ),
    "csv csvs": ("CSV", ".csv .tsv"),
    "powerpoint pptx": ("PowerPoint", ".pptx .pptm .ppsx"),
    "text txt": ("text", ".txt .text"),
    "markdown md": ("Markdown", ".md .markdown"),
    "html": ("HTML", ".html .htm"),
    "email emails e-mail e-mails mail mails courriel courriels correo correos": ("e-mail", ".eml .msg .mbox"),
}
TYPE_OF = {word: held for words, held in TYPES.items() for word in words.split()}
DOCUMENTS = frozenset(
    """
    document documents file files doc docs paper papers pdf pdfs csvs spreadsheets emails e-mails mails dokument
    dokumente
    dokumenten datei dateien unterlagen fichier fichiers documento documentos archivo archivos fichero ficheros
    documenten bestand bestanden documenti arquivo arquivos ficheiro ficheiros
    """.split()
)
# With only these words, as in "what is a document", no list is asked for.
SINGULAR = frozenset(
    """
    document file doc paper dokument datei fichier documento archivo fichero bestand arquivo ficheiro
    """.split()
)
FOLDERS = frozenset(
    """
    folder library collection ordner bibliothek sammlung dossier bibliothèque carpeta biblioteca
    bibliotheek verzameling cartella raccolta coleção
    """.split()
)
# "How many", "which" and the like.
LISTS = frozenset(
    """
    how number count what which list show name wie wieviele anzahl welche welches was liste zeig zeige nenne
    combien nombre quels quel quelle quelles montre cuántos cuantos cuántas número qué que cuáles lista muestra
    hoeveel aantal welke welk wat lijst toon noem geef quanti quante quali quale elenco elenca mostra mostrami
    quantos quantas quais qual mostre enumere
    overview übersicht give gib zähle donne énumère cite dame enumera muéstrame
    """.split()
)
EACH = frozenset("every each jedes jede chaque cada elk elke ieder iedere ogni".split())
# Words that can stand beside these and do not say what the documents are about.
BESIDE = frozenset(
    """
    many much a an the my your our these those this that there here it is are was were do does did have has had
    got hold you i we us me of in on to from for and or all any every can could see read search know access use
    held indexed loaded available stored uploaded present currently now total altogether different existing at
    index please viele vielen alle aller alles die der das den dem dein deine deinen deinem deiner mein meine
    meinen meinem meiner ich du ihr wir sie es gibt hast habe haben hat sind ist im von insgesamt hier da drin
    vorhanden geladen indexiert kennst kannst lesen mir auf bitte verfügbar eine einen le la les l un une des de
    dans mon ma mes ton ta tes votre vos y t il as tu avez vous sont est ici tous toutes disponibles el los las
    lo una del en mi mis tus su sus hay tienes tiene están son aquí todos todas
    actually really exactly just right so far inside sitting kept contain contains include includes also something else
    eigentlich denn mal überhaupt genau gerade noch schon auch bei liegen liegt lagern befinden befindet stecken enthält
    enthalten umfasst stehen bereit zugriff kennst vorliegen dort drinnen hätten hättest gern dir euch ihnen
    actuellement au juste aussi contient contiennent trouve trouvent se chez toi
    them they or oder ou ones called every each jedes jede chaque cada davon darunter heißen ganzen s appellent
    comment ellos cómo llaman
    también exactamente ahora mismo contiene contienen guardas guardados dentro tengo
    er zijn heb hebt heeft hebben je jij u mijn jouw uw onze van het een mij allemaal totaal erin staan staat zit zitten
    daar nu beschikbaar geladen opgeslagen bij ook eigenlijk precies deze dit map
    ci sono hai ho tuo tuoi miei mio nella nel nelle i gli le di del dei a da tutti tutte qui quanto disponibili
    caricati presenti totale che c'è contiene esistono
    há tens tem você aqui meus minhas os as no na nas nos do dos da disponíveis carregados estão são existem ao pasta
    """.split()
)
NEWEST = frozenset(
    """
    newest latest recent recently last neueste neuesten neuste aktuellste jüngste letzte récent dernier dernière
    reciente último última
    """.split()
)
OLDEST = frozenset("oldest earliest älteste ältesten ancien ancienne antiguo antigua".split())
LARGEST = frozenset(
    "biggest largest größte größten grösste grössten umfangreichste gros grosse volumineux grande".split()
)
SMALLEST = frozenset("smallest kleinste kleinsten petit petite pequeño".split())
BESIDE_DATED = frozenset("most changed modified updated added saved edited zuletzt geändert plus más am size".split())
# What a question can ask for in place of documents: "Is there anything about bees?"
ANYTHING = frozenset(
    """
    algún alguna ningún quelconque
    anything something etwas irgendetwas irgendwas quelque chose algo ein kein keine irgendein irgendeine some
    any
    """.split()
)
CAN_ASK = re.compile(
    r"what (?:(?:kind of |sort of )?(?:questions )?(?:can|could|should|may) i ask|can you (?:answer"
    r"|tell me)|do you know)"
    r"(?: you| me| here)?(?: about)?|can you help(?: me)?|help(?: me)?"
    r"|was (?:kann|könnte|darf) ich (?:dich |sie |hier )*(?:alles )?fragen|was (?:weißt du|wissen sie)(?: alles)?"
    r"|wobei kannst du (?:mir )?helfen|(?:kannst du mir helfen|hilfe)"
    r"|(?:que|qu['’]est-ce que) (?:puis-je|je peux) te demander|que sais-tu|aide(?:-moi)?"
    r"|qué (?:puedo preguntar(?:te)?|sabes)|ayuda",
    re.IGNORECASE,
)
ABOUT = re.compile(  # between the documents and what they are to be about
    r"\b(?:(?:that|which|who) )?(?:(?:is|are|talks?|speaks?) )?(?:about|on|regarding|concerning|covering"
    r"|covers?|mentions?"
    r"|mentioning|deals? with|dealing with|contains?|containing|related to|to do with|discuss(?:es|ing)?"
    r"|describ(?:es?|ing))\b"
    r"|\b(?:zum thema|über|zur?|zum|erwähn(?:t|en)|behandel(?:t|n)|enthält|enthalten|handelt von"
    r"|handeln von|stehen|steht"
    r"|geht es um|kommt|kommen|wird|werden)\b"
    r"|\b(?:sur|concernant|parlent? (?:de|du|des)|mentionnent?|contien(?:t|nent)|traitent? (?:de|du|des))\b"
    r"|\b(?:ga(?:an|at) (?:er )?over|(?:hebt?|zijn|is|staat) (?:(?:je|jij|u|er) )?over|bevat(?:ten)?|vermeld(?:en|t)"
    r"|noem(?:en|t))\b"
    r"|\b(?:parlano d(?:i|el|ella|ei)|sull?[aeo]?|riguardano|contengono|menzionano|citano|trattano d(?:i|el|ella|ei))\b"
    r"|\b(?:falam d[eoa]s?|mencionam|contêm|tratam d[eoa]s?)\b"
    r"|\b(?:sobre|acerca de|hablan? (?:de|del)|mencionan?|contienen?|tratan? (?:de|del))\b",
    re.IGNORECASE,
)
SAID_OF_IT = re.compile(
    r"(?:\s+(?:vor|erwähnt|behandelt|beschrieben|genannt|drin|mentioned|discussed|described|here|hier|altogether|insgesamt"
    r"|in tota(?:l|al|le)|au total|en total|no total"
    r"|in (?:this|the|my|diesem|der|deze|mijn) (?:folder|library|collection|ordner|sammlung|map)))+$",
    re.IGNORECASE,
)
ARTICLE = re.compile(
    r"^(?:the|an?|der|die|das|den|dem|eine?[nmrs]?|les?|la|l['’]|une?|el|los|las|una?|de|het|een|il|lo|gli|i|uno|os?|as"
    r"|uma?|my|our|your|mein\w{0,2}|dein\w{0,2}|unser\w{0,2}|mon|ma|mes|notre|nos|mis?|nuestr[oa]s?|mijn|onze?|mi[oae]i?|mie"
    r"|nostr[oaie]|meus?|minhas?|noss[oa]s?)\s+",
    re.IGNORECASE,
)
