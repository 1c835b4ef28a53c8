// Draws the answer that is being written, as Gradio tells it in a field that is not shown. Only what differs is changed:
// what is focused, opened, scrolled or pressed in the answer stays so.
(() => {
  'use strict';

  const parsed = document.createElement('template');
  let isGrowing = false;
  let drawn = '';         // what is shown of it

  function grow() {
    const place = [...document.querySelectorAll('#talk .growing')].pop();
    isGrowing = Boolean(place);
    if (!isGrowing) return;
    const html = document.querySelector('#written :is(textarea, input)')?.value;
    if (html && (html !== drawn || !place.hasChildNodes())) {
      parsed.innerHTML = html; // the server has escaped every word in it
      quoth.translate(parsed.content);
      update(place, parsed.content);
      drawn = html;
    }
    requestAnimationFrame(grow);
  }

  // Make the children of a node those of another.
  function update(there, wanted) {
    const old = [...there.childNodes], fresh = [...wanted.childNodes];
    fresh.forEach((node, i) => {
      if (!old[i]) there.append(node);
      else if (!isSame(old[i], node)) old[i].replaceWith(node);
      else if (node.nodeType === Node.TEXT_NODE) { if (old[i].data !== node.data) old[i].data = node.data; }
      else update(old[i], node);
    });
    for (const node of old.slice(fresh.length)) node.remove();
  }

  // The page adds attributes of its own, such as names for screen readers. A reader opens and closes details.
  function isSame(old, node) {
    if (old.nodeName !== node.nodeName) return false;
    return [...(node.attributes ?? [])].every(({ name, value }) => name === 'open' || old.getAttribute(name) === value);
  }

  // Gradio draws the whole conversation when the answer is complete. What was focused in it is focused again.
  let focused = null;

  function keepFocus() {
    if (focused && !focused.isConnected && document.activeElement === document.body) quoth.refocus(focused);
  }

  quoth.onChange(() => {
    if (!isGrowing) grow();
    keepFocus();
  });
  quoth.onStart(() => {
    document.addEventListener('focusin', ({ target }) => { focused = target.closest('#talk') ? target : null; });
    // An element that is taken away loses the focus too. One that stays has lost it on purpose.
    document.addEventListener('focusout', ({ target }) => setTimeout(() => { if (target === focused && target.isConnected && target !== document.activeElement) focused = null; }));
  });
})();
