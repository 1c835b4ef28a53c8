import { Bird, DEFAULT_TEAM_SIZE, parseRing } from "./velocity";

export interface Result { bird: Bird; speed: number; }

/** Fastest first. When two birds are equally fast, the younger one wins. */
export function rankBirds(results: Result[]): Result[] {
  return [...results].sort((x, y) =>
    y.speed - x.speed || parseRing(y.bird.ring)[1] - parseRing(x.bird.ring)[1]);
}

/** Only birds in the first quarter of the field get points. */
export function quarterPoints(place: number, starters: number): number {
  const paid = Math.ceil(starters / 4);
  if (place > paid) return 0;
  return Math.round((100 * (paid - place + 1)) / paid);
}

/** Adds up the points of the best birds of one loft. */
export function teamScore(loftId: string, ranked: Result[], size = DEFAULT_TEAM_SIZE): number {
  const places = ranked
    .map((r, i) => ({ id: r.bird.loftId, points: quarterPoints(i + 1, ranked.length) }))
    .filter((p) => p.id === loftId)
    .slice(0, size);
  return places.reduce((s, p) => s + p.points, 0);
}

/** Warns about birds that came home before anybody could have. */
export function flagImpossible(results: Result[], limit = 2100): Result[] {
  return results.filter((r) => r.speed > limit);
}
