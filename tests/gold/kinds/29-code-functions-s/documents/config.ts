export interface RaceConfig {
  releasedAt: number;
  readAt: number;              // when the loft clocks were compared
  sunset: number;
  sunrise: number;
  drift: Record<string, number>;
}

/** Reads race.json. Missing drift entries count as zero. */
export function loadRace(text: string): RaceConfig {
  const raw = JSON.parse(text);
  if (raw.readAt <= raw.releasedAt) throw new RangeError("readAt must come after releasedAt");
  return { drift: {}, ...raw };
}
