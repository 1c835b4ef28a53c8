// The list of conversations, and the address of the one that is open: /?chat=ID.
(() => {
  'use strict';

  const { make, button, language, menu, notice, redraw, rename, request, t } = quoth;
  const wide = matchMedia('(min-width: 1100px)');
  const SHUT = 'quoth-list-shut';
  const INSIST_MS = 4000;
  const UNDO_MS = 12000;

  let current = '';       // the id of the open conversation
  let told = '';          // the conversation that Gradio told last
  let asked = 0;          // how often the list was fetched
  let undoing = 0;        // the timer after which the new conversation can no longer be undone
  let drawn = '';         // what the list was drawn from; once it was, nothing may move the page
  let panel, toggle, list, find;

  const address = (id) => (id ? `./?chat=${encodeURIComponent(id)}` : './');
  const named = () => new URLSearchParams(location.search).get('chat') ?? '';
  const json = (method, body) => ({ method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body ?? {}) });
  const path = (id, more = '') => `api/conversations/${encodeURIComponent(id)}${more}`;

  // ---- the open conversation ----

  // Gradio tells, in a field that is not shown, in which conversation the last question was asked.
  function opened() {
    const id = document.querySelector('#opened :is(textarea, input)')?.value;
    if (!id || id === told) return;
    told = id;
    withdrawUndo();
    if (id !== current && id !== named()) history.pushState(null, '', address(id));
    current = id;
    refresh();
  }

  // Gradio then sends the name in the address.
  function draw() {
    withdrawUndo();
    current = named();
    document.getElementById('open-conversation')?.click();
    refresh();
  }

  // The conversation in the address is asked for again while nothing of it is there: a reply may have been lost.
  function insist(tries = 3) {
    if (!named() || document.querySelector('#talk :is(.question, .answer)')) return;
    draw();
    if (tries > 1) setTimeout(insist, INSIST_MS, tries - 1);
  }

  function go(id) {
    if (!wide.matches) show(false);
    document.getElementById('chat-tab-button')?.click();
    if (id === current) return;
    history.pushState(null, '', address(id));
    draw();
  }

  function onBack() {
    if (!history.state?.source && named() !== current) draw();
  }

  function onNew(event) {
    if (!event.target.closest?.('#new')) return;
    const before = current;
    if (named()) history.pushState(null, '', address(''));
    current = '';
    refresh();
    if (before) offerUndo(before);
  }

  // Above the box, not over it: whoever begins a new conversation wants to write.
  function offerUndo(id) {
    withdrawUndo();
    const line = make('p', '', t('new_chat'));
    line.id = 'undo-new';
    line.setAttribute('role', 'status');
    line.append(button(t('undo'), () => { withdrawUndo(); go(id); document.querySelector('#box textarea')?.focus(); }));
    document.getElementById('composer').prepend(line);
    undoing = setTimeout(withdrawUndo, UNDO_MS);
  }

  function withdrawUndo() {
    clearTimeout(undoing);
    document.getElementById('undo-new')?.remove();
  }

  // ---- the list ----

  async function refresh() {
    const turn = ++asked;
    const reply = await request(`api/conversations?${new URLSearchParams({ find: find.value })}`);
    if (turn !== asked) return; // something newer was asked for meanwhile
    const found = reply.conversations ?? [];
    const now = JSON.stringify([found, current, find.value, reply.error]);
    if (now === drawn) return;
    const items = found.flatMap((one, i) => {
      const day = dayOf(one), isNew = i ? day !== dayOf(found[i - 1]) : found.some((other) => dayOf(other) !== day);
      return [...(day && isNew ? [make('li', 'day', day)] : []), item(one)];
    });
    const none = reply.error ?? t(find.value ? 'nothing_matches' : 'conversations_here');
    redraw(list, () => list.replaceChildren(...(items.length ? items : [make('li', 'none', none)])), find);
    if (!drawn && items.length && wide.matches && !localStorage.getItem(SHUT)) show(true);
    drawn = now;
  }

  // When a conversation was last continued: "Today", "Yesterday" or its month. "" for a pinned one, which is above them.
  function dayOf({ changed_at: seconds, pinned }) {
    if (pinned) return '';
    const then = new Date(seconds * 1000), midnight = (date) => new Date(date).setHours(0, 0, 0, 0);
    const days = Math.round((midnight(Date.now()) - midnight(then)) / 864e5); // a day can have 23 hours
    const words = days < 2
      ? new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-Math.max(days, 0), 'day')
      : then.toLocaleDateString(language, { month: 'long', year: 'numeric' });
    return words[0].toLocaleUpperCase(language) + words.slice(1);
  }

  function item({ id, title, pinned }) {
    const row = make('li', pinned ? 'pinned' : '');
    const link = make('a', '', title);
    link.href = address(id);
    link.dir = 'auto';
    link.title = pinned ? `${title} (${t('pinned')})` : title;
    if (pinned) link.append(make('span', 'unseen', ` (${t('pinned')})`));
    if (id === current) link.setAttribute('aria-current', 'page');
    link.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(id);
    };
    const more = button('⋯', () => menu(more, actions(id, title, pinned)));
    more.setAttribute('aria-label', t('actions_for', { name: title }));
    more.setAttribute('aria-haspopup', 'menu');
    row.append(link, more);
    return row;
  }

  const actions = (id, title, pinned) => [
    [t(pinned ? 'unpin' : 'pin'), () => pin(id, !pinned)],
    [t('rename'), () => retitle(id, title)],
    [t('copy_link'), () => copyLink(id)],
    [t('save_markdown'), () => save(id, 'md')],
    [t('save_page'), () => save(id, 'html')],
    [t('print_pdf'), () => print(id)],
    [t('save_json'), () => save(id, 'json')],
    [t('delete'), () => remove(id, title)],
  ];

  async function retitle(id, title) {
    const name = await rename(t('rename_conversation'), title);
    if (!name) return;
    const reply = await request(path(id), json('PATCH', { title: name }));
    if (reply.error) notice(reply.error);
    refresh();
  }

  async function pin(id, pinned) {
    const reply = await request(path(id), json('PATCH', { pinned }));
    if (reply.error) notice(reply.error);
    refresh();
  }

  async function copyLink(id) {
    try {
      await navigator.clipboard.writeText(new URL(address(id), location.href).href);
      notice(t('link_copied'));
    } catch {
      notice(t('no_copying'));
    }
  }

  function save(id, form) {
    const link = make('a', '');
    link.href = path(id, `/export?form=${form}`);
    link.download = '';
    link.click();
  }

  // The browser prints the open conversation, or saves it as a PDF: print.css says how it looks.
  function print(id) {
    const isOpen = id === current;
    go(id);
    const whenDrawn = (tries) => {
      if (tries && (!isOpen && tries > 25 || !document.querySelector('#talk .answer'))) return setTimeout(whenDrawn, 100, tries - 1);
      for (const details of document.querySelectorAll('#talk details.quotes')) details.open = true;
      window.print();
    };
    whenDrawn(30);
  }

  async function remove(id, title) {
    const reply = await request(path(id), json('DELETE'));
    if (reply.error) return notice(reply.error);
    const wasOpen = id === current;
    if (wasOpen) document.getElementById('new')?.click();
    withdrawUndo(); // the notice has one
    refresh();
    notice(t('was_deleted', { name: title }), async () => {
      const back = await request(path(id, '/restored'), json('POST'));
      if (back.error) return notice(back.error);
      if (wasOpen) go(id);
      refresh();
    });
  }

  // ---- showing and hiding it ----

  function show(is) {
    panel.inert = !is;
    document.body.classList.toggle('listing', is);
    toggle.setAttribute('aria-expanded', is);
  }

  function onToggle() {
    const is = !document.body.classList.contains('listing');
    if (wide.matches) is ? localStorage.removeItem(SHUT) : localStorage.setItem(SHUT, 'yes');
    show(is);
    if (is) { refresh(); find.focus(); }
  }

  function start() {
    toggle = button('', onToggle);
    toggle.id = 'chats-toggle';
    toggle.setAttribute('aria-label', t('conversations'));
    toggle.setAttribute('aria-controls', 'chats');
    panel = make('nav', '');
    panel.id = 'chats';
    panel.setAttribute('aria-label', t('conversations'));
    find = make('input', '');
    find.type = 'search';
    find.placeholder = t('search');
    find.setAttribute('aria-label', t('search_conversations'));
    find.oninput = () => refresh();
    list = make('ul', '');
    panel.append(find, list, make('div', 'account')); // the last is filled by account.js
    document.body.append(toggle, panel);
    show(false);
    current = named();
    refresh();
    setTimeout(insist, INSIST_MS);
    addEventListener('popstate', onBack);
    document.addEventListener('click', onNew, true);
    wide.addEventListener('change', () => show(false));
    document.addEventListener('pointerdown', (event) => {
      if (!wide.matches && document.body.classList.contains('listing') && !event.target.closest('#chats, #chats-toggle, .menu, dialog, #notice')) show(false);
    }, true);
    panel.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      if (!wide.matches) show(false);
      toggle.focus();
    });
  }

  quoth.onStart(start);
  quoth.onChange(opened);
  Object.assign(quoth, { draw, named, current: () => current });
})();
