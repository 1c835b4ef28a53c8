"""Words with one meaning that documents and questions use for each other: "guarantee" and "warranty". Pure.

They are the words of what people compare in offers, contracts, devices and the like, in four languages. A document in
another language than the question is matched too.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from qa.forms.words.roots import roots

LEAST_PART = 4  # letters of a word that counts inside a longer one, as "tank" in "Wassertank"
LEAST_SAME = 5  # letters at the beginning that "cancel" and "cancellation" must share

_GROUPS = (
    "price cost charge fee rent rate preis kosten kostet kostenlos gebühr miete prix coût coûte tarif précio"
    " precio cuesta"
    " coste free kostenfrei gratuit gratis vermietet berechnet payable",
    "guarantee warranty guaranteed garantie gewährleistung garantía garantiert garantit",
    "pet dog cat animal haustier hund katze tier animaux chien chat mascota perro gato cane"
    " cani gatto gatti animali cão hond huisdier",
    "deposit security kaution pfand anzahlung caution acompte fianza depósito cauzione caparra borg caução",
    "notice cancel cancellation terminate termination end kündigung kündigen kündbar kündigungsfrist préavis"
    " résiliation"
    " résilier rescisión cancelar preaviso",
    "delivery deliver delivered lieferung liefern lieferzeit geliefert livraison livrer entrega entregar",
    "offer quote quotation tender bid estimate proposal angebot offerte kostenvoranschlag offre devis oferta"
    " presupuesto preventivo offerta orçamento proposta aanbieding",
    "outside outdoor outdoors draußen außen extérieur dehors exterior fuera esterno fuori buiten",
    "inside indoor indoors drinnen innen intérieur dedans interior dentro interno binnen",
    "weight weigh heavy gewicht wiegen wiegt poids pèse peso pesa",
    "duration last take long dauer dauern dauert laufzeit läuft durée dure duración dura term",
    "size large area größe fläche groß taille surface tamaño superficie",
    "leave holiday vacation urlaub ferien congé vacances vacaciones",
    "pay salary wage gehalt lohn verdienst salaire sueldo salario",
    "breakfast frühstück déjeuner desayuno",
    "checkout abreise départ salida",
    "discount reduction rabatt nachlass ermäßigung remise réduction descuento",
    "start begin beginnen beginnt anfangen début commencer empezar comenzar",
    "experience work erfahrung expérience experiencia",
    "degree diploma abschluss studium diplôme título",
    "include included inclusive cover covered contain enthalten enthält inbegriffen inklusive umfasst gedeckt"
    " versichert"
    " mitversichert inclus compris comprend incluye incluido",
    "allow allowed permit permitted may can erlaubt gestattet dürfen zulässig autorisé permis admis permitido admite"
    " welcome willkommen",
    "park parking parkplatz parken stellplatz garage aparcamiento",
    "room zimmer chambre habitación",
    "double doppel doppelzimmer",
    "waste rubbish debris müll abfall bauschutt déchets residuos",
    "remove removal take-away taking entfernen abtransport entsorgung retirer",
    "storage memory speicher arbeitsspeicher mémoire memoria",
    "battery akku batterie batería",
    "screen display bildschirm écran pantalla",
    "wifi wlan internet",
    "vegetarian vegetarians veggie veggies meatless vegetarisch vegetarier fleischlos végétarien végétarienne"
    " vegetariano vegetariana",
    "child children kid kids kind kinder enfant enfants niño niños",
    "disabled accessible wheelchair barrierefrei rollstuhl rollstuhlgerecht accesible minusválidos",
)


@cache
def _group_of() -> dict[str, int]:
    return {word: number for number, group in enumerate(_GROUPS) for word in roots(group)}


def matches(word: str, words: Collection[str]) -> bool:
    """Whether one of these words (roots) is this one, has it as a part, or means the same.

    >>> matches("warranti", {"guarant", "year"}), matches("wassertank", {"tank"}), matches("price", {"weight"})
    (True, True, False)
    """
    if word in words or any(_is_part(word, other) for other in words):
        return True
    groups = _group_of()
    own = groups.get(word)
    if own is not None and any(groups.get(other) == own for other in words):
        return True
    for part, group in groups.items():  # "Parkgebühr": "Gebühr" and the rest must be said
        if len(part) >= LEAST_PART and word.endswith(part) and len(rest := word.removesuffix(part)) >= LEAST_PART:
            is_rest = any(other.startswith(rest[:LEAST_SAME]) for other in words)
            if is_rest and any(groups.get(other) == group for other in words):
                return True
    return False


def _is_part(word: str, other: str) -> bool:
    """Whether the shorter of the words begins or ends the longer one."""
    short, long = sorted((word, other), key=len)
    return len(short) >= LEAST_PART and (
        long.endswith(short) or (long.startswith(short) and (len(short) >= LEAST_SAME or len(long) - len(short) <= 3))
    )
