import pytest

from index.reading.readers.latex.formula import linear_formula
from index.reading.readers.latex.reader import read_latex
from index.reading.readers.scripts import with_scripts


def text_of(source):
    return read_latex(source.encode()).text


def test_headings_make_sections_and_the_title_is_that_of_the_document():
    contents = read_latex(
        rb"\documentclass{article}\title{On \emph{heat}}\author{Ada \and Bo}" + b"\n"
        rb"\begin{document}\maketitle\section{Steam}\label{s} It is hot. \subsection*{Power} 5 kW\end{document}"
    )
    assert contents.title == "On heat"
    assert [(s.heading, contents.text[s.start : s.end]) for s in contents.sections] == [
        ("", "On heat\nAda Bo"),
        ("Steam", "Steam\n\nIt is hot."),
        ("Steam > Power", "Power\n\n5 kW"),
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('"`Ja"' + "' sagt er.", "„Ja“ sagt er."),
        (r"\begin{document}It is hot.\end{document} Not read.", "It is hot."),
        (r"10\textsuperscript{6} litres of H\textsubscript{2}O", "10^6 litres of H₂O"),
        (r"$10^{6}$ litres, $x^2$, $\frac{12}{5}$ and \(a_{ij}\)", "10^6 litres, x², 12/5 and a_ij"),
        (r"\SI{12}{\kilo\metre\per\hour}, \qty{3e8}{m}, \num{1200}, \SI{9}{\percent}", "12 km/h, 3·10^8 m, 1200, 9 %"),
        (r"It costs \sout{100} 90 \euro{} \& 5\,\%.", "It costs 90 € & 5 %."),
        (
            r"``Yes'' -- 5--6 \ldots{} caf\'e, \"{u}ber, Stra\ss e, gar\c{c}on",
            "“Yes” – 5–6 … café, über, Straße, garçon",
        ),
        ("One % a remark\nline. 50\\% of it.", "One line. 50% of it."),
        (r"\textbf{Bold \textit{and} more} \textcolor{red}{text} \unknown[x]{kept}", "Bold and more text kept"),
        (r"\href{http://x}{a link}, \url{http://y}", "a link, http://y"),
        (r"See \cite[p.~5]{knuth} and \ref{fig:one}.", "See [knuth, p. 5] and [fig:one]."),
        (
            "First.\n\nSecond\\\\line.\\footnote{A note.} End.\n\nThird.",
            "First.\n\nSecond\nline. End.\n\nA note.\n\nThird.",
        ),
        (r"\newcommand{\firm}{Acme}\newcommand{\two}[2]{#2 of #1}\firm{} is \two{x}{y}.", "Acme is y of x."),
        (r"\def\rate{5}The rate is \rate.", "The rate is 5."),
        (r"\iffalse gone\fi kept\begin{comment}gone\end{comment} \verb|a_b$|", "kept a_b$"),
        (r"\textcolor{white}{unseen}seen\phantom{unseen}", "seen"),
        ("\\begin{verbatim}\na  $b$\n\\end{verbatim}", "a  $b$"),
    ],
)
def test_text_is_what_readers_of_the_document_see(source, text):
    assert text_of(source).replace("\u202f", " ") == text
    in_document = rf"\documentclass{{a}}\usepackage{{b}} preamble \begin{{document}}{source}\end{{document}}"
    assert text_of(in_document).replace("\u202f", " ") == text


def test_lists_and_tables_are_read_as_such():
    source = r"""
\begin{enumerate}\item One \item Two \begin{itemize}\item inner\end{itemize}\end{enumerate}
\begin{description}\item[Gas] cheap\end{description}
\begin{table}\caption{Fees}\begin{tabular}{l|rr}\hline % rule
 & \multicolumn{2}{c}{2024} \\ Site & Plan & Actual \\ \hline
Alfa & 10\textsuperscript{6} & 2 \\ Beta \& Co & 3 & 4 \\ \end{tabular}\end{table}
"""
    assert text_of(source) == (
        "1. One\n2. Two\n- inner\nGas cheap\n\nFees\n\n"
        "Site: Alfa | 2024 Plan: 10^6 | 2024 Actual: 2\nSite: Beta & Co | 2024 Plan: 3 | 2024 Actual: 4"
    )


def test_what_is_left_out_and_what_stands_in_other_files_is_noted():
    assert read_latex(rb"Now \sout{old} new. \input{chapters/one}").notes == (
        "struck-out or deleted text was left out (1 place)",
        "it includes other files, which are read only if they are among your documents: chapters/one",
    )


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\frac{a+b}{2} \times 10^{-3}", "(a+b)/2 × 10^-3"),
        (r"\sqrt{x} + \sqrt[3]{8} \leq \alpha", "√(x) + ∛(8) ≤ α"),
        (r"E = mc^2, \text{if } v \to 0", "E = mc², if v → 0"),
        (r"\sum_{i=1}^{n} x_i", "∑_(i=1)^n x_i"),
        (r"20^{\circ}C \pm 5\%", "20°C ± 5%"),
        (r"\mathrm{CO}_2 \left( \frac12 \right)", "CO₂ ( 1/2 )"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "[ 1 2; 3 4 ]"),
    ],
)
def test_formulas_are_written_on_one_line(source, text):
    assert with_scripts(linear_formula(source)) == text


@pytest.mark.parametrize(
    "source",
    [
        r"\def\a{\a\a}\a",
        r"\def\a{\b\b\b\b\b\b\b\b\b\b}\def\b{\c\c\c\c\c\c\c\c\c\c}\def\c{" + "x" * 10_000 + r"}\a\a\a\a",
        "{" * 5_000 + "words" + "}" * 5_000,
        r"\begin{a}" * 2_000 + "words",
        "$" + "{" * 5_000,
        r"\frac" * 5_000 + "$",
        r"\textbf{" * 500 + "words",
        "\\",
        r"\begin",
        r"\item[",
        r"\verb",
        r"\SI{5",
    ],
)
def test_a_broken_or_hostile_source_ends(source):
    assert isinstance(text_of(source), str)
    assert isinstance(text_of(rf"${source}$"), str)


def latex(body):
    return read_latex(f"\\begin{{document}}\n{body}\n\\end{{document}}".encode()).text


def test_fractions_and_chemical_formulas_in_the_text_are_no_other_numbers():
    assert latex(r"\nicefrac{12}{5} and \sfrac{3}{4} of \ce{H2O}, \ce{2 H2SO4}, \ce{Ca^2+}") == (
        "12/5 and 3/4 of H₂O, 2 H₂SO₄, Ca²⁺"
    )


def test_lists_have_the_numbers_that_latex_prints():
    inner = r"\begin{enumerate}\item b\begin{enumerate}\item c\end{enumerate}\end{enumerate}"
    assert latex(rf"\begin{{enumerate}}\item a{inner}\item d\end{{enumerate}}").split("\n") == [
        *("1. a", "(a) b", "i. c", "2. d"),
    ]
    stated = r"\begin{enumerate}[label=\textbf{(\Roman*)}, start=4]\item a\item b\end{enumerate}"
    assert [line.split(" ")[-1] for line in latex(stated).split("\n")] == ["a", "b"]
    assert latex(r"\begin{enumerate}[label=\alph*),start=3]\item a\item b\end{enumerate}") == "c) a\nd) b"


def test_rows_under_a_cell_of_several_rows_keep_their_columns():
    table = (
        r"\begin{tabular}{lrr}\multirow{2}{*}{Port} & \multicolumn{2}{c}{Ships}\\ & 2024 & 2025\\"
        r"\multirow{2}{*}{Kiel} & 1 & 2\\ & 3 & 4\\ Oslo & 5 & 6\\ \end{tabular}"
    )
    assert latex(table).split("\n") == [
        "Port: Kiel | Ships 2024: 1 | Ships 2025: 2",
        "Port: Kiel | Ships 2024: 3 | Ships 2025: 4",
        "Port: Oslo | Ships 2024: 5 | Ships 2025: 6",
    ]
