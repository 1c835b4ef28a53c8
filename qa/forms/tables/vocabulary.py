"""The everyday words around a question about a table, in seven languages. Pure.

Function words and fillers change nothing. The words of a family mean the same column: who asks what was "spent" means
the costs, and "Leute" are the visitors. Plural and declined forms have one root.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qa.forms.tables.typed import AMOUNTS, Column, Table, unit_of
from qa.forms.words.roots import root
from qa.text.units import CURRENCIES, UNITS, currencies
from qa.text.words import IN_BRACKETS, STOP_WORDS, stem, tokens, without_accents

_SHORTEST = 5  # letters of a part of a compound word
_GERMAN = frozenset(
    """der die das den dem des ein eine einen einem einer eines und oder in im am an auf aus bei mit von vom zu
        zum zur
    für über nach ist sind war waren wird werden wurde wurden worden hat haben hatte hatten habe habt es gibt gab sich
    als wie was wer wen wem wo wann welche welcher welches welchen welchem wieviel wieviele viel viele alle
        allen aller
    übers ins fürs ums aufs durchs muss musst müssen kann können soll sollen darf dürfen
    konnte konnten musste mussten sollte sollten durfte durften wollte wollten
    insgesamt je pro wir ich ihr sie er uns unser unsere unserer unserem man da dort dieser diese dieses diesen diesem
    """.split()
)
STOP = STOP_WORDS | _GERMAN
# Those of the Romance languages and Dutch are left out only of questions: "Par" can be the name of a column.
_OF_QUESTIONS = frozenset(
    """le la les l' d' un une des du de et ou à au aux en dans sur par pour avec ce cet cette ces quel quelle quels
    quelles qui que qu' qu'est-ce quoi où quand combien est sont était étaient a ont avait avons avez a-t-on a-t-il
    a-t-elle ont-ils ont-elles avons-nous avez-vous avaient été y il elle ils elles on nous vous je ai s' se sa
        son ses
    leur leurs notre nos votre vos entre chez fut eu dois faut faut-il puis puis-je peut peut-on
    el los las una unos unas y o al del lo con por para qué cuál cuáles quién cuándo dónde cuánto cuánta
        cuántos cuántas
    es son fue fueron era eran ha han hemos había se su sus nuestro nuestra nuestros hay hubo tuvo tiene tienen
    todo todos toda todas tout tous toute toutes debo puedo podemos tengo tenemos posso devo dobbiamo possiamo
    il lo gli i uno una dei degli delle della dello nel nella nei nelle sul sulla di da che chi cosa quale
        quali quando
    al allo alla ai agli alle col dal dallo dalla dai dagli dalle ci vi ne
    quanto quanta quanti quante è sono era erano stato stata stati state abbiamo avete hanno ho si suo sua suoi loro
    nostro nostra nostri nostre per tra fra tutto tutta tutti tutte
    os as às um uma uns umas do da dos das no na nos nas ao aos à pelo pela em com qual quais quem onde quantos
        quantas
    é são foi foram eram tem têm tinha temos há houve seu sua seus suas nosso nossa nossos nossas entre tudo
    het een van voor met aan bij uit naar om op te ter zijn was waren werd werden heeft hebben had hadden hoeveel
    ik je jij hij mij mijn welke welk wie wat waar wanneer er we wij jullie zij hun ons onze dit dat deze die
        alle alles moet moeten mag kan
    """.split()
)
FILLERS = frozenset(
    """season saison saisons temporada stagione época seizoen
    whole entire entirely overall throughout basically
    please thanks kindly exactly actually really roughly approximately so far still already currently now just ever
    everything anything yet then also maybe okay ok hi hello hey well can could tell know need want like would figure
    let's lets us here there dabei hier ici aquí one single individual anyone someone somebody something
        thing things sache sachen ding dinge chose choses cosa cosas cose coisa coisas dingen spullen
    ordinary regular normal gewone gewoon normaal normale normaler normales ordinaire ordinario corriente
    moment momento momentan derzeit actuellement actualmente attualmente momenteel
    these each log logbook decimal decimals enough rounded gerundet nachkommastelle nachkommastellen
    wofür worauf bräuchte wissen wüsste möchte sagen sag kannst könntest zusammengenommen zusammengezählt
    bitte danke genau eigentlich wirklich ungefähr etwa bisher bislang noch schon denn mal nochmal alles mir frau herr
    faudrait ça fait font faire pouvez pourriez peux dis dites dire savoir voudrais aimerais connaître besoin
    einzelne einzelner einzelnen sein seine seinen seinem seiner ihre ihren ihrem ihrer
    svp s'il plaît merci exactement environ déjà encore stp
    puedes puede podrías decir decirme dime saber necesito quiero gustaría sumando sumar
    favor gracias exactamente hasta todavía aún mr mrs ms
    favore grazie esattamente circa finora ancora puoi potresti dirmi dimmi sapere vorrei bisogno
    obrigado obrigada exatamente cerca ainda podes pode poderia dizer saber queria preciso
    alsjeblieft alstublieft graag bedankt precies ongeveer nog kun kunt zeg zeggen weten wil wilde
    """.split()
)
# Who keeps a table, as in "what did the bakery sell": in their own documents, people do not write it down.
_KEEPERS = """bakery shop store club choir school practice company firm business café restaurant hotel museum farm
    society association office parish church council charity clinic factory workshop bäckerei laden geschäft
        verein chor
    schule praxis firma betrieb unternehmen hof gemeinde werkstatt boulangerie magasin chœur école cabinet entreprise
    société mairie panadería tienda coro escuela clínica empresa asociación negozio scuola studio azienda associazione
    panificio loja padaria escola associação bakkerij winkel koor praktijk bedrijf vereniging"""
# Verbs that only link what the question names.
LIGHT = frozenset(
    map(
        stem,
        """make made take took taken get got give given show list find come came go went gone goes going there
        work works working live
        lives living belong belongs located based table column value values listed held hold much calculate
        compute add
        up send sent deliver delivered supply supplied provide provided reach reached involve placed happen happened
        occur occurred appear take place count total number sum average handle handled process processed treated dealt
        cultivate cultivates cultivated bearbeitet bearbeiten erledigt erledigen übernommen bewirtschaftet cultive
        cultivent traité traités traitée effectué réalisé cultiva cultivan realizado coltiva coltivano gestito svolto
        hoch groß lang liegt beträgt betragen zeige nenne berechne tabelle spalte jede jeden jedes jeder machen
        gemacht
        kam kamen kommen gekommen gehen ging brachte gebracht bringen arbeiten arbeitet geben gegeben hinweg lag lagen
        ging gingen drauf liefern liefert lieferte lieferten geliefert schicken schickte schickten geschickt
        erreichen erreichte
        erreicht lautet lauten
        numéro numéros número números numero numeri nummer nummern
        livrer livré livrée livrés fournir fourni fournis atteint entregar entregó entregaron entregou entregaram
        entregue entregues consegnato consegnati geleverd leverde leverden suministró alcanzó
        faire fait donne donner afficher avoir être lieu montre
        dar dame muestra hacer hizo tener ser estar
        """.split()
        + _KEEPERS.split(),
    )
)
ROWS = frozenset(
    "ones row rows entry entries record records line lines zeile zeilen eintrag einträge datensätze "
    "ligne lignes fila filas".split()
)
# What takes place on a day: a row of a table with dates.
OCCASIONS = frozenset(
    """session sessions event meeting lesson class training trip tour outing walk match game visit appointment shift
    slot workshop talk concert termin treffen sitzung veranstaltung stunde kurs fahrt ausflug spiel besuch übung séance
    cours sortie réunion rendez-vous visite entraînement sesión clase curso reunión visita cita salida partido
    entrenamiento sessione lezione corso riunione partita gita allenamento sessão aula reunião passeio treino sessie les
    bijeenkomst afspraak wedstrijd uitje""".split()
)
_FAMILIES = {
    "cost": """spend spent spends spending cost costs price prices pay paid pays payment payments expense expenses
        expenditure charge charged fee fees rate rates tariff rent rental mieten miete leihen leihgebühr
        louer loyer alquilar alquiler noleggiare noleggio alugar aluguel huren huur ausgeben ausgegeben
        ausgabe ausgaben kosten kostet cena ceny pris
        kostete kosteten gekostet preis preise bezahlt bezahle bezahlen zahle zahlen zahlt gezahlt zahlte
        gebühr dépense
        dépenses dépensé dépensée dépenser coût coûts coûte coûtent coûté coûter prix paie paient payons payé payée
        payer tarif gasto gastos gastado gastar gastamos gastó gastaron coste costo costó cuesta cuestan precio pagado
        pagar pagó pagamos bill bills spesa spese speso spendere costi costa costano costato prezzo prezzi pagato
        pagare pagano tariffa bolletta bollette gastámos gastou custo custos custa custam custou preço
        preços pagou pago despesa despesas conta contas uitgegeven uitgaven kost kostte prijs prijzen
        betaald betalen betaalt betaal tarief rekening dues subscription subscriptions contribution
        contributions premium
        beitrag beiträge beitrags mitgliedsbeitrag prämie cotisation cotisations cuota cuotas quota quote
        mensalidade contributie
        schulden schuldet owe owes owed doit doivent debe deben deve devono""",
    "income": """income revenue revenues turnover takings sales earned earnings umsatz umsätze einnahmen einnahme
        eingenommen erlös erlöse revenu revenus recette recettes ventes ingresos ingreso ventas bill billed
        invoice invoiced incasso incassi incassato ricavo ricavi fatturato entrate receita receitas
        rendimento faturado eingebracht einbrachte einbringen rapporté rapporte rapporter encaissé
        encaissée encaisser encaissés encaissement recaudó recaudado
        rendeu renderam fruttato opgebracht omzet opbrengst opbrengsten inkomsten ontvangen""",
    "deposit": """deposit deposits kaution pfand anzahlung hinterlegung hinterlegen hinterlegt caution acompte arrhes
        fianza depósito señal
        cauzione caparra borg waarborg caução sinal""",
    "purchase": """buy buys buying bought purchase purchases purchased kaufen kauft kauften gekauft einkauf einkäufe
        eingekauft bezogen acheter achète achetons acheté achetés achetée achat achats comprar compra compras compró
        compramos comprado comprare compriamo comprato comprati acquistato acquisto acquisti comprámos comprou
        kopen koopt kochten gekocht inkoop ingekocht""",
    "sale": """sell sells selling sold sale sales units verkauft verkaufen verkauften verkäufe absatz stück vendu
        vendus vendre vente ventes vendió vendieron vendido vender ventas unidades vendite vendita venduto
        venduti vendute vendere vendas venda vendeu vendidos verkoop verkocht verkochte verkopen""",
    "amount": """amount amounts sum total betrag beträge summe montant montants importe importes value wert importo
        importi somma valore valor valores montante quantia bedrag bedragen waarde money geld argent dinero
        denaro soldi dinheiro""",
    "wage": """pay vergütung bezahlung paga earn earns earning salary salaries wage wages gehalt gehälter
        verdient verdienen verdiente lohn
        salaire gagne gagner gagnent salario sueldo gana ganan ganar stipendio stipendi guadagna guadagnano
        salário salários ganha ganham salaris loon""",
    "worker": """payroll gehaltsliste lohnliste staff employee employees worker workers headcount mitarbeiter
        mitarbeiterin mitarbeiterinnen
        beschäftigte personal employés employé salariés empleado empleados trabajadores dipendente
        dipendenti impiegati funcionário funcionários trabalhadores medewerker medewerkers personeel""",
    "member": """mitgl member members membership mitglied mitglieder mitgliedern adhérent adhérents membre membres
        sociétaire
        sociétaires socio socios socia miembro miembros soci membro membros associado associados lid leden""",
    "birth": """born birth birthday birthdays birthdate geboren geburt geburtstag geburtstage geburtsdatum né née nés
        naissance anniversaire nacido nacida nació nacimiento cumpleaños nato nata nascita compleanno nascido
        nascida nascimento aniversário geboorte geboortedatum verjaardag""",
    "joining": """join joins joined joining entry entered hired eintritt eintreten eingetreten beitritt beigetreten
        eingestellt einstellung inscription inscrit inscrite adhésion adhéré embauché embauchée embauche ingreso
        ingresó alta contratado contratada iscrizione iscritto iscritta assunto assunta inscrição inscrito
        admissão admitido inschrijving ingeschreven""",
    "visitor": """visitor visitors guest guests attendance attendees participants spectators passenger passengers riders
        aboard fahrgäste fahrgast passagiere passagers passager pasajeros passeggeri passageiros passagiers
        besucher besucherinnen
        gäste teilnehmer zuschauer visiteur visiteurs spectateurs visitante visitantes asistentes visitatore
        visitatori ospiti partecipanti participantes bezoeker bezoekers gasten deelnemers""",
    "use": """use uses using consumption consume consumed usage verbrauch verbraucht verbrauchten verbrauchen
        consommation consommé consommer consumo consumido consumió consumi consumato consumou verbruik
        verbruikt verbruikte""",
    "power": """electricity power strom elektrizität électricité electricidad elettricità eletricidade stroom
        elektriciteit""",
    "harvest": """yield yields harvest harvested produce produced production crop ernte ernten geerntet ertrag erträge
        produziert récolte récolté récoltés récoltée récolter produit cosecha cosechado cosechó producción""",
    "height": "tall high height elevation altitude hoch höhe hauteur haut altura alto alta",
    "time": """long length duration time spend spent spends dauer dauert dauerte länge zeit durée longueur
        duración dura
        night nights nacht nächte nuit nuits nuitées noche noches notte notti noite noites nachten""",
    "weight": "heavy weigh weighs weighed weight mass gewicht schwer wiegt wog poids pèse pèsent peso pesa",
    "age": "old age aged alt alter âge edad",
    "lead": """charge responsible supervise supervises oversees zuständig verantwortlich verantwortet kümmert betreut
        gère gèrent occupe occupent responsable responsabile encarga gestisce segue seguiva occupa cuida beheert
        run runs manage manages managed manager lead leads leader head boss leiter leiterin leitet
        leiten leitung
        gérant dirige directeur responsable director gerente""",
    "start": """start starts starting begin begins beginning beginn beginnt anfang startet start début commence
        commencer
        commencent inicio empieza comienza inizio inizia começo começa begint""",
    "end": """end ends ending finish finishes ende endet endung fin finit finissent termine acaba termina fine finisce
        fim eindigt einde""",
    "leave": "leave holiday holidays vacation urlaub ferien congé congés vacaciones",
    "client": """client clients customer customers kunde kunden kundin kundinnen cliente clientes clienti klant
        klanten""",
    "quarter": "quarter quarters quartal quartale trimestre trimestres trimestri kwartaal kwartalen",
    "day": "day days date dates tag tage tagen tages datum jour jours día días fecha giorno giorni dia dias dag dagen",
    "month": "month months monat monate monaten mois mes meses mese mesi mês maand maanden",
    "year": "year years jahr jahre jahren année années an ans año años anno anni ano anos jaar jaren",
    "title": "book books title titles buch bücher titel livre livres titre libro libros título",
    "place": "town city stadt ort ville lieu ciudad lugar città luogo cidade stad plaats",
    "phone": """phone telephone tel call ring dial mobile cell hotline extension telefon telefonnummer handy
        handynummer
        mobil mobilnummer rufnummer durchwahl anrufen rufe rufen téléphone portable mobile appeler appelle poste
        teléfono móvil celular llamar llamo extensión telefono cellulare chiamare chiamo interno telefone telemóvel
        ligar ligo telefoon telefoonnummer mobiel bellen bel""",
    "mail": "email e-mail mail mails courriel correo",
    "quantity": """quantity qty units pieces stock menge stückzahl anzahl bestand quantité cantidad existencias
        quantità pezzi quantidade hoeveelheid aantal stuks pièces unités piezas peças unidades unità stücke copies
        exemplaires exemplare items articles""",
}
FAMILIES: dict[str, frozenset[str]] = {name: frozenset(words.split()) for name, words in _FAMILIES.items()}
# As file names have them.
_WITHOUT_ACCENTS = {
    bare: frozenset(name for name, members in FAMILIES.items() if word in members)
    for word in frozenset[str]().union(*FAMILIES.values())
    for bare in [without_accents(word)]
    if bare != word
}
# Columns of a cash book or a bank statement. In a question, most of these words mean something else.
_FLOWS = {
    word: family
    for family, words in (
        ("cost", """out outgoing outgoings paid-out debit debits dr withdrawal withdrawals withdrawn soll ausgang
            débit débits débito salida salidas uit af debet uscita uscite saída saídas sorties dare"""),
        ("income", """in incoming incomings paid-in credit credits cr deposit deposits receipt receipts received haben
            eingang crédit crédits crédito entrada entradas bij entrata entrate entrées avere"""),
    )
    for word in words.split()
}  # fmt: skip
_IN_MONEY_OF = re.compile(rf"\([^()]*\)|[$€£¥]|\b(?:{'|'.join(CURRENCIES)})\b")
PEOPLE = frozenset(
    "people persons person everybody everyone folks leute menschen personen gens personnes personas persona gente"
    " persone pessoas mensen".split()
)
IN_MONEY = frozenset(("cost", "income", "wage", "sale"))
_UNIT_KINDS = {
    "time": frozenset(("min", "h", "s", "day", "week", "month")), "weight": frozenset(("kg", "g", "t")),
    "height": frozenset(("m",)),
}  # fmt: skip
_SELLER = re.compile(
    r"\b(?:suppliers?|vendors?|bought (?:from|at)|lieferant(?:en|in)?|händler|fournisseurs?|proveedor(?:es)?"
    r"|fornitor[ei]|fornecedor(?:es)?|leveranciers?)\b",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"(?:(?:member|customer|client|employee|mitgl\.?|kunden|membre|adhérent|socio|cliente?|lid|klant)[ -]?)?"
    r"(?:no|nr|id|number|nummer|rank|pos(?:ition)?|#|code|phone|extension|zip|n[°º]|num(?:éro|ero)?"
    r"|\w+-?(?:nr|nummer))\.?",
    re.IGNORECASE,
)
# Numbers that are called, and not counted.
_CALLED = re.compile(
    r"\b(?:extension|phone|telephone|mobile|fax|room|zip|post ?code|code|pin|id|no|nr|number|durchwahl|telefon|handy"
    r"|zimmer|raum|plz|postleitzahl|\w*nummer|\w+nr|poste|téléphone|chambre|salle|numéro|código|número|teléfono"
    r"|extensión|habitación|sala|interno|telefono|stanza|codice|numero|ramal|telefone|quarto|kamer|telefoon|toestel)\b"
    r"(?! (?:of|von|der|de|di|van)\b)",
    re.IGNORECASE,
)
_TOTALS = frozenset(
    "total sum totale gesamt summe total_amount importe importo montant totaal bedrag suma razem".split()
)
_NOT_ADDED = re.compile(
    r"\b(?:per|je|pro|par|por|rate|price|preis|prix|precio|prezzo|preço|prijs|cena|tarif\w*|average|mean|schnitt|durchschnitt|age|alter|height"
    r"|höhe|altitude|rank|score|percent|share|temperature|index|room|seats)\b|[%/]|\w+preis\b",
    re.IGNORECASE,
)

_PER_PIECE = re.compile(
    r"\b(?:(?:per|je|pro) (?:unit|piece|item|stück|stuk)|each|apiece|a piece|unit (?:price|cost)|(?:price|cost) per"
    r"|unit[áaà]ri[oa]s?|unitaire|(?:stück|einzel|stuks)(?:preis|prijs)|l['’]unité|par pièce|por unidad|la unidad)\b",
    re.IGNORECASE,
)
_PER_THING = re.compile(r"\b(?:per|je|pro|par|por|al|la|le|l['’]) ?([^\W\d_]{2,})|/ ?([^\W\d_]{2,})", re.IGNORECASE)


def is_function(word: str) -> bool:
    """Whether the word of a question carries no meaning of its own."""
    text = re.sub(r"['’](?:s|re|ve|d|ll)$", "", word.casefold())
    is_letter = len(text) == 1 and text.isalpha() and not word.isupper()  # "bracket C" is one of several
    return text in STOP or text in _OF_QUESTIONS or text in FILLERS or is_letter


@lru_cache(maxsize=1 << 12)
def families_of(word: str) -> frozenset[str]:
    """The families of a word.

    >>> sorted(families_of("spent")), sorted(families_of("Leute"))
    (['cost', 'time'], ['visitor', 'worker'])
    """
    text = word.casefold()
    if text in PEOPLE:
        return frozenset(("worker", "visitor"))
    found = frozenset(name for name, members in FAMILIES.items() if text in members)
    return found or _WITHOUT_ACCENTS.get(text, frozenset())


@lru_cache(maxsize=1 << 12)
def families_of_compound(word: str) -> frozenset[str]:
    """The families of a word, or of the last part of a compound word.

    >>> families_of_compound("Stromverbrauch")
    frozenset({'use'})
    """
    text = word.casefold()
    return families_of(word) or frozenset(
        name
        for name, members in FAMILIES.items()
        if any(len(one) >= _SHORTEST - 1 and text.endswith(one) and len(text) > len(one) + 2 for one in members)
    )


@lru_cache(maxsize=1 << 12)
def families_of_column(column: Column) -> frozenset[str]:
    """The families of a column, by the words of its name and the unit of its numbers."""
    if column.name == AMOUNTS:
        return frozenset()
    found = set[str]().union(*map(families_of_compound, tokens(column.name)))
    found |= {flow_of(column)} - {""}
    if column.kind == "date":
        found |= {"day"}
    found |= {column.period} - {""}
    if column.kind == "number":
        unit = unit_of(column)
        if is_total(column):
            found |= {"amount"}
        if found == {"amount"}:
            found |= IN_MONEY
        if currencies(f"{column.name} {unit}"):
            found |= {"amount"}
        measured = {UNITS.get(word.casefold()) for word in (unit, column.name)}
        found |= {name for name, units in _UNIT_KINDS.items() if measured & units}
    return frozenset(found)


def is_total(column: Column) -> bool:
    """Whether the column is called after a total, as that of an invoice."""
    return IN_BRACKETS.sub(" ", column.name).strip().casefold() in _TOTALS


def flow_of(column: Column) -> str:
    """ "cost" or "income" if the column is a side of a cash book, such as "Out (EUR)" or "Credit"; "" if not."""
    name = _IN_MONEY_OF.sub(" ", column.name)
    return _FLOWS.get("-".join(name.casefold().split()), "") if column.kind == "number" else ""


def can_be_added(column: Column) -> bool:
    """Whether a sum of the column means something: amounts can be added, prices and heights cannot.

    Nor can amounts that a join repeats: the budget of a quarter stands beside each of its milestones.
    """
    return not column.is_joined and _NOT_ADDED.search(f"{column.name} {unit_of(column)}") is None


def is_per_piece(column: Column) -> bool:
    """Whether the column says what one piece costs: a total also needs the number of pieces."""
    return _PER_PIECE.search(f"{column.name} {unit_of(column)}") is not None


def is_price_of(price: Column, pieces: Column) -> bool:
    """Whether a column of prices is named after the things that the other counts: "Price per box (EUR)" and "Boxes"."""
    match = _PER_THING.search(price.name) if price.kind == pieces.kind == "number" and is_money(price) else None
    thing = root(match[1] or match[2]) if match else ""
    return bool(thing) and not is_money(pieces) and thing in map(root, tokens(f"{pieces.name} {unit_of(pieces)}"))


def is_money(column: Column) -> bool:
    """Whether the column has amounts of money, as its name or unit says."""
    return bool(families_of_column(column) & IN_MONEY or currencies(f"{column.name} {unit_of(column)}"))


def names_a_seller(column: Column) -> bool:
    """Whether the column says from whom something was bought, so that all rows are purchases."""
    return _SELLER.search(column.name) is not None


def is_numbering(column: Column) -> bool:
    """Whether the numbers of the column only name things, such as a rank or a code."""
    return _NUMBERING.fullmatch(column.name.strip()) is not None


def is_called(column: Column) -> bool:
    """Whether the numbers of the column are called, as extensions and rooms are: they have no separators."""
    return _CALLED.search(column.name) is not None and not column.decimals


def families_around(table: Table) -> frozenset[str]:
    """The families of the words around the table."""
    text = " ".join(part for one in table.all_written for part in (one.title, one.heading, one.above, one.document_id))
    text = text.replace("_", " ")
    return frozenset[str]().union(*map(families_of_compound, tokens(text)))
