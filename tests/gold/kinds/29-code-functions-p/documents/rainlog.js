// Rain gauge log of the Ormsdale allotments.

const DEFAULT_TIMEOUT_MS = 4500;

/**
 * Reads the gauge once and resolves with millimetres.
 * Rejects with "GAUGE_SILENT" when nothing comes back in time.
 */
export async function readGauge(port, timeoutMs = DEFAULT_TIMEOUT_MS) {
  const raw = await port.ask("R", timeoutMs);
  if (raw === null) throw new Error("GAUGE_SILENT");
  return Number(raw) / 10;
}

/** Adds up the last n days; n is 7 unless told. */
export function totalRain(days, n = 7) {
  return days.slice(-n).reduce((sum, d) => sum + d.mm, 0);
}

/** True when watering is wanted: less than 12 mm fell in the last 5 days. */
export function shouldWater(days) {
  return totalRain(days, 5) < 12;
}

/** Throws RangeError for negative depths. */
export function litres(mm, squareMetres) {
  if (mm < 0) throw new RangeError("negative depth");
  return mm * squareMetres;
}
