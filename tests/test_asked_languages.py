"""Questions about the documents as such, and for summaries, in languages whose sentences no rule spells out."""

from __future__ import annotations

from datetime import date

import pytest
from fakes import FakeModels, HeldDocuments, make_document, make_headed

from index.reading.readers.contents import PROPERTIES
from index.records import Failure
from qa.engines.extractive_engine import ExtractiveEngine
from qa.pipeline import Pipeline
from qa.records import Answer
from qa.settings import Settings


class Dated(HeldDocuments):
    def changed_on(self, document_id: str) -> date:
        return date.today() if document_id == "orchard.pdf" else date(2020, 5, len(document_id))

    def failures(self) -> list[Failure]:
        return [Failure("broken.pdf", "it is encrypted")]


ORCHARD = make_headed(
    "orchard.pdf",
    "Report on the orchard",
    ("Harvest", 1, "The orchard gave nine tonnes of apples in the autumn. The pears of the orchard froze in April."),
    ("Costs", 2, "The new press of the orchard cost 3,400 euros. The members paid half of the press."),
)
FERRY = make_headed(
    "ferry.docx",
    "Ferry rules",
    ("", None, "The ferry leaves the quay at seven. Bicycles travel on the ferry for free."),
    (PROPERTIES, None, "Author: Ida Novak\nCreated: 2024-06-01"),
)
STOCK = make_headed("stock.xlsx", "Stock", ("Seeds", 1, "Seed: Pea | Bags: 7"), ("Tools", 2, "Tool: Rake | Pieces: 3"))
LETTER = make_document(
    "flat-letter.eml",
    "From: Olga Brandt <olga@example.org>\nTo: Office <office@example.org>\nDate: Thu, 08 Jan 2026 19:42:00 +0000\n\n"
    "The boiler in my flat has been cold since Monday. I ask that the boiler is mended within a week.\n",
)
LIBRARY = Dated(ORCHARD, FERRY, STOCK, LETTER)
ALL = "There are 4 documents"
ALL_ZH = "索引中有 4 个文档"


def ask(question: str, index: HeldDocuments = LIBRARY) -> Answer:
    *_, answer = Pipeline(index, FakeModels(ExtractiveEngine()), Settings()).answer(question)  # type: ignore[arg-type]
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Quanti file ci sono qui dentro?", ALL),
        ("Quali documenti hai?", ALL),
        ("Mi dici i nomi di tutti i file?", ALL),
        ("Quantos ficheiros existem na pasta?", ALL),
        ("Que documentos você tem?", ALL),
        ("Hoeveel bestanden zitten er in de map?", ALL),
        ("Welke documenten heb je?", ALL),
        ("Ile dokumentów jest w folderze?", ALL),
        ("Jakie pliki tu są?", ALL),
        ("Сколько документов в папке?", ALL),
        ("Какие у тебя есть файлы?", ALL),
        ("文件夹里有多少个文件？", ALL_ZH),
        ("你有哪些文档？", ALL_ZH),
        ("フォルダにはいくつの文書がありますか？", ALL),
        ("どんなファイルがありますか", ALL),
        ("كم عدد الملفات في المجلد؟", ALL),
        ("ما هي المستندات الموجودة؟", ALL),
        ("Quanti PDF ci sono?", "There is 1 PDF document"),
        ("Сколько здесь файлов Word?", "There is 1 Word document"),
        ("有几个PDF文件？", "索引中有 1 个 PDF 类文档"),
        ("Qual è il documento più recente?", "The newest file is orchard.pdf"),
        ("Qual é o ficheiro mais recente?", "The newest file is orchard.pdf"),
        ("Wat is het nieuwste bestand?", "The newest file is orchard.pdf"),
        ("Który plik jest najnowszy?", "The newest file is orchard.pdf"),
        ("Какой файл самый новый?", "The newest file is orchard.pdf"),
        ("最新的文件是哪个？", "最新的文件是 orchard.pdf"),
        ("一番新しいファイルはどれですか？", "The newest file is orchard.pdf"),
        ("ما هو أحدث ملف؟", "The newest file is orchard.pdf"),
        ("which file is the biggest?", "The largest file is"),
        ("Welche Datei ist am größten?", "Die größte Datei ist"),
        ("Qual è il file più grande?", "The largest file is"),
        ("Какой документ самый большой?", "The largest file is"),
        ("哪个文件最大？", "最大的文件是"),
        ("Quali file non sono stati letti?", "broken.pdf"),
        ("Welke bestanden konden niet gelezen worden?", "broken.pdf"),
        ("Какие файлы не удалось прочитать?", "broken.pdf"),
        ("Których plików nie udało się odczytać?", "broken.pdf"),
        ("哪些文件无法读取？", "broken.pdf"),
        ("読み取れなかったファイルはどれですか？", "broken.pdf"),
        ("Quais documentos não puderam ser lidos?", "broken.pdf"),
        ("Quante pagine ha orchard.pdf?", "has 2 pages"),
        ("Hoeveel pagina's heeft orchard.pdf?", "has 2 pages"),
        ("Сколько страниц в orchard.pdf?", "has 2 pages"),
        ("orchard.pdf有多少页？", "有 2 页"),
        ("Ile stron ma orchard.pdf?", "has 2 pages"),
        ("Combien de pages a orchard.pdf ?", "a 2 pages"),
        ("كم صفحة في orchard.pdf؟", "has 2 pages"),
        ("Quanti fogli ha il file stock.xlsx?", "2 sheets"),
        ("Сколько листов в файле stock.xlsx?", "2 sheets"),
        ("stock.xlsxにはシートがいくつありますか？", "2 sheets"),
        ("Chi ha scritto ferry.docx?", "Ida Novak"),
        ("Quem escreveu ferry.docx?", "Ida Novak"),
        ("Wie heeft ferry.docx geschreven?", "Ida Novak"),
        ("Kto napisał ferry.docx?", "Ida Novak"),
        ("Кто автор ferry.docx?", "Ida Novak"),
        ("ferry.docx是谁写的？", "Ida Novak"),
        ("من كتب ferry.docx؟", "Ida Novak"),
        ("Quando è stato scritto ferry.docx?", "2024-06-01"),
        ("Когда был написан ferry.docx?", "2024-06-01"),
        ("ferry.docxはいつ作成されましたか？", "2024-06-01"),
        ("Quando è stato modificato l'ultima volta orchard.pdf?", "last changed on"),
        ("Cosa è cambiato da ieri?", "orchard.pdf"),
        ("Какие файлы изменились за неделю?", "orchard.pdf"),
        ("Welke bestanden zijn deze week gewijzigd?", "orchard.pdf"),
    ],
)  # fmt: skip
def test_the_library_is_asked_about_in_other_languages(question: str, told: str) -> None:
    answer = ask(question)
    assert told in answer.text, answer.text
    assert answer.form in ("library", "list")  # sheets are a list
    assert not answer.abstained


@pytest.mark.parametrize(
    "question",
    [
        "Di cosa parla orchard.pdf?",
        "Riassumi il report orchard.pdf",
        "Quali sono i punti principali di orchard.pdf?",
        "Fammi una breve sintesi di orchard.pdf, per favore",
        "Do que trata orchard.pdf?",
        "Resuma o relatório orchard.pdf",
        "Quais são os pontos principais de orchard.pdf?",
        "Waar gaat orchard.pdf over?",
        "Vat orchard.pdf samen",
        "Geef een korte samenvatting van orchard.pdf",
        "O czym jest orchard.pdf?",
        "Streść orchard.pdf",
        "Jakie są najważniejsze punkty orchard.pdf?",
        "О чём orchard.pdf?",
        "Кратко перескажи orchard.pdf",
        "Сделай краткое содержание orchard.pdf",
        "orchard.pdf讲了什么？",
        "请总结一下orchard.pdf",
        "orchard.pdfは何についての文書ですか？",
        "orchard.pdfを要約してください",
        "عن ماذا يتحدث orchard.pdf؟",
        "لخص orchard.pdf",
        "give me the gist of orchard.pdf",
        "tl;dr orchard.pdf",
        "what's orchard.pdf all about?",
        "run me through orchard.pdf",
        "quick rundown of orchard.pdf",
        "sum up the orchard report pls",
        "orchard.pdf in a nutshell",
        "De quoi parle orchard.pdf ?",
        "Fais-moi une synthèse de orchard.pdf",
        "Hazme un resumen de orchard.pdf",
    ],
)
def test_summaries_are_asked_for_in_other_languages(question: str) -> None:
    answer = ask(question)
    assert answer.form == "summary"
    assert "press" in answer.text
    assert {one.document_id for one in answer.citations} == {"orchard.pdf"}


@pytest.mark.parametrize(
    "question",
    [
        "What does Mrs Brandt want from us? main points",
        "What did Olga Brandt write in her mail, in short?",
        "main points of Brandt's letter",
        "What is Ms Brandt's e-mail about?",
        "Summarise the mail from Olga Brandt.",
        "Was will Frau Brandt von uns? Kurz die wichtigsten Punkte.",
        "Was schreibt Olga Brandt in ihrer Mail, kurz?",
        "Que veut Mme Brandt, en bref ?",
        "Cosa vuole la signora Brandt? In breve",
    ],
)
def test_what_somebody_wrote_is_summed_up(question: str) -> None:
    answer = ask(question)
    assert answer.form == "summary"
    assert "boiler" in answer.text
    assert {one.document_id for one in answer.citations} == {"flat-letter.eml"}


HALL = {  # a report in each language, on something else than the question
    "en": "The roof of the market hall is old. The report on the hall asks for new beams, which the council will pay.",
    "fr": "La charpente de la halle est ancienne. Le rapport sur la halle municipale demande de nouvelles poutres.",
    "de": "Das Dach der Markthalle ist alt. Der Bericht über die Halle verlangt neue Balken, die die Stadt bezahlt.",
    "it": "Il tetto del mercato è vecchio. Il rapporto sul mercato chiede nuove travi, che saranno pagate dal comune.",
    "es": "El tejado del mercado es viejo. El informe sobre el mercado pide vigas nuevas, que pagará el ayuntamiento.",
    "nl": "Het dak van de markthal is oud. Het verslag over de hal vraagt om nieuwe balken, die de gemeente betaalt.",
    "ru": "Крыша рынка старая. Отчёт о рынке требует новых балок, за которые заплатит город.",
    "zh": "市场的屋顶很旧。关于市场的报告要求更换新的横梁，费用由市政府承担。",
}


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Fais un résumé du rapport sur la piscine municipale.", "fr"),
        ("Summarise the report on the swimming pool.", "en"),
        ("Summarise the report about unicorns.", "en"),
        ("Give me the gist of the swimming pool report", "en"),
        ("Fasse den Bericht über das Schwimmbad zusammen.", "de"),
        ("Riassumi il rapporto sulla piscina.", "it"),
        ("Resume el informe sobre la piscina.", "es"),
        ("Vat het verslag over het zwembad samen.", "nl"),
        ("Кратко перескажи отчёт о бассейне", "ru"),
        ("请总结一下关于游泳池的报告", "zh"),
    ],
)
def test_a_summary_of_what_no_document_is_about_is_refused(question: str, language: str) -> None:
    name = {"fr": "rapport", "de": "bericht", "it": "rapporto", "es": "informe", "nl": "verslag"}.get(
        language, "report"
    )
    answer = ask(question, HeldDocuments(make_document(f"{name}.txt", HALL[language])))
    assert answer.abstained
    assert not answer.citations


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Fais un résumé du rapport sur la halle.", "fr"),
        ("Summarise the report on the market hall", "en"),
        ("Fasse den Bericht über die Markthalle zusammen.", "de"),
        ("Riassumi il rapporto sul mercato.", "it"),
        ("Resume el informe sobre el mercado.", "es"),
        ("Vat het verslag over de markthal samen.", "nl"),
        ("Кратко перескажи отчёт о рынке", "ru"),
        ("请总结一下关于市场的报告", "zh"),
        ("Résume-moi le rapport sur la halle, je passe en réunion dans dix minutes", "fr"),
        ("Fasse den Bericht über den Markt zusammen, ich habe gleich Sitzung", "en"),  # in another language
    ],
)
def test_the_report_that_is_about_it_is_summed_up(question: str, language: str) -> None:
    answer = ask(question, HeldDocuments(make_document("report.txt", HALL[language]), LETTER))
    assert {one.document_id for one in answer.citations} == {"report.txt"}


@pytest.mark.parametrize(
    "question",
    [
        "Summarise the report.",
        "Fais un résumé du rapport.",
        "Fasse den Bericht zusammen.",
        "Riassumi il rapporto.",
        "Vat het verslag samen.",
        "Summarise the report on the orchard.",
        "Fasse den Bericht orchard kurz zusammen.",
    ],
)
def test_the_only_report_needs_no_name(question: str) -> None:
    answer = ask(question)
    assert not answer.abstained
    assert {one.document_id for one in answer.citations} == {"orchard.pdf"}


# Written after the tables of words, without a look at them.
@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Quanti sono i documenti in archivio?", ALL),
        ("Elencami tutti i file che hai", ALL),
        ("Che file ci sono?", ALL),
        ("Quantos documentos há?", ALL),
        ("Lista todos os arquivos", ALL),
        ("Noem alle bestanden op", ALL),
        ("Hoeveel documenten zijn er in totaal?", ALL),
        ("Ile plików masz?", ALL),
        ("Wymień wszystkie dokumenty", ALL),
        ("Перечисли все файлы", ALL),
        ("Сколько у тебя всего документов?", ALL),
        ("请列出所有文件", ALL_ZH),
        ("一共有多少份文件", ALL_ZH),
        ("ファイルは全部で何件ありますか", ALL),
        ("ファイルの一覧を見せて", ALL),
        ("اعرض جميع الملفات", ALL),
        ("كم ملف لديك؟", ALL),
        ("Ile jest plików Excel?", "There is 1 Excel document"),
        ("Quanti file Word hai?", "There is 1 Word document"),
        ("Excelファイルはいくつありますか", "There is 1 Excel document"),
        ("Welk document is het oudst?", "The oldest file is"),
        ("Jaki jest największy plik?", "The largest file is"),
        ("Qual o menor arquivo?", "The smallest file is"),
        ("一番大きいファイルは？", "The largest file is"),
        ("ما أكبر ملف؟", "The largest file is"),
        ("what is the smallest document?", "The smallest file is"),
        ("Ci sono file che non hai potuto leggere?", "broken.pdf"),
        ("Zijn er bestanden die je niet kon openen?", "broken.pdf"),
        ("Есть ли файлы, которые не удалось открыть?", "broken.pdf"),
        ("有没有打不开的文件？", "broken.pdf"),
        ("ما الملفات التي لم تتمكن من قراءتها؟", "broken.pdf"),
        ("Di quante pagine è orchard.pdf?", "has 2 pages"),
        ("Quantas páginas tem o arquivo orchard.pdf?", "has 2 pages"),
        ("orchard.pdfは何ページありますか", "has 2 pages"),
        ("Ile arkuszy ma stock.xlsx?", "2 sheets"),
        ("stock.xlsx有几个工作表？", "2 个工作表"),
        ("Hoeveel tabbladen heeft stock.xlsx?", "2 sheets"),
        ("Chi è l'autore di ferry.docx?", "Ida Novak"),
        ("Quem é o autor do ferry.docx?", "Ida Novak"),
        ("ferry.docxを書いたのは誰ですか", "Ida Novak"),
        ("Kiedy napisano ferry.docx?", "2024-06-01"),
        ("Wanneer is ferry.docx geschreven?", "2024-06-01"),
        ("ferry.docx是什么时候写的？", "2024-06-01"),
        ("Wanneer is orchard.pdf voor het laatst gewijzigd?", "last changed on"),
        ("orchard.pdfはいつ更新されましたか", "last changed on"),
        ("Quais arquivos mudaram esta semana?", "orchard.pdf"),
        ("Co się zmieniło od wczoraj?", "orchard.pdf"),
        ("这周有哪些文件被修改了？", "orchard.pdf"),
    ],
)  # fmt: skip
def test_other_wordings_of_questions_about_the_library(question: str, told: str) -> None:
    assert told in ask(question).text


@pytest.mark.parametrize(
    "question",
    [
        "Mi fai un riassunto di orchard.pdf?",
        "In breve, cosa c'è in orchard.pdf?",
        "Faça um resumo do orchard.pdf",
        "Sobre o que é o orchard.pdf?",
        "Kun je orchard.pdf samenvatten?",
        "Wat zijn de belangrijkste punten van orchard.pdf?",
        "Podsumuj proszę orchard.pdf",
        "O czym mówi orchard.pdf?",
        "Перескажи вкратце orchard.pdf",
        "Какие основные мысли в orchard.pdf?",
        "orchard.pdf的主要内容是什么？",
        "orchard.pdf的要点是什么？",
        "orchard.pdfの要点を教えて",
        "orchard.pdfの内容は何ですか",
        "ما هي النقاط الرئيسية في orchard.pdf؟",
        "ما موضوع orchard.pdf؟",
        "de que va orchard.pdf?",
        "sobre que trata orchard.pdf?",
        "Um was geht's in orchard.pdf?",
        "just the gist of orchard.pdf pls",
        "main points of the orchard report?",
        "whats the orchard report all about",
        "talk me through the orchard report",
    ],
)
def test_other_wordings_that_ask_for_a_summary(question: str) -> None:
    answer = ask(question)
    assert answer.form == "summary"
    assert "press" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Quanti documenti servono per il passaporto?",
        "Quali documenti devo portare?",
        "Quante pagine deve avere la tesi?",
        "Hoeveel bier zit er in het vat?",
        "Wat kosten de tafels samen?",
        "Welke bestanden moet ik verwijderen?",
        "Ile stron musi mieć praca?",
        "Какие документы нужны для визы?",
        "需要带什么文件？",
        "签证需要哪些文件？",
        "どの書類を提出すればいいですか？",
        "ما المستندات المطلوبة؟",
        "Quando foi construída a ponte?",
        "Wanneer ging de samenvatting naar de raad?",
    ],
)
def test_questions_for_a_fact_are_left_alone(question: str) -> None:
    assert ask(question).form not in ("library", "summary", "list")
