// The menu below the conversations: the settings, and what people can do with their account.
(() => {
  'use strict';

  const { make, button, menu, notice, question, request, t } = quoth;
  const json = (method, body) => ({ method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body ?? {}) });

  async function start() {
    const account = await request('api/account');
    if (account.error) return;
    document.body.dataset.role = account.role;
    document.body.dataset.folder = account.folder;
    quoth.offerPrivate();
    const opener = button(account.name || t('settings'), () => (account.name ? menu(opener, acts) : quoth.openSettings()));
    opener.setAttribute('aria-haspopup', account.name ? 'menu' : 'dialog');
    if (account.name) opener.setAttribute('aria-label', t('account_of', { name: account.name }));
    document.querySelector('#chats .account').replaceChildren(opener);
  }

  const acts = [
    [t('settings'), quoth.openSettings],
    [t('tokens'), tokens],
    [t('change_password'), changePassword],
    [t('log_out'), logOut],
    [t('log_out_everywhere'), async () => tell(await request('api/account/sessions', json('DELETE')), logIn)],
  ];

  function tell(reply, next) {
    if (reply.error) notice(reply.error);
    else next();
  }

  const logIn = () => { location.href = `login?${new URLSearchParams({ next: `/${location.search}` })}`; };

  async function logOut() {
    await fetch('logout', { method: 'POST', redirect: 'manual' });
    location.href = 'login';
  }

  function field(form, words, type, autocomplete) {
    const label = make('label', '', words);
    const input = make('input', '');
    Object.assign(input, { type, autocomplete, required: true });
    label.append(input);
    form.append(label);
    return input;
  }

  async function changePassword() {
    let old, first, second;
    const fill = (form) => {
      old = field(form, t('old_password'), 'password', 'current-password');
      first = field(form, t('new_password'), 'password', 'new-password');
      second = field(form, t('new_password_again'), 'password', 'new-password');
    };
    if (!await question(t('change_password'), fill, [[t('change'), 'change']])) return;
    if (first.value !== second.value) return notice(t('passwords_differ'));
    const reply = await request('api/account/password', json('POST', { password: old.value, new: first.value }));
    tell(reply, () => notice(t('password_changed')));
  }

  async function tokens() {
    const reply = await request('api/account/tokens');
    if (reply.error) return notice(reply.error);
    let label;
    const fill = (form) => {
      form.append(make('p', '', t('about_tokens')));
      const list = make('ul', 'tokens');
      list.append(...reply.tokens.map((token) => {
        const row = make('li', '', token.label || t('without_name'));
        const gone = button(t('delete'), async () => tell(await request(`api/account/tokens/${token.id}`, json('DELETE')), () => row.remove()));
        gone.setAttribute('aria-label', t('delete_token', { name: token.label }));
        row.append(gone);
        return row;
      }));
      form.append(list);
      label = field(form, t('what_for'), 'text', 'off');
      label.required = false;
    };
    if (!await question(t('tokens'), fill, [[t('make_token'), 'make']])) return;
    const made = await request('api/account/tokens', json('POST', { label: label.value }));
    tell(made, () => showToken(made.token));
  }

  function showToken(token) {
    const fill = (form) => {
      form.append(make('p', '', t('keep_it_now')), make('code', 'token', token));
    };
    question(t('new_token'), fill, [[t('copy'), 'copy']]).then((choice) => {
      if (choice) navigator.clipboard.writeText(token).then(() => notice(t('copied')), () => notice(t('no_copying')));
    });
  }

  let told = false;
  quoth.onShutOut(() => {
    if (told) return;
    told = true; // what is typed stays on the page
    notice(t('logged_out'), logIn, t('log_in'), true);
  });
  quoth.onStart(start);
})();
