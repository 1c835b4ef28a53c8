// The choice of the documents that a question uses: a button under the box, and the chips of what was chosen.
(() => {
  'use strict';

  const { make, button, redraw, request, t } = quoth;
  const chosen = new Map();   // values to labels
  const TITLES = { Folders: 'folders', Types: 'types', 'Last changed': 'last_changed', Documents: 'documents' };
  const TIMES = { 'days:7': 'last_week', 'days:31': 'last_month', 'days:365': 'last_year' };
  let popup = null;
  let asked = 0;

  const bar = () => document.getElementById('within');
  const limits = () => [...chosen.keys()];

  // The label of a choice, as ui/web/page/scopes.py names it in English.
  function inWords(label, value) {
    if (TIMES[value]) return t(TIMES[value]);
    return value.startsWith('type:') ? t('type_files', { name: value.slice(5).toUpperCase() }) : label;
  }

  function draw() {
    const there = bar();
    if (!there) return;
    const opener = button(t(chosen.size ? 'only' : 'in_all_documents'), () => (popup ? shut() : open()), 'opener');
    opener.setAttribute('aria-haspopup', 'dialog');
    opener.setAttribute('aria-expanded', Boolean(popup));
    const chips = [...chosen].map(([value, label]) => {
      const chip = button(label, () => toggle(value, label, false), 'chip');
      chip.setAttribute('aria-label', t('do_not_limit', { name: label }));
      return chip;
    });
    redraw(there, () => there.replaceChildren(opener, ...chips), opener);
  }

  function toggle(value, label, is) {
    if (is) chosen.set(value, label);
    else chosen.delete(value);
    draw();
    for (const box of popup?.querySelectorAll('input[type=checkbox]') ?? []) box.checked = chosen.has(box.value);
  }

  function open() {
    popup = make('div', '');
    popup.id = 'picker';
    popup.setAttribute('role', 'dialog');
    popup.setAttribute('aria-label', t('documents_to_use'));
    const find = make('input', '');
    find.type = 'search';
    find.placeholder = t('find_scope');
    find.setAttribute('aria-label', find.placeholder);
    const body = make('div', 'groups');
    find.oninput = () => fill(body, find.value);
    const foot = make('div', 'foot');
    foot.append(button(t('all_documents'), () => { chosen.clear(); shut(true); }), button(t('done'), () => shut(true), 'done'));
    popup.append(find, body, foot);
    document.getElementById('composer').append(popup);
    fill(body, '');
    draw();
    find.focus();
  }

  function shut(focus) {
    popup?.remove();
    popup = null;
    draw();
    if (focus) bar().querySelector('.opener').focus();
  }

  async function fill(body, find) {
    const turn = ++asked;
    const reply = await request(`api/scopes?${new URLSearchParams({ find })}`);
    if (turn !== asked) return; // something else was typed meanwhile
    if (reply.error) return body.replaceChildren(make('p', '', reply.error));
    const groups = reply.groups.map(({ title, choices, more }) => {
      const group = make('fieldset', '');
      group.append(make('legend', '', TITLES[title] ? t(TITLES[title]) : title));
      for (const [plain, value] of choices) {
        const label = inWords(plain, value);
        const box = make('input', '');
        box.type = 'checkbox';
        box.value = value;
        box.checked = chosen.has(value);
        box.onchange = () => toggle(value, label, box.checked);
        const row = make('label', '');
        row.append(box, make('span', '', label));
        group.append(row);
      }
      if (more) group.append(make('p', '', t('more_by_name', { n: more })));
      return group;
    });
    const shown = groups.length ? groups : [make('p', '', t('nothing_matches'))];
    // Whoever went on with the keyboard before the list came stays at the same choice.
    redraw(body, () => body.replaceChildren(...shown), popup?.querySelector('input[type=search]'));
  }

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !popup) return;
    event.stopPropagation();
    shut(true);
  }, true);
  document.addEventListener('pointerdown', (event) => {
    if (popup && !popup.contains(event.target) && !bar().contains(event.target)) shut();
  }, true);
  quoth.onChange(() => {
    const composer = document.getElementById('composer');
    if (!composer || bar()) return;
    const place = make('div', '');
    place.id = 'within';
    composer.append(place);
    draw();
  });
  Object.assign(quoth, { limits });
})();
