// Labels for the shop counter. Called from the till page.

const WIDTH_MM = 62;

function pad(text, width = 24) {
  return text.length >= width ? text.slice(0, width) : text + ' '.repeat(width - text.length);
}

function euro(value) {
  return value.toFixed(2).replace('.', ',');
}

function allergenLine(list) {
  if (list.length === 0) return 'no declared allergens';
  return 'contains ' + list.map(a => a.toUpperCase()).join(', ');
}

function scaleLabel(label, factor) {
  return { ...label, height: label.height * factor };
}

function buildLabel(item) {
  const label = { title: pad(item.name), price: euro(item.price), note: allergenLine(item.allergens), height: 29 };
  return item.big ? scaleLabel(label, 1.5) : label;
}

async function printLabel(item, copies = 1) {
  const res = await fetch('/printer', { method: 'POST', body: JSON.stringify({ label: buildLabel(item), copies }) });
  return res.status === 204;
}
