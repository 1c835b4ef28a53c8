// Ticket shop: prices and seats.
const FEE = 1.5;

function basePrice(zone) {
  switch (zone) {
    case "A": return 48;
    case "B": return 36;
    default: return 22;
  }
}

// Students and pensioners pay 70 percent.
function reducedPrice(zone) {
  return Math.round(basePrice(zone) * 0.7);
}

function seatLabel(row, number) {
  return `${row}-${String(number).padStart(2, "0")}`;
}

function holdSeat(seat, minutes = 12) {
  return { seat, until: Date.now() + minutes * 60000 };
}

// Returns false when the basket holds more than eight tickets.
function basketAllowed(basket) {
  return basket.length <= 8;
}

function total(basket) {
  if (!basketAllowed(basket)) throw new RangeError("too many tickets");
  return basket.reduce((sum, t) => sum + basePrice(t.zone), 0) + FEE;
}

module.exports = { basePrice, reducedPrice, seatLabel, holdSeat, basketAllowed, total };
