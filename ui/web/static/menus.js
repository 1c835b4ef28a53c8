// Small menus, questions and notices, for documents and conversations alike.
(() => {
  'use strict';

  const { make, button, refocus, t } = quoth;

  // ---- a menu below a button: [[words, what to do], …] ----

  let opened = null;

  function menu(opener, items) {
    closeMenu();
    const list = make('div', 'menu');
    list.setAttribute('role', 'menu');
    for (const [words, act] of items) {
      const item = button(words, () => { closeMenu(); refocus(opener); act(); });
      item.setAttribute('role', 'menuitem');
      list.append(item);
    }
    (opener.closest('#chats, main') ?? document.body).append(list); // in a landmark, so that it is found by ear
    const at = opener.getBoundingClientRect(), size = list.getBoundingClientRect();
    const above = at.bottom + size.height > innerHeight - 8;
    list.style.top = `${Math.max(8, above ? at.top - size.height : at.bottom)}px`;
    list.style.left = `${Math.max(8, Math.min(at.right - size.width, innerWidth - size.width - 8))}px`;
    opened = { list, opener };
    opener.setAttribute('aria-expanded', 'true');
    list.firstChild.focus();
  }

  function closeMenu() {
    if (!opened) return;
    const { list, opener } = opened;
    opened = null;
    opener.removeAttribute('aria-expanded');
    list.remove();
  }

  function onKey(event) {
    if (!opened) return;
    const items = [...opened.list.children];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) items.at(to % items.length).focus();
    else if (event.key === 'Escape' || event.key === 'Tab') {
      refocus(opened.opener);
      closeMenu();
    } else return;
    if (event.key !== 'Tab') event.preventDefault();
    event.stopPropagation();
  }

  // ---- a question: the value of the button that was pressed, or null ----

  function question(title, fill, choices) {
    const dialog = make('dialog', 'question');
    const before = document.activeElement;
    const form = make('form', '');
    form.method = 'dialog';
    const heading = make('h2', '', title);
    heading.id = 'question-title';
    dialog.setAttribute('aria-labelledby', heading.id);
    form.append(heading);
    fill(form);
    const row = make('div', 'acts');
    for (const [words, value] of choices) {
      const choice = make('button', row.children.length ? '' : 'primary', words);
      choice.value = value;
      row.append(choice);
    }
    const cancel = button(t('cancel'), () => dialog.close(''));
    row.append(cancel);
    form.append(row);
    dialog.append(form);
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.onclose = () => { // a moment after it was closed: something else can have the focus by now
        dialog.remove();
        if (document.activeElement === document.body) refocus(before);
        resolve(dialog.returnValue || null);
      };
    });
  }

  // New words for a name, or null.
  async function rename(title, name) {
    const field = make('input', '');
    field.value = name;
    field.setAttribute('aria-label', title);
    field.required = true;
    const asked = question(title, (form) => form.append(field), [[t('rename'), 'rename']]);
    const end = name.includes('.') ? name.lastIndexOf('.') : name.length;
    field.focus();
    field.setSelectionRange(name.lastIndexOf('/') + 1, end);
    return (await asked) && field.value.trim() !== name ? field.value.trim() : null;
  }

  // ---- a notice at the bottom, with a way back if there is one ----

  let fading;

  function notice(words, undo, name = t('undo'), stays = false) {
    document.getElementById('notice')?.remove();
    clearTimeout(fading);
    const box = make('div', '');
    box.id = 'notice';
    box.setAttribute('role', 'status');
    box.append(make('span', '', words));
    const before = document.activeElement;
    const gone = () => {
      const hadFocus = box.contains(document.activeElement);
      box.remove();
      if (hadFocus) refocus(before);
    };
    const fade = () => (box.matches(':hover, :focus-within') ? wait(3000) : gone());
    const wait = (ms) => { fading = setTimeout(fade, ms); };
    if (undo) box.append(button(name, () => { gone(); undo(); }));
    const close = button('×', gone);
    close.setAttribute('aria-label', t('close'));
    box.append(close);
    document.body.append(box);
    if (!stays) wait(undo ? 12000 : 8000);
  }

  document.addEventListener('keydown', onKey, true);
  document.addEventListener('pointerdown', (event) => { if (opened && !opened.list.contains(event.target)) closeMenu(); }, true);
  addEventListener('resize', closeMenu);
  Object.assign(quoth, { menu, question, rename, notice });
})();
