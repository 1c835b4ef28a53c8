// The parts of the panel of a source: the quoted words at its top, as running text or as a table if they are rows of one;
// a text with its passages; and the image of a page with light on the quoted words.
(() => {
  'use strict';

  const { make, t, visible } = quoth;

  // A line of a PDF ends where its page did. What begins with the sign of a list, or after an empty line, stays a line.
  function flowing(quote) {
    return quote.replace(/[ \t]*\n(?!\s*(?:\n|[-*•–·|#]|\d+[.)]\s))[ \t]*/g, (end, at) => (quote[at - 1] === '\n' ? end : ' '));
  }

  // The rows of a table, as in ui/web/page/rows.py: "Name: value | Name: value". null if the quote is anything else.
  function rowsOf(quote) {
    const lines = quote.split('\n').filter((line) => line.trim());
    const rows = lines.map((line) => line.trim().split(' | ').map((cell) => cell.match(/^([^:|]{1,60}): (.*)$/)?.slice(1)));
    const names = (row) => row.map((cell) => cell?.[0]).join('\u0000');
    const fits = rows.length && rows.every((row) => row.length > 1 && row.every(Boolean) && names(row) === names(rows[0]));
    return fits ? rows : null;
  }

  function tableOf(rows) {
    const table = make('table', '');
    const line = (tag, words) => {
      const row = make('tr', '');
      row.append(...words.map((word) => make(tag, '', word)));
      return row;
    };
    table.append(line('th', rows[0].map(([name]) => name)), ...rows.map((row) => line('td', row.map(([, value]) => value))));
    return table;
  }

  // The text of a preview, with a number where each passage begins.
  function inPassages(place) {
    const characters = [...(place.before + place.after)], first = place.start - [...place.before].length; // as the server counts
    const begins = place.passages.map(([, start]) => start - first);
    const piece = (from, to) => characters.slice(from, to).join('');
    return [piece(0, begins[0]), ...place.passages.flatMap(([number], i) => [
      make('span', 'passage', t('passage_number', { n: number })), piece(begins[i], begins[i + 1]),
    ])];
  }

  // A page of a PDF or scan.
  function imageOf(place, number) {
    const page = make('div', 'page'), image = make('img', '');
    image.alt = t('page_image', { n: number, name: visible(place.title) });
    image.src = `api/page-image?${new URLSearchParams({ document: place.document, page: number })}`;
    page.append(image);
    for (const box of number === place.page ? place.boxes : []) {
      const light = make('div', 'light');
      for (const name of ['left', 'top', 'width', 'height']) light.style[name] = `${100 * box[name]}%`;
      page.append(light);
    }
    return { page, image };
  }

  Object.assign(quoth, {
    imageOf,
    inPassages,
    quoted: (quote) => {
      const rows = rowsOf(quote);
      return rows ? tableOf(rows) : flowing(quote);
    },
  });
})();
