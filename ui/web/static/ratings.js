// Thumbs up and down below each answer, with a comment, and gold questions made of rated answers.
(() => {
  'use strict';

  const { make, notice, question, request, t } = quoth;
  const json = (method, body) => ({ method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body ?? {}) });
  let good = {};          // by the number of the answer: whether it was rated as good
  let known = null;       // the conversation that this is about

  // An answer is known by the number of its question, which stands in the links below it.
  function numberOf(link) {
    const place = [...document.querySelectorAll('#talk .bot-row')].indexOf(link.closest('.bot-row'));
    const question = document.querySelectorAll('#talk .user-row')[place];
    return question?.querySelector('.turn .retry')?.getAttribute('href').split('?')[1];
  }
  const path = (kind, number) => `api/conversations/${encodeURIComponent(quoth.current())}/${kind}/${number}`;

  async function load() {
    const conversation = known = quoth.current();
    good = {};
    const reply = conversation ? await request(`api/conversations/${encodeURIComponent(conversation)}/ratings`) : {};
    if (known !== conversation) return;
    good = reply.good ?? {};
    mark();
  }

  function mark() {
    if (known !== quoth.current()) return load();
    for (const link of document.querySelectorAll('#talk a.rate')) {
      const pressed = String(good[numberOf(link)] === link.classList.contains('good'));
      if (link.getAttribute('aria-pressed') === pressed) continue;
      link.setAttribute('role', 'button');
      link.setAttribute('aria-pressed', pressed);
      link.title = t(link.classList.contains('good') ? 'good_answer' : 'bad_answer');
    }
  }

  async function rate(link) {
    const isGood = link.classList.contains('good'), number = numberOf(link);
    let comment = '';
    if (!isGood) {
      const field = make('textarea', '');
      field.rows = 4;
      field.maxLength = 2000;
      field.setAttribute('aria-label', t('comment'));
      field.placeholder = t('comment');
      if (!await question(t('what_was_wrong'), (form) => form.append(field), [[t('send'), 'send']])) return;
      comment = field.value;
    }
    const reply = await request(path('ratings', number), json('PUT', { good: isGood, comment }));
    if (reply.error) return notice(reply.error);
    good[number] = isGood;
    mark();
    if (isGood && document.body.dataset.role !== 'reader') notice(t('thanks'), () => makeGold(number), t('make_gold'));
    else notice(t('thanks'));
  }

  async function makeGold(number) {
    const reply = await request(path('gold', number), json('POST'));
    notice(reply.error ?? t('gold_made', { name: reply.file }));
  }

  function onClick(event) {
    const link = event.target.closest?.('a.rate');
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    rate(link);
  }

  quoth.onChange(mark);
  quoth.onStart(() => {
    document.addEventListener('click', onClick, true);
    document.addEventListener('keydown', (event) => { // a button is pressed with the space bar too
      if (event.key === ' ' && event.target.closest?.('a.rate')) { event.preventDefault(); event.target.click(); }
    });
  });
})();
