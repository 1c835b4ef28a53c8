import pytest

from index.errors import DocumentError
from index.reading.readers.decode import decode

GERMAN = "Die Größe der Räume beträgt fünf Meter. Übermäßige Wärme schädigt die Geräte.\n"
FRENCH = "L'été dernier, nous avons mangé à l'hôtel. Ça coûte 25 € par personne, où que vous soyez.\n"
CZECH = "Zaměstnanec má nárok na dvacet dní dovolené. Žádost podává čtrnáct dní předem, říká příručka.\n"
RUSSIAN = "Отпуск сотрудника составляет двадцать восемь дней. Заявление подаётся за две недели.\n"
JAPANESE = "社員は年間二十日の有給休暇を取得できます。申請は二週間前までに提出してください。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("plain", "ascii"),
        (GERMAN, "utf-8"),
        (GERMAN, "utf-8-sig"),
        (GERMAN, "utf-16"),
        (GERMAN, "utf-16-le"),
        (GERMAN, "utf-16-be"),
        (GERMAN, "utf-32"),
        (GERMAN, "cp1252"),
        (FRENCH, "cp1252"),
        ("Café au lait — très bon\n", "cp1252"),
        ("Price: £5\n", "cp1252"),
        (CZECH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        ("地域,価格,備考\n東京,100,税込\n大阪,200,税抜\n", "shift_jis"),
        ("직원,휴가\n김철수,이십 일\n", "cp949"),
        (JAPANESE, "iso2022_jp"),
        ("직원은 매년 이십 일의 휴가를 가집니다.\n", "iso2022_kr"),
        ("员工每年享有二十天带薪休假。申请须提前两周提交。\n", "gb18030"),
    ],
)
def test_text_in_any_usual_encoding_is_read_as_it_was_written(text, encoding):
    assert decode(text.encode(encoding)) == text


def test_an_encoding_that_the_file_declares_is_believed():
    text = "Zażółć gęślą jaźń"
    assert decode(text.encode("iso8859-2"), declared="ISO-8859-2") == text


@pytest.mark.parametrize("declared", ["no-such-encoding", "zip", "idna", "undefined", "rot13", "utf-16", "\x00", ""])
def test_a_declared_encoding_that_has_no_sense_is_ignored(declared):
    assert decode(GERMAN.encode("cp1252"), declared=declared) == GERMAN


def test_utf8_wins_over_what_the_file_declares():
    assert decode(GERMAN.encode(), declared="iso-8859-1") == GERMAN


def test_one_damaged_byte_does_not_turn_utf8_into_gibberish():
    data = (GERMAN * 20).encode().replace(b"f\xc3\xbcnf", b"f\xffnf", 1)
    assert decode(data) == (GERMAN * 20).replace("fünf", "f\ufffdnf", 1)


def test_line_ends_of_every_system_become_newlines():
    assert decode(b"a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_stray_control_characters_are_dropped():
    assert decode(b"a" * 500 + b"\x1b[31mre\x01d\x00") == "a" * 500 + "red"


def test_lone_surrogates_are_never_kept():
    data = b"\xff\xfe" + "ab".encode("utf-16-le") + b"\x00\xd8" + "cd".encode("utf-16-le")
    assert decode(data) == "ab\ufffdcd"


@pytest.mark.parametrize("data", [bytes(range(256)) * 10, b"\x7fELF" + bytes(300), b"GIF89a\x01\x00\x01\x00\x80\x00"])
def test_binary_data_is_refused(data):
    with pytest.raises(DocumentError, match="binary"):
        decode(data)


@pytest.mark.parametrize("text", ["Zwanzig Tage für alle.", "Le café ferme à six heures.", "El niño paga 5 €."])
def test_single_letters_with_marks_are_not_taken_for_chinese(text):
    assert decode(text.encode("cp1252")) == text


def test_chinese_text_with_many_latin_words_is_still_chinese():
    text = "通知 PDF 文件 2024 年 OK 停水 A 区 B 栋 请各位居民提前储水 thank you"
    assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "产品,单价,库存数量\n铅笔,12,300\n橡皮擦,8,150\n笔记本,25,60\n"),
        ("cp949", "부서,인원,예산\n영업부,12,300\n총무부,8,150\n"),
        ("euc_jp", "部署,人数,予算\n営業部のひと,12,300\nカメラ,8,150\n"),
        ("mac_roman", "Name;Prix\nThé;12\nCrème brûlée;15\nGâteau;9\n"),
        ("cp850", "Name;Preis\nKäse;12\nWürstchen;15\nMöhren;9\n"),
        ("cp850", "País;Población\nEspaña;47\nMéxico;126\n"),
        ("cp1254", "Ürün;Fiyat\nçay içeceği;12\nşeker;5\n"),
        ("cp1252", "Größe;Brand™\nÄpfel für Mädchen;5 €\nÖl – don’t;7\n"),
    ],
)
def test_short_tables_of_many_encodings_are_decoded_rightly(encoding, text):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (b"\x1b[1;31mred\x1b[0m and \x1b]0;title\x07plain", "red and plain"),
        (b"N\x08N\x08NA\x08A _\x08fi\x08_", "NA fi"),
    ],
)
def test_what_is_written_for_a_terminal_is_read_as_it_is_seen(stored, text):
    assert decode(stored) == text


def test_a_short_table_of_the_macintosh_is_known():
    text = "Café;Größe;Prix\nÉclair;groß;3,20 €\nTarte;klein;2,80 €\n"
    assert decode(text.replace("\n", "\r").encode("mac-roman")) == text


def test_other_line_ends_are_newlines_also_in_a_short_text():
    assert decode("a\u2028b\x0bc\x85d\u2029e".encode()) == "a\nb\nc\nd\n\ne"


MAC_DOS_AND_LATIN_9 = {
    "mac_roman": (
        "Die Mühle in Jüchen mahlt täglich. Größe: 4 m, Preis 5 € für schöne Äpfel.",
        "El señor Muñoz vendrá mañana. ¿Dónde está la estación?",
        "Un élève",
        "Ça va",
        "It’s a fine day — the price is £5.",
        "Smørrebrød koster 45 kroner på Ærø.",
    ),
    "cp850": ("Straße der Äpfel", "El niño está aquí", "Smörgås på ön"),
    "cp1252": ("Un élève", "blåbær og kød", "A maçã está à mão. O João não foi à praia.", "Grüße: „täglich“ – 5 €"),
    "iso8859_15": ("Le cœur coûte 5 € à Nîmes",),
    "iso8859_2": ("Łódź i Gdańsk: cena pięć złotych", "Zażółć gęślą jaźń"),
    "cp1250": ("Cena wynosi pięć złotych, proszę.", "Ž. Novák, Praha; Š. Černý, Brno"),
    "cp1254": ("Günaydın, nasılsınız? İyi akşamlar.",),
    "cp1257": ("Ačiū už pirkinį, kaina penki eurai",),
}


@pytest.mark.parametrize(
    ("text", "encoding"), [(text, encoding) for encoding, texts in MAC_DOS_AND_LATIN_9.items() for text in texts]
)
def test_a_few_words_in_latin_letters_show_their_encoding(text, encoding):
    assert decode(text.encode(encoding)) == text
