// Watering plan for the greenhouse at Pinmoor
const LITRES_PER_BED = { tomato: 12, cucumber: 15, pepper: 9, basil: 4 };
const PAUSE_MINUTES = 25;

// Litres that a bed needs on a day; hot days take half as much again.
export function litresFor(crop, maxTemp) {
  const base = LITRES_PER_BED[crop];
  if (base === undefined) {
    throw new Error("unknown crop: " + crop);
  }
  return maxTemp > 28 ? base * 1.5 : base;
}

// Opens a valve and closes it after the given number of seconds.
export async function pulse(valve, seconds) {
  await valve.open();
  try {
    await new Promise((done) => setTimeout(done, seconds * 1000));
  } finally {
    await valve.close();
  }
}

// Beds in the order in which they are watered: the driest first.
export function order(beds) {
  return [...beds].sort((a, b) => a.moisture - b.moisture);
}

// Seconds that the pump runs for a number of litres, at 0.8 litres a second.
export function pumpSeconds(litres) {
  return Math.ceil(litres / 0.8);
}

// TODO: read the rain gauge before watering the outer beds
