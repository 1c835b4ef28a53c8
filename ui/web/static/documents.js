// The Documents tab: the list, and what can be done with a document. adding.js adds files.
(() => {
  'use strict';

  const { make, menu, notice, question, redraw, rename, request, t, visible } = quoth;
  const POLL_MS = 1500;

  let tag = '';           // of what is shown
  let shown = {};
  let maxMb = Infinity;
  let asked = 0;          // how often it was fetched
  let page = 1;           // of the documents that are listed
  let order = 'name';     // in which they are

  // It takes the place that Gradio keeps for it.
  function shelf() {
    const place = document.getElementById('shelf-place');
    if (place && !place.querySelector('#shelf')) place.replaceChildren(document.getElementById('shelf-parts').content.cloneNode(true));
    return document.getElementById('shelf');
  }

  const json = (method, body) => ({ method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

  // ---- what is shown ----

  async function refresh() {
    const find = shelf()?.querySelector('#find').value ?? '';
    const turn = ++asked;
    let now;
    try {
      const reply = await fetch(`api/shelf?${new URLSearchParams({ find, page, order })}`, { headers: tag ? { 'If-None-Match': tag } : {} });
      if (reply.status === 304 || !reply.ok) return;
      now = await reply.json();
      if (turn !== asked) return; // something newer was asked for meanwhile
      tag = reply.headers.get('etag');
    } catch {
      return; // Quoth was stopped; the page says so when it is asked something
    }
    maxMb = now.max_mb;
    document.body.classList.toggle('no-documents', now.documents === 0);
    if (shelf()) draw(shelf(), now);
  }

  function draw(tab, now) {
    for (const part of ['status', 'uploads', 'files', 'deleted']) {
      if (shown[part] === now[part]) continue;
      const there = tab.querySelector(`#${part}`);
      redraw(there, () => {
        const wasOpen = there.querySelector('details')?.open;
        there.innerHTML = now[part]; // the server has escaped every name in it
        if (wasOpen) there.querySelector('details')?.setAttribute('open', '');
        for (const opener of there.querySelectorAll('[data-do^=menu]')) opener.setAttribute('aria-label', t('actions_for', { name: visible(opener.dataset.document) }));
      }, tab.querySelector('[data-do=add-files]'));
    }
    tab.querySelector('#find').hidden = !now.is_long && !tab.querySelector('#find').value;
    tab.querySelector('#find').placeholder = t('find_document');
    tab.querySelector('#find').setAttribute('aria-label', t('find_document'));
    tab.querySelector('[data-do=update]').hidden = now.is_running;
    tab.querySelector('[data-do=stop-update]').hidden = !now.is_running;
    shown = now;
  }

  const own = () => document.body.dataset.folder; // of the documents that only this person sees; "" without accounts
  const isOwn = (id) => Boolean(own()) && id.toLowerCase().startsWith(`${own().toLowerCase()}/`);
  const mayChange = () => document.body.dataset.role !== 'reader';
  const isSeen = () => shelf()?.offsetParent && !document.hidden;

  // ---- one document ----

  async function remove(id) {
    const reply = await request('api/documents', json('DELETE', { document: id }));
    refresh();
    if (reply.error) return notice(reply.error);
    notice(t('was_deleted', { name: visible(id) }), () => restore(reply.token));
  }

  async function restore(token) {
    const reply = await request('api/documents/restored', json('POST', { token }));
    refresh();
    notice(reply.error ?? t('is_back', { name: visible(reply.document) }));
  }

  async function renameDocument(id) {
    const name = await rename(t('rename_document'), id);
    if (!name) return;
    const reply = await request('api/documents', json('PATCH', { document: id, name }));
    refresh();
    notice(reply.error ?? t('renamed_to', { name: visible(reply.document) }));
  }

  // Between everybody's documents and one's own.
  async function share(id) {
    const name = isOwn(id) ? id.slice(own().length + 1) : `${own()}/${id}`;
    const reply = await request('api/documents', json('PATCH', { document: id, name }));
    refresh();
    notice(reply.error ?? t(isOwn(id) ? 'is_shared' : 'is_private', { name: visible(reply.document) }));
  }

  function offerPrivate() {
    const choice = shelf()?.querySelector('#for-me');
    if (choice) choice.hidden = !own() || !mayChange();
  }

  const open = (id) => window.open(`api/original?${new URLSearchParams({ document: id })}`, '_blank', 'noopener');

  const changes = (id) => [
    [t('rename_or_move'), () => renameDocument(id)],
    ...(own() ? [[t(isOwn(id) ? 'share_with_all' : 'only_i_see'), () => share(id)]] : []),
    [t('delete'), () => remove(id)],
  ];

  const actions = {
    'add-files': () => quoth.chooseFiles(false),
    'add-folder': () => quoth.chooseFiles(true),
    update: async () => { await request('api/update', { method: 'POST' }); refresh(); },
    rebuild: async () => {
      const fill = (form) => form.append(make('p', '', t('about_rebuild')));
      if (!await question(t('rebuild_index'), fill, [[t('rebuild'), 'rebuild']])) return;
      const reply = await request('api/rebuild', { method: 'POST' });
      refresh();
      if (reply.error) notice(reply.error);
    },
    'stop-update': async () => { await request('api/update', { method: 'DELETE' }); refresh(); },
    'stop-adding': () => quoth.stopAdding(),
    sort: (pressed) => { order = pressed.dataset.order; page = 1; refresh(); },
    page: (pressed) => { page = Number(pressed.dataset.page); refresh(); },
    restore: (pressed) => restore(pressed.dataset.token),
    menu: (pressed) => {
      const id = pressed.dataset.document;
      menu(pressed, [[t('preview'), () => quoth.preview(id, pressed)], [t('open_original'), () => open(id)], ...(mayChange() ? changes(id) : [])]);
    },
    'menu-unread': (pressed) => menu(pressed, changes(pressed.dataset.document)),
  };

  function onClick(event) {
    const pressed = event.target.closest?.('#shelf [data-do], .add-files');
    if (!pressed) return;
    if (pressed.matches('a')) event.preventDefault();
    actions[pressed.dataset.do ?? 'add-files'](pressed);
  }

  let wasThere = false;
  quoth.onChange(() => {
    const is = Boolean(shelf());
    if (is && !wasThere) { tag = ''; shown = {}; refresh(); quoth.showAdding(); offerPrivate(); }
    wasThere = is;
  });
  quoth.onStart(() => {
    document.addEventListener('click', onClick);
    document.addEventListener('input', (event) => { if (event.target.id === 'find') { page = 1; refresh(); } });
    refresh();
    setInterval(() => { if (quoth.isAdding() || isSeen()) refresh(); }, POLL_MS);
  });
  Object.assign(quoth, { largestMb: () => maxMb, mayChange, offerPrivate, openOriginal: open, ownFolder: own, refreshShelf: refresh, shelf });
})();
