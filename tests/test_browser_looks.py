"""How the page looks, in a real browser: on phones, in the dark, and as it is set."""

from __future__ import annotations

from collections.abc import Callable

from browsing import MARKS, PHONE, SIZES, Served, ask, at_both_widths, renewed, settled, until
from playwright.sync_api import Page, expect
from scripted import HOSTILE, MIXED, reply, say

pytestmark = MARKS

served, page = renewed, at_both_widths  # fixtures of this file

_LINES = """cell => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return new Set([...range.getClientRects()].map(line => Math.round(line.top))).size;
}"""

# Gradio's arrow to the end of the chat lies as high as this.
_ABOVE_ALL_OF_THE_CHAT = """() => {
  const high = document.createElement('i');
  high.style = 'position: fixed; inset: 0; z-index: 9999';
  document.querySelector('#talk').append(high);
  const isAbove = Boolean(document.elementFromPoint(195, 700).closest('#source'));
  high.remove();
  return isAbove;
}"""


# What can be pressed and has no name, or less room than a finger needs. A number in a sentence has its room around it.
_NARROW = """() => [...document.querySelectorAll('a[href], button, input, summary, textarea')].filter((one) => {
  const shown = one.matches('label input') ? one.closest('label') : one;
  if (!shown.checkVisibility({ opacityProperty: true }) || shown.closest('[inert]')) return false;
  const box = shown.getBoundingClientRect(), around = getComputedStyle(one, '::after');
  const isAround = one.matches('a') && around.position === 'absolute';
  const size = isAround ? [parseFloat(around.width), parseFloat(around.height)] : [box.width, box.height];
  const name = one.ariaLabel || one.title || one.placeholder || shown.textContent.trim();
  return box.width > 0 && (!name || Math.min(...size) < 43.9);
}).map((one) => one.outerHTML.slice(0, 120))"""


def test_what_is_pressed_has_a_name_and_room_for_a_finger(open_page: Callable[..., Page], served: Served) -> None:
    (served.chatbot.settings.documents / "security.md").write_text("words")
    page = open_page(viewport=PHONE)
    found: list[str] = []

    def look(view: str) -> None:
        found.extend(f"{view}: {one}" for one in page.evaluate(_NARROW))

    look("start")
    ask(page, MIXED)
    look("answer")
    ask(page, "Who won the world cup?")
    look("no answer")
    page.get_by_role("button", name="In all documents").click()
    page.get_by_label("PDF files").check()
    look("picker")
    page.keyboard.press("Escape")
    page.locator("#talk a.cite").nth(1).click()
    page.locator("#source .light").wait_for()
    look("source")
    page.keyboard.press("Escape")
    page.locator("#talk a.rate.bad").first.click()
    look("rating")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Conversations").click()
    look("conversations")
    page.get_by_role("button", name="Actions for").first.click()
    look("menu of a conversation")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Settings").click()
    page.locator("dialog fieldset").first.wait_for()
    look("settings")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("tab", name="Documents").click()
    page.locator("#files table").wait_for()
    look("documents")
    page.get_by_role("button", name="Actions for security.md").click()
    look("menu of a document")
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_text("Deleted in the last day").click()
    look("deleted documents and a notice")
    assert not found, "\n".join(found)


def test_headings_and_quotes_are_in_the_serif_that_is_shipped(page: Page) -> None:
    ask(page, MIXED)
    page.locator("#talk a.cite").nth(2).click()
    expect(page.locator("#source mark")).to_be_visible()
    until(page, "[...document.fonts].some((font) => font.family.includes('Lora') && font.status === 'loaded')")
    client = page.context.new_cdp_session(page)
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    for part in ("#source blockquote", "#brand h1"):
        node = client.send("DOM.querySelector", {"nodeId": root, "selector": part})["nodeId"]
        (font,) = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert (font["familyName"], font["isCustomFont"]) == ("Lora", True), part


def test_on_a_phone_nothing_scrolls_sideways_and_the_source_fills_the_screen(
    open_page: Callable[..., Page], served: Served
) -> None:
    columns = [f"Designation{n}" for n in range(5)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in (columns, ["---"] * 5, ["18.50"] * 5))
    long = " ".join(["Many words."] * 150)
    for question, words in (("Table?", table), (long, "So many.")):
        served.chatbot.answers[question] = reply(question, say(words, supported=None))
    page = open_page(viewport={"width": 390, "height": 844})

    def is_narrow() -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth <= 390 && document.body.scrollWidth <= 390"))

    assert is_narrow()
    ask(page, HOSTILE)
    ask(page, long)
    assert (page.locator("#talk .question").last.bounding_box() or {})["height"] < 400  # its answer is in view too
    ask(page, "Table?")
    for cell in ("th", "td"):  # no word or number is broken: the table scrolls
        assert page.locator(f"#talk .answer {cell}").first.evaluate(_LINES) == 1
    ask(page, MIXED)
    assert is_narrow()
    page.locator("#talk .answer").last.locator("a.cite").nth(1).click()
    page.locator("#source .light").wait_for()
    box = page.locator("#source").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert is_narrow()
    expect(page.locator("#source .light")).to_be_in_viewport()
    assert page.evaluate(_ABOVE_ALL_OF_THE_CHAT)
    assert page.evaluate("document.querySelector('gradio-app').inert")
    page.get_by_role("button", name="Close source").click()
    assert not page.evaluate("document.querySelector('gradio-app').inert")
    page.get_by_role("tab", name="Documents").click()
    page.locator("#files table").wait_for()
    assert is_narrow()


def test_dark_and_light_follow_the_system(open_page: Callable[..., Page]) -> None:
    papers = []
    for scheme in ("light", "dark"):
        page = open_page(color_scheme=scheme)
        papers.append(page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor"))
    assert papers == ["rgb(250, 248, 244)", "rgb(22, 21, 27)"]


def test_settings_say_what_they_mean_and_hold_for_the_next_question(
    open_page: Callable[..., Page], served: Served
) -> None:
    for size in SIZES:
        page = open_page(viewport=size, color_scheme="light")
        for chosen in (False, True):
            if "listing" not in (page.locator("body").get_attribute("class") or ""):
                page.get_by_role("button", name="Conversations").click()
            page.get_by_role("button", name="Settings").click()
            sheet = page.get_by_role("dialog")
            expect(sheet).to_contain_text("scripted-1b")
            strict = sheet.get_by_label("Answers 72 of 100")
            expect(strict).to_be_checked(checked=chosen)
            strict.check()
            sheet.get_by_label("Dark").check()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            sheet.get_by_role("button", name="Save").click()
            expect(page.locator("body.dark")).to_have_count(1)
            page.reload()
            settled(page)
            expect(page.locator("body.dark")).to_have_count(1)
        ask(page, "Short?")
        assert served.chatbot.preferences == {"min_confidence": 0.7}


def test_at_320_pixels_nothing_scrolls_sideways(open_page: Callable[..., Page]) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    fits = "document.documentElement.scrollWidth <= 320 && document.body.scrollWidth <= 320"
    ask(page, HOSTILE)
    ask(page, MIXED)
    assert page.evaluate(fits)
    page.locator("#talk .answer").last.locator("a.cite").nth(1).click()
    page.locator("#source .light").wait_for()
    assert page.evaluate(fits)
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Documents").click()
    page.locator("#files table").wait_for()
    assert page.evaluate(fits)
    expect(page.get_by_role("button", name="New chat")).to_be_in_viewport(ratio=1)


def test_forced_colours_keep_the_quoted_words_marked(open_page: Callable[..., Page]) -> None:
    page = open_page(forced_colors="active")
    ask(page, MIXED)
    page.locator("#talk a.cite").nth(2).click()
    mark, words = page.locator("#source mark"), page.locator("#source .words")
    paper = "part => getComputedStyle(part).backgroundColor"
    expect(mark).to_be_visible()
    assert mark.evaluate(paper) != words.evaluate(paper)


def test_reduced_motion_moves_and_fades_nothing(open_page: Callable[..., Page]) -> None:
    page = open_page(reduced_motion="reduce")
    ask(page, MIXED)
    page.locator("#talk a.cite").first.click()
    page.locator("#source .light").wait_for()
    moving = "[...document.querySelectorAll('*')].filter((part) => part.getAnimations().length).length"
    assert page.evaluate(moving) == 0


def test_printing_prints_the_whole_conversation_and_nothing_to_press(page: Page) -> None:
    ask(page, MIXED)
    ask(page, "Who won the world cup?")
    page.emulate_media(media="print")
    for part in ("#composer", "#new", "#chats-toggle", "#talk .follow-ups", "#talk .copy"):
        expect(page.locator(part).first).to_be_hidden()
    for part in ("#talk .question", "#talk .answer", "#talk .sources", "#talk .flag .why"):
        expect(page.locator(part).first).to_be_visible()
    expect(page.locator("#talk .flag .why")).to_have_css("opacity", "1")
    # Nothing is in a box of its own height, of which only what is on the screen would be printed.
    view = page.locator("#talk .bubble-wrap")
    assert view.evaluate("view => view.scrollHeight <= view.clientHeight + 1")
