import type { Language } from '../i18n.ts';

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

// The browser knows the country as well: 25/11/2026 or 11/25/2026.
const local = (language: Language): string => navigator.languages.find((tag) => tag.slice(0, 2) === language) ?? language;

/** "5 minutes ago", "yesterday"; a date when it is more than a week. */
export function ago(language: Language, at: number, now = Date.now()): string {
  if (now - at > 7 * 86_400_000) return day(language, at);
  const [unit, length] = units.find(([, ms]) => now - at >= ms) ?? ['second', 1000];
  // Within a minute it is "now", whatever the clocks say.
  const count = unit === 'second' ? 0 : Math.floor((now - at) / length);
  return new Intl.RelativeTimeFormat(local(language), { numeric: 'auto' }).format(-count, unit);
}

export const day = (language: Language, at: number): string => new Intl.DateTimeFormat(local(language), { dateStyle: 'long' }).format(at);

export const time = (language: Language, at: number): string => new Intl.DateTimeFormat(local(language), { timeStyle: 'short' }).format(at);

export const dayAndTime = (language: Language, at: number): string => new Intl.DateTimeFormat(local(language), { dateStyle: 'medium', timeStyle: 'short' }).format(at);
