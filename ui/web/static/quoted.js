// The quoted words at the top of the panel of a source: as running text, or as a table if they are rows of one.
(() => {
  'use strict';

  const { make } = quoth;

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

  Object.assign(quoth, {
    quoted: (quote) => {
      const rows = rowsOf(quote);
      return rows ? tableOf(rows) : flowing(quote);
    },
  });
})();
