"""The names of months and days in the languages that a date format can ask for, as spreadsheet programs write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """January first, and Monday first. `of_month` is the form beside the number of a day, where it differs."""

    months: Sequence[str]
    short_months: Sequence[str]
    days: Sequence[str]
    short_days: Sequence[str]
    of_month: Sequence[str] = ()


def _names(months: str, short_months: str, days: str, short_days: str, of_month: str = "") -> Names:
    return Names(months.split(), short_months.split(), days.split(), short_days.split(), of_month.split())


def _numbered(sign: str, days: str, day: str) -> Names:
    """Names in which months have numbers, and the signs of the days, which `day` stands before or after."""
    months = [f"{number}{sign}" for number in range(1, 13)]
    return Names(months, months, [day.format(one) for one in days], list(days))


ENGLISH = _names(
    "January February March April May June July August September October November December",
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "Mon Tue Wed Thu Fri Sat Sun",
)
JAPANESE, CHINESE = 0x11, 0x04
# By the primary language of a Windows language identifier [MS-LCID]: its lower ten bits.
_BY_LANGUAGE = {
    0x07: _names(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "Jan Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez",
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        "Mo Di Mi Do Fr Sa So",
    ),
    0x0C: _names(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "lun. mar. mer. jeu. ven. sam. dim.",
    ),
    0x0A: _names(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "ene feb mar abr may jun jul ago sep oct nov dic",
        "lunes martes miércoles jueves viernes sábado domingo",
        "lun mar mié jue vie sáb dom",
    ),
    0x10: _names(
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        "lun mar mer gio ven sab dom",
    ),
    0x13: _names(
        "januari februari maart april mei juni juli augustus september oktober november december",
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        "ma di wo do vr za zo",
    ),
    0x16: _names(
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "jan fev mar abr mai jun jul ago set out nov dez",
        "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
        "seg ter qua qui sex sáb dom",
    ),
    0x15: _names(
        "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        "poniedziałek wtorek środa czwartek piątek sobota niedziela",
        "pon. wt. śr. czw. pt. sob. niedz.",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    ),
    0x05: _names(
        "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
        "led úno bře dub kvě čvn čvc srp zář říj lis pro",
        "pondělí úterý středa čtvrtek pátek sobota neděle",
        "po út st čt pá so ne",
        "ledna února března dubna května června července srpna září října listopadu prosince",
    ),
    0x19: _names(
        "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
        "янв фев мар апр май июн июл авг сен окт ноя дек",
        "понедельник вторник среда четверг пятница суббота воскресенье",
        "Пн Вт Ср Чт Пт Сб Вс",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    ),
    0x1D: _names(
        "januari februari mars april maj juni juli augusti september oktober november december",
        "jan feb mar apr maj jun jul aug sep okt nov dec",
        "måndag tisdag onsdag torsdag fredag lördag söndag",
        "mån tis ons tor fre lör sön",
    ),
    0x06: _names(
        "januar februar marts april maj juni juli august september oktober november december",
        "jan feb mar apr maj jun jul aug sep okt nov dec",
        "mandag tirsdag onsdag torsdag fredag lørdag søndag",
        "ma ti on to fr lø sø",
    ),
    0x14: _names(
        "januar februar mars april mai juni juli august september oktober november desember",
        "jan feb mar apr mai jun jul aug sep okt nov des",
        "mandag tirsdag onsdag torsdag fredag lørdag søndag",
        "man tir ons tor fre lør søn",
    ),
    0x1F: _names(
        "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
        "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
        "Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar",
        "Pzt Sal Çar Per Cum Cmt Paz",
    ),
    JAPANESE: _numbered("月", "月火水木金土日", "{}曜日"),
    CHINESE: _numbered("月", "一二三四五六日", "星期{}"),
    0x12: _numbered("월", "월화수목금토일", "{}요일"),
}
_TAGS = {
    "de": 0x07, "fr": 0x0C, "es": 0x0A, "it": 0x10, "nl": 0x13, "pt": 0x16, "pl": 0x15, "cs": 0x05, "ru": 0x19,
    "sv": 0x1D, "da": 0x06, "nb": 0x14, "no": 0x14, "tr": 0x1F, "ja": JAPANESE, "zh": CHINESE, "ko": 0x12,
}  # fmt: skip


def names_in(language: int) -> Names:
    """The names in a language of `language_of`; English ones if the language is not known."""
    return _BY_LANGUAGE.get(language, ENGLISH)


def language_of(locale: str) -> int:
    """The primary language of the locale in a format code, such as "407" or "de-DE"; 0 if it is not known.

    >>> language_of("407") == language_of("de-DE,407") == 7
    True
    """
    tag = locale.partition("-")[0].lower()
    if tag in _TAGS:
        return _TAGS[tag]
    try:
        number = int(locale.rpartition(",")[2], 16) & 0xFFFF
    except ValueError:
        return 0
    return 0 if number >= 0xF000 else number & 0x3FF  # F800 and F400 are the formats of the system
