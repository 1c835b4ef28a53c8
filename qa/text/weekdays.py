"""Days of the week, in full and in short, in nine languages. Pure."""

from __future__ import annotations

_FULL = (
    "monday montag lundi lunes lunedì lunedi segunda-feira na_segunda maandag poniedziałek понедельник"
    " 星期一 周一 月曜日",
    "tuesday dienstag mardi martes martedì martedi terça-feira na_terça dinsdag wtorek вторник 星期二 周二 火曜日",
    "wednesday mittwoch mercredi miércoles mercoledì mercoledi quarta-feira na_quarta woensdag środa środę среда среду"
    " 星期三 周三 水曜日",
    "thursday donnerstag jeudi jueves giovedì giovedi quinta-feira na_quinta donderdag czwartek четверг"
    " 星期四 周四 木曜日",
    "friday freitag vendredi viernes venerdì venerdi sexta-feira na_sexta vrijdag piątek пятница пятницу"
    " 星期五 周五 金曜日",
    "saturday samstag sonnabend samedi sábado sabado sabato zaterdag sobota sobotę суббота субботу 星期六 周六 土曜日",
    "sunday sonntag dimanche domingo domenica zondag niedziela niedzielę воскресенье 星期日 星期天 周日 日曜日",
)
_SHORT = (
    "mon mo lun seg segunda ma pon пн 月",
    "tue tues tu di mar ter terça wt вт 火",
    "wed we mi mer mié mie qua quarta wo śr ср 水",
    "thu thur thurs th do jeu jue gio qui quinta czw чт 木",
    "fri fr ven vie vier sex sexta vr pt пт 金",
    "sat sa sam sáb sab za sob сб 土",
    "sun su so dim dom zo nd niedz вс 日",
)
_SEVERAL = {
    "weekday weekdays wochentag wochentage wochentags werktag werktage werktags werktagen jours_de_semaine en_semaine"
    " jours_ouvrés días_laborables entre_semana giorni_feriali feriali dias_úteis doordeweeks weekdagen dni_robocze"
    " будни будням": (1, 5),
    "weekend weekends week-end week-ends wochenende wochenenden fin_de_semana fines_de_semana fine_settimana"
    " fim_de_semana fins_de_semana weekenden weekendy выходные выходным": (6, 7),
    "daily every_day täglich jeden_tag tous_les_jours todos_los_días tutti_i_giorni ogni_giorno todos_os_dias dagelijks"
    " elke_dag codziennie ежедневно 毎日 每天": (1, 7),
}  # fmt: skip
# By their names in full, in small letters: the first and the last of the days, from 1 for Monday.
DAYS = {
    name.replace("_", " "): days
    for names, days in (*((names, (day, day)) for day, names in enumerate(_FULL, 1)), *_SEVERAL.items())
    for name in names.split()
}
# Plurals: "sundays", "sonntags", "lundis".
DAYS |= {f"{name}s": days for name, days in list(DAYS.items()) if name.isalpha() and not name.endswith("s")}
# With the short forms, which in a sentence are often other words: "so", "do", "di".
LABELS = DAYS | {name: (number, number) for number, names in enumerate(_SHORT, 1) for name in names.split()}
