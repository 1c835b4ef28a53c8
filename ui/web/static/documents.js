// The Documents tab, and files that are dropped anywhere on the page.
(() => {
  'use strict';

  const { make, menu, notice, question, rename, request, t, visible } = quoth;
  const POLL_MS = 1500;
  const AT_ONCE = 3;
  const HIDDEN = /(^|\/)(\.|~\$|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/; // what computers leave in folders

  let tag = '';           // of what is shown
  let shown = {};
  let maxMb = Infinity;
  let asked = 0;          // how often it was fetched
  let sending = 0;        // files of this page that are being sent

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
      const reply = await fetch(`api/shelf?${new URLSearchParams({ find })}`, { headers: tag ? { 'If-None-Match': tag } : {} });
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
      const wasOpen = there.querySelector('details')?.open;
      const focused = there.contains(document.activeElement) ? document.activeElement.dataset.document : null;
      there.innerHTML = now[part]; // the server has escaped every name in it
      if (wasOpen) there.querySelector('details')?.setAttribute('open', '');
      if (focused) [...there.querySelectorAll('[data-document]')].find((one) => one.dataset.document === focused)?.focus();
    }
    tab.querySelector('#find').hidden = !now.is_long;
    tab.querySelector('#find').placeholder = t('find_document');
    tab.querySelector('#find').setAttribute('aria-label', t('find_document'));
    for (const opener of tab.querySelectorAll('[data-do=menu]')) opener.setAttribute('aria-label', t('actions_for', { name: visible(opener.dataset.document) }));
    tab.querySelector('[data-do=update]').hidden = now.is_running;
    tab.querySelector('[data-do=stop-update]').hidden = !now.is_running;
    shown = now;
  }

  const own = () => document.body.dataset.folder; // of the documents that only this person sees; "" without accounts
  const isOwn = (id) => Boolean(own()) && id.toLowerCase().startsWith(`${own().toLowerCase()}/`);
  const mayChange = () => document.body.dataset.role !== 'reader';
  const isSeen = () => shelf()?.offsetParent && !document.hidden;

  // ---- adding ----

  async function add(files) {
    const wanted = files.filter(({ path }) => !HIDDEN.test(path));
    if (!wanted.length) return notice(t('no_readable_file'));
    document.getElementById('documents-tab-button')?.click();
    const isForMe = shelf()?.querySelector('#for-me input').checked;
    let choice = { same: 'ask', forAll: false };
    let asking = Promise.resolve();
    const outcome = { added: 0, there: 0, refused: [] };

    async function one({ file, path: plain }) {
      const path = isForMe ? `${own()}/${plain}` : plain;
      if (file.size > maxMb * 1e6) {
        outcome.refused.push(t('too_large', { name: visible(path), n: maxMb }));
        return;
      }
      let reply = await put(file, path, choice.forAll ? choice.same : 'ask');
      if (reply.status === 409) {
        asking = asking.then(async () => { if (!choice.forAll) choice = await askAbout(path, wanted.length > 1); });
        await asking;
        if (choice.same === 'skip') return;
        reply = await put(file, path, choice.same);
      }
      if (reply.error) outcome.refused.push(reply.error);
      else if (reply.added) outcome.added += 1;
      else outcome.there += 1;
    }

    const queue = [...wanted];
    const lane = async () => { while (queue.length) await one(queue.shift()); };
    sending += 1;
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    sending -= 1;
    refresh();
    tell(outcome);
  }

  async function put(file, path, same) {
    const query = new URLSearchParams({ name: path, same, modified: file.lastModified });
    for (let tries = 0; ; tries += 1) {
      const reply = await request(`api/documents?${query}`, { method: 'PUT', body: file });
      if (reply.status !== 503 || tries > 60) return reply;
      await new Promise((resolve) => setTimeout(resolve, 500)); // others are adding files too
    }
  }

  async function askAbout(path, many) {
    const all = make('input', '');
    all.type = 'checkbox';
    const fill = (form) => {
      form.append(make('p', '', t('name_taken', { name: visible(path) })));
      const label = make('label', '', '');
      label.append(all, ` ${t('same_for_others')}`);
      if (many) form.append(label);
    };
    const same = await question(t('replace_document'), fill, [[t('keep_both'), 'number'], [t('replace'), 'replace']]);
    return { same: same ?? 'skip', forAll: all.checked };
  }

  function tell({ added, there, refused }) {
    const words = [
      added && t('files_added', { n: added }),
      there && t('files_there', { n: there }),
      refused.length && t('files_refused', { n: refused.length, name: refused[0] }),
    ];
    notice(words.filter(Boolean).join(' '));
  }

  function choose(folder) {
    const input = make('input', '');
    input.type = 'file';
    input.multiple = true;
    input.webkitdirectory = folder;
    input.id = 'choose-files';
    input.hidden = true;
    document.getElementById(input.id)?.remove();
    document.body.append(input);
    input.onchange = () => {
      add([...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
      input.remove();
    };
    input.click();
  }

  // The files of what was dropped, also those in folders.
  async function filesOf(entries) {
    const found = [];
    async function walk(entry) {
      if (entry.isFile) {
        const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
        if (file) found.push({ file, path: entry.fullPath.slice(1) });
      } else if (entry.isDirectory) {
        const reader = entry.createReader();
        for (;;) {
          const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
          if (!some.length) return;
          for (const inner of some) await walk(inner);
        }
      }
    }
    for (const entry of entries) await walk(entry);
    return found;
  }

  // ---- dropping ----

  const bringsFiles = (event) => event.dataTransfer?.types.includes('Files');
  let depth = 0;

  function showDrop(is) {
    document.body.classList.toggle('dropping', is);
    if (!is) depth = 0;
  }

  function onDrag(event) {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    event.stopPropagation(); // Gradio's own boxes would take the files
    if (!mayChange()) return;
    if (event.type === 'dragenter') depth += 1;
    if (event.type === 'dragleave') depth -= 1;
    if (event.type !== 'drop') return showDrop(depth > 0);
    showDrop(false);
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const plain = [...event.dataTransfer.files].map((file) => ({ file, path: file.name }));
    (entries.length ? filesOf(entries) : Promise.resolve(plain)).then(add);
  }

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

  const actions = {
    'add-files': () => choose(false),
    'add-folder': () => choose(true),
    update: async () => { await request('api/update', { method: 'POST' }); refresh(); },
    'stop-update': async () => { await request('api/update', { method: 'DELETE' }); refresh(); },
    restore: (pressed) => restore(pressed.dataset.token),
    menu: (pressed) => {
      const id = pressed.dataset.document;
      const sharing = own() ? [[t(isOwn(id) ? 'share_with_all' : 'only_i_see'), () => share(id)]] : [];
      const changes = [[t('rename_or_move'), () => renameDocument(id)], ...sharing, [t('delete'), () => remove(id)]];
      menu(pressed, [[t('preview'), () => quoth.preview(id, pressed)], [t('open_original'), () => open(id)], ...(mayChange() ? changes : [])]);
    },
  };

  function onClick(event) {
    const pressed = event.target.closest?.('#shelf [data-do], .add-files');
    if (pressed) actions[pressed.dataset.do ?? 'add-files'](pressed);
  }

  let wasThere = false;
  quoth.onChange(() => {
    const is = Boolean(shelf());
    if (is && !wasThere) { tag = ''; shown = {}; refresh(); offerPrivate(); }
    wasThere = is;
  });
  quoth.onStart(() => {
    document.body.append(Object.assign(make('div', ''), { id: 'drop', textContent: t('drop_files') }));
    for (const name of ['dragenter', 'dragover', 'dragleave', 'drop']) document.addEventListener(name, onDrag, true);
    document.addEventListener('click', onClick);
    document.addEventListener('input', (event) => { if (event.target.id === 'find') refresh(); });
    refresh();
    setInterval(() => { if (sending || isSeen()) refresh(); }, POLL_MS);
  });
  Object.assign(quoth, { offerPrivate, addFiles: add, openOriginal: open });
})();
