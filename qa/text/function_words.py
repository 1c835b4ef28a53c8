"""Words of languages other than English that say nothing by themselves. Pure."""

from __future__ import annotations

from qa.text.words import stem

# Articles, pronouns, prepositions, auxiliary verbs, and the verbs between a thing and its price or size.
_WORDS = """
    der die das den dem des ein eine einen einem einer eines und oder aber ist sind war waren wird werden wurde wurden
    hat haben hatte hatten kann können muss müssen soll sollen darf dürfen es er sie wir ihr ich du man sich mein dein
    sein ihre unser euer in im an am auf aus bei beim mit nach von vom vor zu zum zur für über unter um durch ohne
    gegen bis seit als wie wenn dass weil da dort hier auch nur noch schon sehr so dann kostet kosten beträgt betragen
    dauert dauern findet finden statt steht stehen gibt geben liegt liegen lautet lauten heißt heißen

    le la les l un une des du de d et ou mais est sont était étaient sera seront a ont avait avaient peut peuvent doit
    doivent il elle ils elles on nous vous je tu se ce cet cette ces mon ton son sa ses notre votre leur leurs dans en
    au aux sur sous avec sans pour par chez vers entre depuis jusque que qui dont où comme si aussi très plus coûte
    coûtent s'élève dure durent lieu trouve trouvent appelle

    el los las una unos unas y o pero es son era eran será serán ha han había puede pueden debe deben él ella ellos
    ellas nosotros usted ustedes yo tú se este esta estos estas ese esa mi tu su sus nuestro del al con sin para por
    sobre entre desde hasta que quien como si también muy más cuesta cuestan vale valen dura duran tiene tienen hay
    lugar encuentra encuentran llama

    il lo gli i uno e ed ma è sono era erano sarà saranno ha hanno aveva può possono deve devono lui lei noi voi loro
    io si questo questa questi queste quello quella mio tuo suo sua suoi nostro nel nella nei nelle dal dalla dei
    delle della dello degli al alla ai alle sul sulla con senza per tra fra da di che chi come se anche molto più
    costa costano dura durano luogo trova trovano chiama

    os as um uma uns umas ou mas é são foi foram será serão tem têm tinha pode podem deve devem ele ela eles elas nós
    você vocês eu este esta estes estas esse essa meu seu sua seus suas nosso no na nos nas do da dos das ao à aos às
    pelo pela com sem para por sobre entre desde até que quem como também muito mais custa custam dura duram lugar
    encontra fica chama

    het een en of maar is zijn was waren wordt worden werd werden heeft hebben had kan kunnen moet moeten mag mogen
    hij zij ze wij we jij je u ik men zich mijn jouw zijn haar ons onze hun dit dat deze die in op aan uit bij met na
    van voor te tot over onder om door zonder tegen sinds als dan ook nog al zeer er hier daar kost kosten bedraagt
    duurt duren vindt vinden plaats staat staan ligt liggen heet

    i lub ale jest są był była było byli będzie będą ma mają miał może mogą musi muszą on ona ono oni one my wy ja ty
    się ten ta to te tego tej mój twój jego jej ich nasz w we na z ze do od dla po przy przez pod nad o u za że który
    która które kto jak czy też także bardzo kosztuje kosztują wynosi trwa trwają odbywa odbędzie znajduje
"""
FUNCTION_WORDS = frozenset(map(stem, _WORDS.split()))  # as stems, like the words of a `ParsedText`
