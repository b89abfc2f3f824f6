import { writeFileSync } from 'node:fs';
import { afterAll } from 'vitest';

/** A figure, and the most it may be. All times in milliseconds. */
export interface Figure {
  what: string;
  times: { count: number; p50: number; p99: number; max: number };
  demanded: { p50?: number; p99?: number };
}

const figures: Figure[] = [];

/** Keeps a figure for the end. Percentiles by the nearest rank. */
export function report(what: string, times: readonly number[], demanded: Figure['demanded']): void {
  const ascending = [...times].sort((a, b) => a - b);
  const percentile = (share: number) => ascending[Math.ceil(share * ascending.length) - 1]!;
  figures.push({ what, times: { count: ascending.length, p50: percentile(0.5), p99: percentile(0.99), max: ascending.at(-1)! }, demanded });
}

/** At the end, writes what was measured: as JSON into the file in NEXTAUTH_FIGURES when there is one, and to be read. */
export function printAtTheEnd(): void {
  afterAll(() => {
    for (const { what, times, demanded } of figures) {
      const at = ['p50', 'p99'] as const;
      const bounds = at.filter((share) => demanded[share] !== undefined).map((share) => `${share} ${demanded[share]!} demanded`);
      console.log(`${what}: p50 ${times.p50.toFixed(0)}, p99 ${times.p99.toFixed(0)}, most ${times.max.toFixed(0)} ms of ${times.count}${bounds.length > 0 ? ` (${bounds.join(', ')})` : ''}`);
    }
    if (process.env.NEXTAUTH_FIGURES) {
      writeFileSync(process.env.NEXTAUTH_FIGURES, JSON.stringify(figures));
    }
  });
}
