// What the scripts of the page share. Text from outside is never inserted as HTML.
const quoth = (() => {
  'use strict';

  // The strings of the page, from ui/web/words.toml: quoth.t('more', { n: 3 }).
  const { language, languages, words } = window.quothWords;

  function t(key, values = {}) {
    return filledIn(String(values.n) === '1' && words[`${key}_one`] ? words[`${key}_one`] : words[key], values);
  }

  const filledIn = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? values[name] : place));

  // What the server says in English, from ui/web/told.toml. What is not known stays as it is.
  const messages = window.quothWords.told.map(([english, here]) => [
    new RegExp(`^${english.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>.*)')}$`, 'su'), here,
  ]);

  function told(message) {
    for (const [pattern, here] of messages) {
      const values = pattern.exec(message)?.groups ?? (pattern.test(message) && {});
      if (!values) continue;
      if (values.reason) values.reason = told(values.reason);
      if (values.languages) values.languages = values.languages.split(', ').map(named).join(', ');
      return filledIn(here, values);
    }
    return message;
  }

  // The name of a language in the reader's own.
  function named(english) {
    const names = (own) => new Intl.DisplayNames([own], { type: 'language', fallback: 'none' });
    const letters = [...'abcdefghijklmnopqrstuvwxyz'], inEnglish = names('en');
    const code = letters.flatMap((one) => letters.map((two) => one + two)).find((pair) => inEnglish.of(pair) === english);
    return (code && names(language).of(code)) ?? english;
  }

  const TOLD = '.why, .answer.failed:not(:has(.told)), .status.bad, .told';
  const shownAs = new WeakMap(); // by element: what was made of its words

  // As numbers are written in the reader's language.
  const written = (value) => (/^\d{1,3}(,\d{3})+$/.test(value) ? Number(value.replaceAll(',', '')).toLocaleString(language) : value);

  // What the server wrote in English: <span class="say:more n:3">, as ui/web/words.py makes it.
  function translate(part = document) {
    if (language === 'en') return;
    for (const span of part.querySelectorAll('[class^="say:"]')) {
      const [key, ...given] = [...span.classList].map((name) => name.slice(name.indexOf(':') + 1));
      const names = [...span.classList].slice(1).map((name) => name.slice(0, name.indexOf(':')));
      if (!words[key.trim()]) continue;
      const told = t(key, Object.fromEntries(names.map((name, i) => [name, written(decodeURIComponent(given[i]))])));
      if (span.textContent !== told) span.textContent = told;
    }
    for (const one of part.querySelectorAll(TOLD)) {
      if (shownAs.get(one) === one.textContent) continue;
      const here = told(one.textContent);
      if (here !== one.textContent) one.textContent = here;
      shownAs.set(one, here);
    }
    for (const [selector, key, attribute] of FIXED) {
      for (const one of part.querySelectorAll(selector)) {
        if (attribute ? one.getAttribute(attribute) === t(key) : one.textContent.trim() === t(key)) continue;
        if (attribute) one.setAttribute(attribute, t(key));
        else one.textContent = t(key);
      }
    }
  }

  // What Gradio writes.
  const FIXED = [
    ['#new', 'new_chat'],
    ['#chat-tab-button', 'chat'],
    ['#documents-tab-button', 'documents'],
    ['#box textarea', 'box', 'placeholder'],
    ['#box textarea', 'your_question', 'aria-label'],
    ['#box .submit-button', 'send', 'aria-label'],
    ['#box .stop-button', 'stop'],
    ['#talk [role=log]', 'conversation', 'aria-label'],
    ['#talk .icon-button[title]', 'scroll_down', 'aria-label'],
    ['#talk .icon-button[title]', 'scroll_down', 'title'],
  ];

  const SIGNS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g; // as in index/files/names.py
  const visible = (name) => name.replace(SIGNS, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

  const make = (tag, className, text = '') => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  };

  const button = (text, onclick, className = '') => {
    const element = make('button', className, text);
    element.type = 'button';
    element.onclick = onclick;
    return element;
  };

  // ---- the focus, which a part of the page that is drawn anew would lose ----

  const controls = (part) => [...part.querySelectorAll('a[href], button, input, summary, textarea')];
  const isLike = (one, other) => one.tagName === other.tagName && (other.hasAttribute('href')
    ? one.getAttribute('href') === other.getAttribute('href')
    : ['value', 'aria-label', 'data-token'].every((name) => one.getAttribute(name) === other.getAttribute(name)) && one.textContent === other.textContent);

  // Draw a part of the page. The control that had the focus has it again, or the one in its place, or `otherwise`.
  function redraw(part, draw, otherwise) {
    const before = part.contains(document.activeElement) ? document.activeElement : null;
    const place = before ? controls(part).indexOf(before) : -1;
    draw();
    if (!before || before.isConnected) return;
    const now = controls(part).filter((one) => isLike(one, before) || one.type !== 'checkbox'); // a key would choose another
    (now.find((one) => isLike(one, before)) ?? now[Math.min(place, now.length - 1)] ?? otherwise)?.focus({ preventScroll: true });
  }

  // Give the focus back to what had it, or to what was drawn in its place since. Returns whether there is such a thing.
  function refocus(before) {
    const there = before?.isConnected ? before : before && controls(document).find((one) => isLike(one, before));
    there?.focus({ preventScroll: true });
    return Boolean(there);
  }

  // The JSON of a reply; `error` says in words what went wrong.
  async function request(address, options) {
    try {
      const reply = await fetch(address, options);
      const body = await reply.json();
      return reply.ok ? body : { ...body, error: told(body.error ?? t('went_wrong')), status: reply.status };
    } catch {
      return { error: t('no_answer_from_server') };
    }
  }

  // What Gradio sends has these in place of what only the page knows, as ui/web/page/chat.py names it.
  const known = { current: () => quoth.current(), named: () => quoth.named(), how: () => quoth.how() };
  const filled = (body) => body.replace(/"\ue000(current|named|how)"/g, (_, name) => JSON.stringify(known[name]()));

  const plainFetch = window.fetch;
  window.fetch = async (address, options) => { // Gradio's requests too
    const body = options?.body;
    const unsent = typeof body === 'string' && body.includes('"\ue000how"') ? quoth.sending(JSON.parse(body).data) : null;
    const reply = await plainFetch(address, typeof body === 'string' ? { ...options, body: filled(body) } : options)
      .catch((error) => { unsent?.(); throw error; });
    if (!reply.ok) unsent?.(reply.status);
    if (reply.status === 401) for (const callback of shutOut) callback();
    return reply;
  };

  // For screen readers.
  function say(words) { document.getElementById('announcer').textContent = words; }

  const changed = [];   // called, at most once a frame, after something on the page changed
  const started = [];   // called once the page is there
  const shutOut = [];   // called when the person has been logged out
  let isThere = false;

  function start() {
    const root = document.documentElement;
    const tellLanguage = () => { if (root.lang !== language) root.lang = language; };
    tellLanguage();
    new MutationObserver(tellLanguage).observe(root, { attributes: true, attributeFilter: ['lang'] }); // Gradio writes "en"
    changed.unshift(() => translate());
    translate();
    const announcer = make('div', 'unseen');
    announcer.id = 'announcer';
    announcer.setAttribute('role', 'status');
    document.body.append(announcer);
    isThere = true;
    for (const callback of started) callback();
    let waiting = false;
    new MutationObserver(() => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; for (const callback of changed) callback(); });
    }).observe(document.body, { childList: true, subtree: true });
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();

  return {
    visible, make, button, redraw, refocus, request, say, t, told, translate, language, languages,
    onStart: (callback) => (isThere ? callback() : started.push(callback)),
    onChange: (callback) => changed.push(callback),
    onShutOut: (callback) => shutOut.push(callback),
  };
})();
