// The card beside a marker that has the pointer or the focus: the document, the page, and the quoted words.
(() => {
  'use strict';

  const { make, t, visible } = quoth;
  const MOST = 300;       // characters of a quote
  let card = null, link = null;

  function show(marker) {
    if (marker === link) return;
    hide();
    link = marker;
    const cited = new URLSearchParams(marker.getAttribute('href').split('?')[1]);
    const words = cited.get('quote').replace(/\s+/g, ' ');
    const page = cited.get('page');
    card = make('div', '');
    card.id = 'peek';
    card.setAttribute('aria-hidden', 'true'); // the marker's name says the same
    const place = [cited.get('title') || cited.get('document').split('/').pop(), page && t('page_ref', { n: page })];
    const quote = make('q', '', words.length > MOST ? `${words.slice(0, MOST)}…` : words);
    quote.dir = 'auto';
    card.append(make('b', '', visible(place.filter(Boolean).join(', '))), quote);
    document.body.append(card);
    const at = marker.getBoundingClientRect(), size = card.getBoundingClientRect();
    const isAbove = at.top - size.height > 8;
    card.style.top = `${isAbove ? at.top - size.height - 6 : at.bottom + 6}px`;
    card.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
  }

  function hide() {
    card?.remove();
    card = link = null;
  }

  const marker = (event) => event.target.closest?.('#talk a.cite');

  quoth.onStart(() => {
    for (const name of ['pointerover', 'focusin']) {
      document.addEventListener(name, (event) => {
        const there = event.pointerType === 'touch' ? null : marker(event); // a finger opens the source
        if (there) show(there);
        else if (name === 'focusin' || !link?.matches(':focus-visible')) hide();
      });
    }
    document.addEventListener('focusout', hide);
    document.addEventListener('click', hide, true);
    document.addEventListener('scroll', hide, true);
    document.addEventListener('keydown', (event) => { if (event.key === 'Escape') hide(); }, true);
  });
  quoth.onChange(() => { if (link && !link.isConnected) hide(); });
})();
