// What the scripts of the page share. Text from outside is never inserted as HTML.
const quoth = (() => {
  'use strict';

  const SIGNS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g; // as in index/files/names.py
  const visible = (name) => name.replace(SIGNS, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

  const make = (tag, className, text = '') => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  };

  const button = (text, onclick, className = '') => {
    const element = make('button', className, text);
    element.type = 'button';
    element.onclick = onclick;
    return element;
  };

  // The JSON of a reply; `error` says in words what went wrong.
  async function request(address, options) {
    try {
      const reply = await fetch(address, options);
      const body = await reply.json();
      return reply.ok ? body : { ...body, error: body.error ?? 'Something went wrong in Quoth.', status: reply.status };
    } catch {
      return { error: 'Quoth does not answer. Is it still running?' };
    }
  }

  const plainFetch = window.fetch;
  window.fetch = async (...asked) => { // Gradio's requests too
    const reply = await plainFetch(...asked);
    if (reply.status === 401) for (const callback of shutOut) callback();
    return reply;
  };

  // For screen readers.
  function say(words) { document.getElementById('announcer').textContent = words; }

  const changed = [];   // called, at most once a frame, after something on the page changed
  const started = [];   // called once the page is there
  const shutOut = [];   // called when the person has been logged out
  let isThere = false;

  function start() {
    document.documentElement.lang ||= 'en';
    const announcer = make('div', 'unseen');
    announcer.id = 'announcer';
    announcer.setAttribute('role', 'status');
    document.body.append(announcer);
    isThere = true;
    for (const callback of started) callback();
    let waiting = false;
    new MutationObserver(() => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; for (const callback of changed) callback(); });
    }).observe(document.body, { childList: true, subtree: true });
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();

  return {
    visible, make, button, request, say,
    onStart: (callback) => (isThere ? callback() : started.push(callback)),
    onChange: (callback) => changed.push(callback),
    onShutOut: (callback) => shutOut.push(callback),
  };
})();
