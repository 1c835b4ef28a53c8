// Flight speed of racing pigeons. All times are milliseconds since midnight UTC.
import { RaceConfig } from "./config";

export const EARTH_RADIUS_M = 6_371_008;
export const DEFAULT_TEAM_SIZE = 5;
export const MAX_DRIFT_MS = 90_000;

export class RingFormatError extends Error {}
export class ClockDriftError extends Error {}

export interface Bird {
  ring: string;          // e.g. "NL-23-1048812"
  loftId: string;
  arrivedAt: number;
}

export interface Point { lat: number; lon: number; }

/** Reads a ring number and returns country, year and serial. */
export function parseRing(ring: string): [string, number, string] {
  const m = /^([A-Z]{2})-(\d{2})-(\d{6,7})$/.exec(ring);
  if (!m) throw new RingFormatError(`bad ring: ${ring}`);
  return [m[1], 2000 + Number(m[2]), m[3]];
}

/** Great-circle distance in metres. */
export function metresBetween(a: Point, b: Point): number {
  const rad = Math.PI / 180;
  const dLat = (b.lat - a.lat) * rad;
  const dLon = (b.lon - a.lon) * rad;
  const h = Math.sin(dLat / 2) ** 2
    + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(h));
}

/** Spreads the error of a loft clock over the flight and subtracts it. */
export function undoDrift(arrivedAt: number, releasedAt: number, driftMs: number, readAt: number): number {
  if (Math.abs(driftMs) > MAX_DRIFT_MS) {
    throw new ClockDriftError(`clock is off by ${driftMs} ms`);
  }
  const share = (arrivedAt - releasedAt) / (readAt - releasedAt);
  return arrivedAt - Math.round(driftMs * share);
}

/** Takes the hours of darkness out of the flying time. */
export function withoutNight(from: number, to: number, cfg: RaceConfig): number {
  const night = Math.max(0, Math.min(to, cfg.sunrise) - Math.max(from, cfg.sunset));
  return to - from - night;
}

/** Metres per minute, rounded to three decimals. */
export function speedOf(bird: Bird, release: Point, loft: Point, cfg: RaceConfig): number {
  const at = undoDrift(bird.arrivedAt, cfg.releasedAt, cfg.drift[bird.loftId] ?? 0, cfg.readAt);
  const minutes = withoutNight(cfg.releasedAt, at, cfg) / 60_000;
  return Math.round((metresBetween(release, loft) / minutes) * 1000) / 1000;
}
