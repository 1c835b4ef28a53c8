"""The words around "section 4.2" of a question that asks only what is written there, in seven languages."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# One of these asks; apostrophes divide words ("qu'est-ce que", "c'è").
ASKS = _set(
    "what whats which how"
    " was worum wovon womit wie"
    " que qu quoi quel quelle comment"
    " qué cuál cómo"
    " che cosa cos qual quale come"
    " quê o como"
    " wat waar waarover hoe"
)
# One of these asks for the words themselves.
REQUESTS = _set(
    "show quote read open cite give display go"
    " zeig zeige zitier zitiere lies öffne"
    " dis dites montre montrez affiche affichez cite citez lis lisez ouvre"
    " muestra muestre muéstrame enseña cita lee abre"
    " mostra mostrami cita leggi apri"
    " mostre leia abra cite"
    " toon citeer lees laat"
)
# A verb or a noun for what a text does.
SAYS = _set(
    "say says said state states stated contain contains contained cover covers covered mean means tell tells require"
    " requires happen happens happened"
    " deal deals dealt treat treats treated discuss discusses discussed describe describes described explain"
    " explains explained written write writes read reads stand stands about find found content contents topic"
    " subject mention mentions mentioned regulate regulates provide provides stipulate stipulates concern concerns"
    " steht stehen sagt besagt regelt enthält behandelt handelt geht beschreibt beschrieben geschrieben erklärt"
    " bedeutet erfahre erfährt lese liest finde findet inhalt thema beinhaltet lautet"
    " beschäftigt befasst geschieht passiert"
    " dit disent figure parle parlent traite contient décrit explique prévoit écrit écrite indique trouve y lit contenu"
    " sujet stipule passe"
    " dice dicen pone trata habla contiene describe explica hay escrito encuentra viene contenido tema establece"
    " tiene trae ocurre pasa sucede"
    " parla tratta dice contiene descrive spiega scritto c trova contenuto prevede argomento succede"
    " diz fala contém descreve há escrito encontra conteúdo assunto consta estabelece tem traz vem vêm acontece"
    " staat zegt gaat bevat behandelt beschrijft geschreven vertelt vind lees onderwerp inhoud luidt gebeurt"
)
# The same for its title. A name is asked for with "how" in German and other languages.
TITLES = _set(
    "title heading name headline called titled named titel überschrift heißt heisst titre intitulé intitule appelle"
    " nomme título titulo encabezado llama titula titolo intestazione chiama intitola cabeçalho chama kop heet"
    " opschrift"
)
# What leads to the name of a document after the place.
LINKS = _set(
    "of in from inside des der von vom aus im in du de dans del de la en della dello dell del nel nella nell di do"
    " da no"
    " na em van uit"
)
# What leads to the subject, after a verb of SAYS.
ABOUT = _set(
    "about on by for to regarding concerning über zu zum zur für sur pour concernant sobre acerca para su riguardo per"
    " over"
)
PLACES = _set(
    "in on under at inside auf unter im dans à au sur sous en bajo a al nel nella nell alla sotto em no na sob à op"
    " onder"
)
# Before a number with a dot, these can lead to a time or a date.
TIMES = _set("at on um am à às om alle las")
SMALL = (
    PLACES
    | LINKS
    | _set(
        "is are s does do did it the that this there here me us you we one i please again exactly all whole with up out"
        " tell say should be"
        " ist sind denn da drin drinnen dort es sich mit um man ich mir bitte vor der die das den dem noch mal genau"
        " ganze ganzen wird"
        " sag nochmal"
        " est ce c t qui il elle on a ils la le l les un une nous moi stp svp est sont trouve d se s"
        " es está se el la lo los las un una me por favor son"
        " è sono si il lo l la i gli mi c ci per favore d questo"
        " é são está se o a os as um uma me por favor"
        " is er het de daar erin over in wordt we je ik mij zien"
    )
)
