// Asking a question again, as it was or edited. All versions are kept with their answers, and arrows move between them.
(() => {
  'use strict';

  const { make, button, notice, request, t } = quoth;
  let edited = null;      // the number of the question that the next one takes the place of

  const box = () => document.querySelector('#box textarea');
  const numberIn = (link) => Number(link.getAttribute('href').split('?')[1]);
  const questionOf = (link) => link.closest('.message-row').querySelector('.question').innerText;

  // What the question that is now sent takes the place of.
  function instead() {
    const number = edited;
    stop();
    return number;
  }

  function stop() {
    edited = null;
    document.getElementById('editing')?.remove();
  }

  function edit(link, words = questionOf(link)) {
    stop();
    edited = numberIn(link);
    const bar = make('div', '');
    bar.id = 'editing';
    const cancel = button('×', () => { stop(); quoth.write(''); });
    cancel.setAttribute('aria-label', t('cancel'));
    bar.append(make('span', '', t('editing')), cancel);
    document.getElementById('composer').prepend(bar);
    quoth.write(words);
    box().focus();
  }

  function retry(link) {
    if (!document.querySelector('#box .submit-button')) return; // an answer is being written
    stop();
    edited = numberIn(link);
    quoth.ask(questionOf(link));
  }

  async function choose(link) {
    const options = { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ number: numberIn(link) }) };
    const reply = await request(`api/conversations/${encodeURIComponent(quoth.current())}/version`, options);
    if (reply.error) return notice(reply.error);
    quoth.draw();
  }

  // What a follow-up was understood as is edited in place of the follow-up, once that can be edited: its links are
  // drawn when the answer has been kept, which is a little later than the answer itself.
  function reword(link) {
    const place = [...document.querySelectorAll('#talk .bot-row')].indexOf(link.closest('.bot-row'));
    const words = link.innerText;
    const begin = (tries) => {
      const own = document.querySelectorAll('#talk .user-row')[place]?.querySelector('.turn .edit');
      if (own) edit(own, words);
      else if (tries) setTimeout(begin, 100, tries - 1);
    };
    begin(50);
  }

  function onClick(event) {
    const link = event.target.closest?.('#talk :is(.turn a, a.reword)');
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    if (link.matches('.reword')) reword(link);
    else if (link.matches('.edit')) edit(link);
    else if (link.matches('.retry')) retry(link);
    else choose(link);
  }

  quoth.onStart(() => {
    document.addEventListener('click', onClick, true);
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || edited === null || event.target !== box()) return;
      stop();
      quoth.write('');
    });
  });
  Object.assign(quoth, { instead });
})();
