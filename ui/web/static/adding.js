// Adding files: chosen with a button, or dropped anywhere on the page.
(() => {
  'use strict';

  const { largestMb, make, mayChange, notice, ownFolder, question, refreshShelf, request, shelf, t, visible } = quoth;
  const AT_ONCE = 3;
  const MANY = 500;       // files: the page asks before it adds so many, such as those of a folder dropped by mistake
  const MOST = 10000;     // files added at once
  const HIDDEN = /(^|\/)(\.|~\$|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/; // what computers leave in folders

  let batches = [];       // of files that this page sends: how many are done, how many there are, and which are not begun

  const number = (n) => n.toLocaleString(quoth.language);

  // How far the files of this page are.
  function showAdding() {
    const place = shelf()?.querySelector('#adding');
    if (!place) return;
    const n = batches.reduce((sum, { done }) => sum + done, 0), all = batches.reduce((sum, { count }) => sum + count, 0);
    place.hidden = all <= AT_ONCE;
    place.querySelector('.bar div').style.width = `${100 * n / (all || 1)}%`;
    place.querySelector('p span').textContent = t('adding_files', { n: number(n), all: number(all) });
  }

  async function add(files) {
    const wanted = files.filter(({ path }) => !HIDDEN.test(path));
    if (!wanted.length) return notice(t('no_readable_file'));
    if (wanted.length > MOST) return notice(t('too_many_files', { n: number(MOST) }));
    if (wanted.length >= MANY && !await isMeant(wanted)) return;
    document.getElementById('documents-tab-button')?.click();
    const isForMe = shelf()?.querySelector('#for-me input').checked;
    let choice = { same: 'ask', forAll: false };
    let asking = Promise.resolve();
    const outcome = { added: 0, there: 0, refused: [] };

    async function one({ file, path: plain }) {
      const path = isForMe ? `${ownFolder()}/${plain}` : plain;
      if (file.size > largestMb() * 1e6) {
        outcome.refused.push(t('too_large', { name: visible(path), n: largestMb() }));
        return;
      }
      let reply = await put(file, path, choice.forAll && choice.same !== 'skip' ? choice.same : 'ask');
      if (reply.status === 409) {
        asking = asking.then(async () => { if (!choice.forAll) choice = await askAbout(path, wanted.length > 1); });
        await asking;
        if (choice.same === 'skip') return;
        reply = await put(file, path, choice.same);
      }
      if (reply.error && !reply.status) batch.queue.length = 0; // nobody is there to take the others
      if (reply.error) outcome.refused.push(reply.error);
      else if (reply.added) outcome.added += 1;
      else outcome.there += 1;
    }

    const batch = { done: 0, count: wanted.length, queue: [...wanted] };
    const lane = async () => {
      while (batch.queue.length) {
        await one(batch.queue.shift());
        batch.done += 1;
        showAdding();
      }
    };
    batches.push(batch);
    showAdding();
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    batches = batches.filter((other) => other !== batch);
    showAdding();
    refreshShelf();
    tell({ ...outcome, left: batch.count - batch.done });
  }

  async function put(file, path, same) {
    const query = new URLSearchParams({ name: path, same, modified: file.lastModified });
    for (let tries = 0; ; tries += 1) {
      const reply = await request(`api/documents?${query}`, { method: 'PUT', body: file });
      if (reply.status !== 503 || tries > 60) return reply;
      await new Promise((resolve) => setTimeout(resolve, 500)); // others are adding files too
    }
  }

  async function isMeant(files) {
    const mb = files.reduce((sum, { file }) => sum + file.size, 0) / 1e6;
    const words = t('many_files', { n: number(files.length), mb: number(Math.ceil(mb)) });
    return await question(t('add_files'), (form) => form.append(make('p', '', words)), [[t('add_all'), 'all']]) === 'all';
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

  function tell({ added, there, refused, left }) {
    const words = [
      added && t('files_added', { n: number(added) }),
      there && t('files_there', { n: number(there) }),
      refused.length && t('files_refused', { n: number(refused.length), name: refused[0] }),
      left && t('files_left', { n: number(left) }),
    ];
    notice(words.filter(Boolean).join(' '));
  }

  function chooseFiles(folder) {
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
        if (file && !HIDDEN.test(entry.fullPath)) found.push({ file, path: entry.fullPath.slice(1) });
      } else if (entry.isDirectory) {
        const reader = entry.createReader();
        for (;;) {
          const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
          if (!some.length) return;
          for (const inner of some) {
            if (found.length > MOST) return; // a whole disk would take hours to count
            await walk(inner);
          }
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

  quoth.onStart(() => {
    document.body.append(Object.assign(make('div', ''), { id: 'drop', textContent: t('drop_files') }));
    for (const name of ['dragenter', 'dragover', 'dragleave', 'drop']) document.addEventListener(name, onDrag, true);
    addEventListener('beforeunload', (event) => { if (batches.length) event.preventDefault(); }); // the browser asks
  });
  Object.assign(quoth, {
    addFiles: add, chooseFiles, showAdding,
    isAdding: () => batches.length > 0,
    stopAdding: () => { for (const batch of batches) batch.queue.length = 0; },
  });
})();
