// What the conversation needs besides Gradio: scrolling, copying, names of buttons, and what screen readers hear.
(() => {
  'use strict';

  const { make, notice, say, t } = quoth;
  const UNSENT = 'quoth-unsent';   // what is in the box, in case the page is loaded again: Gradio does it when it lost the server
  let state = '';         // the last announced state of the answer
  let questions = 0;      // on the page
  let waiting = 0;        // the timer after which a question counts as waiting for its turn; 0: none waits
  let shownBefore = '';   // the conversation when it was sent
  let half = '';          // what was in the box when something else was asked

  function announce() {
    const answers = document.querySelectorAll('#talk .answer');
    const last = answers[answers.length - 1];
    const now = !last ? '' : last.classList.contains('writing') ? 'writing' : 'done';
    if (now === state) return;
    if (now === 'writing') say(last.querySelector('.searching')?.textContent ?? t('answering'));
    if (now === 'done' && state === 'writing') say(summary(last));
    state = now;
  }

  function summary(answer) {
    if (answer.matches('.failed, .abstained, .cut')) return answer.classList.contains('cut') ? t('stopped') : answer.textContent;
    const sources = answer.parentElement.querySelectorAll('.sources a').length;
    const doubts = answer.querySelectorAll('.flag:not(.plain)').length;
    return t('answer_ready', { n: sources }) + (doubts ? t('and_unsupported', { n: doubts }) : '');
  }

  // A new question moves to the top, and its answer grows below it. The page never scrolls otherwise.
  function follow() {
    const asked = document.querySelectorAll('#talk .question');
    const last = asked[asked.length - 1]?.closest('.message-row');
    const view = last?.closest('.bubble-wrap');
    const isNew = asked.length > questions;
    questions = asked.length;
    if (!view || !isNew) return;
    const room = Math.max(240, view.clientHeight - last.offsetHeight - 84);
    document.getElementById('talk').style.setProperty('--room', `${room}px`);
    view.scrollTop += last.getBoundingClientRect().top - view.getBoundingClientRect().top - 20;
  }

  async function copy(link) {
    const address = link.getAttribute('href');
    const said = Object.fromEntries(new URLSearchParams(address.slice(address.indexOf('?') + 1)));
    try {
      await navigator.clipboard.writeText([said.text.trim(), said.sources].filter(Boolean).join('\n\n'));
      say(t('copied'));
      link.classList.add('done');
      setTimeout(() => link.classList.remove('done'), 1500);
    } catch {
      say(t('no_copying'));
    }
  }

  const talk = () => document.querySelector('#talk [role=log]')?.textContent; // beside it, Gradio counts the seconds
  const box = () => document.querySelector('#box textarea');
  const send = () => document.querySelector('#box .submit-button'); // not there while an answer is being written

  // Put words into the box as if they had been typed.
  function write(words) {
    box().value = words;
    box().dispatchEvent(new Event('input', { bubbles: true }));
  }

  function keepUnsent() {
    const words = box()?.value ?? '';
    if (words) sessionStorage.setItem(UNSENT, words);
    else sessionStorage.removeItem(UNSENT);
  }

  let isRestored = false;

  function restoreUnsent() {
    if (isRestored || !box()) return;
    isRestored = true;
    const words = sessionStorage.getItem(UNSENT);
    if (words && !box().value) write(words);
  }

  // Ask something else than what is in the box, where words that are not finished stay.
  function ask(question) {
    if (!send()) return;
    half = box().value;
    write(question);
    setTimeout(() => send()?.click(), 50); // once Gradio has taken the words
  }

  // A question is sent, and the box is free for the next one. Returns what is to be done if it does not arrive.
  function sending([question, ...others]) {
    if (others.length < 2 || box().value !== question) return null; // an example
    const unfinished = half;
    half = '';
    write(unfinished);
    clearTimeout(waiting);
    waiting = setTimeout(showWaiting, 400, question);
    shownBefore = talk();
    return (status) => {
      hideWaiting();
      if (box().value === unfinished) write(question);
      if (status === 503) notice(t('too_busy'));
    };
  }

  // A question whose turn has not come.
  function showWaiting(question) {
    document.getElementById('waiting-turn')?.remove();
    const words = make('p', '', t('waiting_turn', { name: question }));
    words.id = 'waiting-turn';
    words.setAttribute('role', 'status');
    document.getElementById('composer').prepend(words);
  }

  function hideWaiting() {
    clearTimeout(waiting);
    waiting = 0;
    document.getElementById('waiting-turn')?.remove();
  }

  // Gradio asks, when a question is sent: how it is to be answered, as ui/web/page/how.py reads it.
  const how = () => JSON.stringify({ within: quoth.limits(), instead: quoth.instead(), preferences: quoth.preferences() });

  // A blank question is not sent: until the server had replied, Gradio would drop the next one.
  function keepBlank(event) {
    const isEnter = event.key === 'Enter' && !event.shiftKey && event.target === box();
    const isSent = event.type === 'click' ? event.target.closest?.('#box .submit-button') : isEnter;
    if (!isSent || box().value.trim()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  function onClick(event) {
    const again = event.target.closest?.('a.again');
    if (again) {
      event.preventDefault();
      event.stopPropagation();
      ask(new URLSearchParams(again.getAttribute('href').split('?')[1]).get('question') ?? again.textContent.trim());
    }
    const link = event.target.closest?.('a.copy');
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    copy(link);
  }

  // The arrow keys move between the tabs, as they do elsewhere.
  function moveTab(event) {
    const tabs = ['chat-tab-button', 'documents-tab-button'].map((id) => document.getElementById(id));
    const at = tabs.indexOf(event.target.closest?.('[role=tab]'));
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (at < 0 || !by) return;
    const next = tabs[(at + by + tabs.length) % tabs.length];
    event.preventDefault();
    next.click();
    next.focus();
  }

  function onKey(event) {
    moveTab(event);
    const typing = event.target.matches?.('input, textarea, [contenteditable]');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    box()?.focus();
  }

  function tidy() {
    restoreUnsent();
    if (waiting && talk() !== shownBefore) hideWaiting(); // its turn has come
    for (const log of document.querySelectorAll('#talk [role=log]:not([aria-live=off])')) log.setAttribute('aria-live', 'off');
    for (const list of document.querySelectorAll('#talk [role=list]')) list.removeAttribute('role');
    for (const message of document.querySelectorAll('#talk [data-testid][aria-label]')) message.removeAttribute('aria-label');
    for (const send of document.querySelectorAll('#box .submit-button:not([aria-label])')) send.setAttribute('aria-label', t('send'));
    follow();
    announce();
  }

  Object.assign(quoth, { ask, how, sending, write });
  quoth.onChange(tidy);
  quoth.onStart(() => {
    for (const name of ['click', 'keydown']) document.addEventListener(name, keepBlank, true);
    document.addEventListener('click', onClick, true);
    document.addEventListener('keydown', onKey);
    document.addEventListener('input', ({ target }) => { if (target === box()) keepUnsent(); });
  });
})();
