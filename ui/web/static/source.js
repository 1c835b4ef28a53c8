// The panel that shows the source of a citation.
(() => {
  'use strict';

  const PANEL = `
    <aside id="source" aria-label="${quoth.t('source')}" hidden>
      <header>
        <b class="number"></b>
        <div class="about"><h2 tabindex="-1"></h2><p class="where"></p></div>
        <button type="button" data-do="view" hidden>${quoth.t('text')}</button>
        <button type="button" data-do="zoom" aria-pressed="false" hidden>${quoth.t('zoom')}</button>
        <button type="button" data-do="previous" aria-label="${quoth.t('previous_source')}">‹</button>
        <button type="button" data-do="next" aria-label="${quoth.t('next_source')}">›</button>
        <button type="button" data-do="close" aria-label="${quoth.t('close_source')}">×</button>
      </header>
      <blockquote></blockquote>
      <p class="note" role="status"></p>
      <div class="view" tabindex="0" role="region" aria-label="${quoth.t('text_of_source')}"></div>
      <p class="leaves" hidden>
        <button type="button" data-do="page-before" aria-label="${quoth.t('previous_page')}">‹</button>
        <span role="status"></span>
        <button type="button" data-do="page-after" aria-label="${quoth.t('next_page')}">›</button>
      </p>
    </aside>`;
  const CITE = 'a[href^="#cite?"]';
  const narrow = matchMedia('(max-width: 899px)');

  const { button, imageOf, inPassages, make, quoted, refocus, request, t, visible } = quoth;

  const NOTES = {  // of the server, in ui/web/sources.py
    'These words are no longer in the document: it has changed since this answer. Nothing is marked.': 'words_gone',
    'The exact words could not be located on this page, so nothing is marked. They are in its text.': 'not_on_page',
    'The page cannot be shown as an image. This is its text.': 'no_image',
    'The file has changed since Quoth read it, so its page is not shown. This is the text that was read.': 'other_version',
  };

  let panel;
  let opener = null;      // the focus returns to it
  let links = [];         // the addresses of the answer's spans, in order
  let current = '';       // the address that is open
  let place = null;       // the server's reply about it
  let pressed = null;     // the link that the pointer went down on
  let asText = false;     // the reader chose a PDF's text
  let leaf = 0;           // the page that is shown as an image

  const part = (selector) => panel.querySelector(selector);
  const fieldsOf = (address) => Object.fromEntries(new URLSearchParams(address.slice(address.indexOf('?') + 1)));
  const fileName = (path) => path.split('/').pop();

  // ---- the panel ----

  function open(link) {
    const message = link.closest('.message, [data-testid=bot]') || document;
    links = [...new Set([...message.querySelectorAll(CITE)].map((a) => a.getAttribute('href')))];
    opener = link;
    // On a phone the panel covers the page, so the phone's Back closes it.
    if (panel.hidden && narrow.matches) history.pushState({ source: true }, '');
    panel.hidden = false;
    document.body.classList.add('reading');
    setInert(narrow.matches);
    setZoom(narrow.matches); // a page only as wide as a phone cannot be read
    show(link.getAttribute('href'));
    part('h2').focus();
  }

  function close() {
    if (panel.hidden) return;
    if (history.state?.source) history.back();
    hide();
  }

  function hide() {
    if (panel.hidden) return;
    panel.hidden = true;
    current = '';
    document.body.classList.remove('reading');
    setInert(false);
    markCurrent();
    if (!refocus(opener)) document.querySelector('#box textarea')?.focus();
  }

  function setInert(inert) {
    const app = document.querySelector('gradio-app');
    if (app) app.inert = inert;
  }

  async function show(address) {
    current = address;
    place = null;
    const cited = fieldsOf(address);
    showHead(cited);
    part('.view').replaceChildren(make('p', 'waiting', t('opening')));
    markCurrent();
    const query = new URLSearchParams({ document: cited.document, start: cited.start, end: cited.end, quote: cited.quote });
    const found = await request(`api/source?${query}`);
    if (current !== address) return;
    if (found.error) {
      part('.note').textContent = found.error;
      part('.view').replaceChildren();
      return;
    }
    place = found;
    leaf = place.page;
    showPlace();
  }

  function showHead(cited) {
    part('.number').textContent = cited.number || '“';
    part('h2').textContent = visible(cited.title || fileName(cited.document));
    part('.where').textContent = visible([cited.document, cited.page && t('page_ref', { n: cited.page })].filter(Boolean).join(' · '));
    part('blockquote').hidden = !cited.quote;
    part('blockquote').replaceChildren(quoted(cited.quote));
    part('.note').textContent = '';
    const at = links.indexOf(current);
    part('[data-do=previous]').disabled = at <= 0;
    part('[data-do=next]').disabled = at < 0 || at >= links.length - 1;
    part('[data-do=view]').hidden = part('[data-do=zoom]').hidden = part('.leaves').hidden = true;
  }

  function showPlace() {
    showWhere();
    part('blockquote').lang = place.language;
    if (!fieldsOf(current).quote) { // a preview: nothing was to be marked
      place.note = '';
      part('h2').textContent = visible(place.title);
    }
    showNote();
    part('[data-do=view]').hidden = !place.image;
    part('[data-do=view]').textContent = t(asText ? 'page' : 'text');
    part('[data-do=zoom]').hidden = !place.image || asText;
    part('.leaves').hidden = !place.image || asText || place.pages < 2;
    if (place.image && !asText) showPage();
    else showText();
  }

  // What there is to know of a citation, or in a preview what is missing of the document.
  function showNote() {
    const isPreview = !fieldsOf(current).quote;
    const isEmpty = place.image && !asText && place.textless.includes(leaf);
    const unread = isPreview && place.notes.length && `${t('read_in_part')} ${visible(place.notes.join('; '))}`;
    const words = NOTES[place.note] ? t(NOTES[place.note]) : place.note;
    part('.note').textContent = [isEmpty && t('page_without_text'), words, unread].filter(Boolean).join(' ');
  }

  function showWhere() {
    const page = place.page && t('page_of', { n: leaf, all: place.pages });
    const isArchive = place.document.toLowerCase().endsWith('.zip'); // its headings begin with the file inside
    const heading = isArchive ? place.heading : place.heading.split(' > ').pop();
    const where = [place.document, page, ...(leaf === place.page ? [heading, place.cells] : [])];
    part('.where').textContent = visible(where.filter(Boolean).join(' · '));
  }

  function turn(by) {
    leaf += by;
    showWhere();
    showNote();
    showPage();
    if (part(`[data-do=page-${by < 0 ? 'before' : 'after'}]`).disabled) part('.leaves button:enabled').focus();
  }

  function showText() {
    const text = make('div', 'text');
    text.dir = 'auto';
    text.lang = place.language;
    if (place.cut_before) text.append(cut('before', t('more_before')));
    const words = make('div', 'words');
    const mark = make('mark', '', place.quote);
    if (place.quote) words.append(place.before, mark, place.after);
    else words.append(...inPassages(place));
    text.append(words);
    if (place.cut_after) text.append(cut('after', t('more_after')));
    part('.view').replaceChildren(text);
    bringIntoView(place.quote ? mark : null);
  }

  function cut(side, words) {
    const note = make('p', 'cut', words);
    note.append(' ', button(t('show_more'), () => readOn(side)));
    return note;
  }

  // Show more of the text on this side. What was read stays where it is.
  async function readOn(side) {
    const shown = place, view = part('.view'), length = (text) => [...text].length; // in characters, as the server counts
    const at = shown.start + (side === 'before' ? -length(shown.before) : length(shown.quote + shown.after));
    const found = await request(`api/source?${new URLSearchParams({ document: shown.document, start: at, end: at, quote: '' })}`);
    if (found.error || place !== shown) return;
    const text = side === 'before' ? found.before + shown.before : shown.after + found.after;
    const known = new Set(shown.passages.map(([number]) => number));
    const passages = [...shown.passages, ...found.passages.filter(([number]) => !known.has(number))].sort(([a], [b]) => a - b);
    place = { ...shown, passages, [side]: text, [`cut_${side}`]: found[`cut_${side}`] };
    const top = view.scrollTop, height = view.scrollHeight;
    showText();
    view.scrollTop = side === 'before' ? top + view.scrollHeight - height : top;
    view.focus({ preventScroll: true });
  }

  function showPage() {
    const shown = place, { page, image } = imageOf(place, leaf);
    part('.leaves span').textContent = t('page_of', { n: leaf, all: place.pages });
    part('[data-do=page-before]').disabled = leaf <= 1;
    part('[data-do=page-after]').disabled = leaf >= place.pages;
    image.onload = () => bringIntoView(page.querySelector('.light'));
    image.onerror = () => {
      if (place !== shown) return;
      place = { ...place, image: false, note: t('no_image') };
      showPlace();
    };
    part('.view').replaceChildren(page);
  }

  // Scroll the marked words to the upper third, so that the text after them is visible too.
  function bringIntoView(target) {
    const view = part('.view');
    if (!target) { view.scrollTop = 0; return; }
    const a = target.getBoundingClientRect(), b = view.getBoundingClientRect();
    view.scrollTop += a.top - b.top - view.clientHeight / 3;
    view.scrollLeft += a.left - b.left - 24;
  }

  function setZoom(zoomed) {
    panel.classList.toggle('zoomed', zoomed);
    part('[data-do=zoom]').setAttribute('aria-pressed', zoomed);
  }

  function step(by) {
    const next = links[links.indexOf(current) + by];
    if (next) show(next);
  }

  // A whole document, from its beginning.
  function preview(id, opened) {
    const link = make('a', '');
    link.href = `#cite?${new URLSearchParams({ document: id, title: '', page: '', start: 0, end: 0, number: '', quote: '' })}`;
    open(link);
    opener = opened;
  }

  const actions = {
    close,
    previous: () => step(-1),
    next: () => step(1),
    view: () => { asText = !asText; leaf = place.page; showPlace(); },
    'page-before': () => turn(-1),
    'page-after': () => turn(1),
    zoom: () => {
      setZoom(!panel.classList.contains('zoomed'));
      bringIntoView(part('.light'));
    },
  };

  // ---- clicks and keys ----

  function onClick(event) {
    const link = event.target.closest?.(CITE);
    const button = event.target.closest?.('#source [data-do]');
    if (button) actions[button.dataset.do]();
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    open(link);
  }

  // A growing answer is redrawn many times a second. A link replaced while the button is down gets no click.
  function onPress(event) { pressed = event.target.closest?.(CITE) ?? null; }

  function onRelease(event) {
    if (!pressed || pressed.isConnected) return;
    const link = document.elementFromPoint(event.clientX, event.clientY)?.closest(CITE);
    if (link?.getAttribute('href') === pressed.getAttribute('href')) open(link);
  }

  function onKey(event) {
    if (event.key === 'Escape') close();
    else if (!panel.hidden && panel.contains(event.target) && event.key === 'ArrowLeft') step(-1);
    else if (!panel.hidden && panel.contains(event.target) && event.key === 'ArrowRight') step(1);
  }

  function markCurrent() {
    for (const link of document.querySelectorAll(CITE)) {
      const is = isCurrent(link);
      if (is === link.hasAttribute('aria-current')) continue;
      if (is) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }

  // A source's card stands for every span cited under its number.
  function isCurrent(link) {
    const address = link.getAttribute('href');
    if (address === current || !current || !links.includes(address) || !link.closest('.sources')) return address === current;
    return fieldsOf(address).number === fieldsOf(current).number;
  }

  function nameChips() {
    for (const chip of document.querySelectorAll(':is(a.cite, .sources a.number):not([aria-label])')) {
      const { number, title, page } = fieldsOf(chip.getAttribute('href'));
      const name = page ? `${visible(title)}, ${t('page_ref', { n: page })}` : visible(title);
      chip.setAttribute('aria-label', t('source_named', { n: number, name }));
    }
    markCurrent();
  }

  Object.assign(quoth, { preview });
  quoth.onChange(nameChips);
  quoth.onStart(() => {
    document.body.insertAdjacentHTML('beforeend', PANEL);
    panel = document.getElementById('source');
    document.addEventListener('click', onClick, true);
    document.addEventListener('pointerdown', onPress, true);
    document.addEventListener('pointerup', onRelease, true);
    document.addEventListener('keydown', onKey);
    narrow.addEventListener('change', () => setInert(narrow.matches && !panel.hidden));
    addEventListener('popstate', () => { if (!history.state?.source) hide(); });
  });
})();
