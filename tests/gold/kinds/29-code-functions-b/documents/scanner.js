// Warehouse scanner helpers
const RETRIES = 3;

function padCode(code, width = 8) {
  return String(code).padStart(width, '0');
}

function checkDigit(code) {
  let sum = 0;
  for (const [i, c] of [...code].entries()) sum += Number(c) * (i % 2 ? 3 : 1);
  return (10 - (sum % 10)) % 10;
}

function fullCode(code) {
  const padded = padCode(code);
  return padded + checkDigit(padded);
}

function parseWeight(text) {
  const grams = parseFloat(text.replace(',', '.'));
  if (Number.isNaN(grams)) throw new Error('weight unreadable');
  return grams;
}

async function fetchShelf(id, timeout = 2500) {
  for (let n = 0; n < RETRIES; n++) {
    const answer = await request(`/shelf/${id}`, { timeout });
    if (answer.ok) return answer.json();
  }
  return null;
}

function openBox(id) {
  return update('box', id, { open: true });
}

function closeBox(id) {
  return update('box', id, { open: false });
}

function openPallet(id) {
  return update('pallet', id, { open: true });
}

function closePallet(id) {
  return update('pallet', id, { open: false });
}

function openCage(id) {
  return update('cage', id, { open: true });
}

function closeCage(id) {
  return update('cage', id, { open: false });
}

function openTruck(id) {
  return update('truck', id, { open: true });
}

function closeTruck(id) {
  return update('truck', id, { open: false });
}
