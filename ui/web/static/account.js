// The account: who is logged in, and what they can do with it. Without accounts, there is nothing to see.
(() => {
  'use strict';

  const { make, button, menu, notice, question, request } = quoth;
  const json = (method, body) => ({ method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body ?? {}) });

  async function start() {
    const account = await request('/api/account');
    if (account.error) return;
    document.body.dataset.role = account.role;
    if (!account.name) return;
    const opener = button(account.name, () => menu(opener, acts));
    opener.setAttribute('aria-haspopup', 'menu');
    opener.setAttribute('aria-label', `Account of ${account.name}`);
    document.querySelector('#chats .account').replaceChildren(opener);
  }

  const acts = [
    ['API tokens', tokens],
    ['Change password', changePassword],
    ['Log out', logOut],
    ['Log out everywhere', async () => tell(await request('/api/account/sessions', json('DELETE')), logIn)],
  ];

  function tell(reply, next) {
    if (reply.error) notice(reply.error);
    else next();
  }

  const logIn = () => { location.href = `/login?${new URLSearchParams({ next: location.pathname + location.search })}`; };

  async function logOut() {
    await fetch('/logout', { method: 'POST', redirect: 'manual' });
    location.href = '/login';
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
      old = field(form, 'Old password', 'password', 'current-password');
      first = field(form, 'New password', 'password', 'new-password');
      second = field(form, 'New password again', 'password', 'new-password');
    };
    if (!await question('Change password', fill, [['Change', 'change']])) return;
    if (first.value !== second.value) return notice('The two new passwords differ. Nothing was changed.');
    const reply = await request('/api/account/password', json('POST', { password: old.value, new: first.value }));
    tell(reply, () => notice('The password was changed. Other browsers were logged out.'));
  }

  async function tokens() {
    const reply = await request('/api/account/tokens');
    if (reply.error) return notice(reply.error);
    let label;
    const fill = (form) => {
      form.append(make('p', '', 'With a token, a program uses Quoth in your name: Authorization: Bearer quoth_…'));
      const list = make('ul', 'tokens');
      list.append(...reply.tokens.map((token) => {
        const row = make('li', '', token.label || 'Without a name');
        const gone = button('Delete', async () => tell(await request(`/api/account/tokens/${token.id}`, json('DELETE')), () => row.remove()));
        gone.setAttribute('aria-label', `Delete the token ${token.label}`);
        row.append(gone);
        return row;
      }));
      form.append(list);
      label = field(form, 'What is the new token for?', 'text', 'off');
      label.required = false;
    };
    if (!await question('API tokens', fill, [['Make a token', 'make']])) return;
    const made = await request('/api/account/tokens', json('POST', { label: label.value }));
    tell(made, () => showToken(made.token));
  }

  function showToken(token) {
    const fill = (form) => {
      form.append(make('p', '', 'Keep it now: it cannot be shown again.'), make('code', 'token', token));
    };
    question('The new token', fill, [['Copy', 'copy']]).then((choice) => {
      if (choice) navigator.clipboard.writeText(token).then(() => notice('Copied'), () => notice('The browser did not allow copying.'));
    });
  }

  let told = false;
  quoth.onShutOut(() => {
    if (told) return;
    told = true; // what is typed stays on the page
    notice('You were logged out.', logIn, 'Log in', true);
  });
  quoth.onStart(start);
})();
