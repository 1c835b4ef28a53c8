// Client part of the berth booking page.
const MAX_NIGHTS = 21;

function nightsBetween(from, to) {
  return Math.round((to - from) / 86400000);
}

function berthPrice(lengthM, nights, power = false) {
  const perMetre = lengthM > 12 ? 3.4 : 2.9;
  let total = perMetre * lengthM * nights;
  if (power) total += 4.5 * nights;
  return total;
}

function checkBooking(form) {
  const nights = nightsBetween(form.from, form.to);
  if (nights < 1) return "Please choose a later day of departure.";
  if (nights > MAX_NIGHTS) return "Longer stays: please ring the harbour master.";
  return "";
}

function showPrice(form, el) {
  const n = nightsBetween(form.from, form.to);
  el.textContent = berthPrice(form.length, n, form.power).toFixed(2);
}
