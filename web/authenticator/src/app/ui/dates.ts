import type { Language } from '../i18n.ts';

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** "5 minutes ago", "yesterday"; a date when it is more than a week. */
export function ago(language: Language, at: number, now = Date.now()): string {
  if (now - at > 7 * 86_400_000) return day(language, at);
  const [unit, length] = units.find(([, ms]) => now - at >= ms) ?? ['second', 1000];
  // Within a minute it is "now", whatever the clocks say.
  const count = unit === 'second' ? 0 : Math.floor((now - at) / length);
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-count, unit);
}

export const day = (language: Language, at: number): string => new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(at);

export const time = (language: Language, at: number): string => new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(at);

export const dayAndTime = (language: Language, at: number): string => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
