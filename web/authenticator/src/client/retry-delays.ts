import { onOnline } from './platform.ts';

const LEAST = 1_000;
const MOST = 60_000;

/** Waits between attempts: doubling, with a random part, so that the phones of a server that was down do not all return at once. */
export class RetryDelays {
  #next = LEAST;

  reset(): void {
    this.#next = LEAST;
  }

  /** Milliseconds. */
  next(): number {
    const whole = this.#next;
    this.#next = Math.min(whole * 2, MOST);
    return whole * (0.5 + random() / 2);
  }

  /** Waits, at most until `signal` stops it or the browser says that the network is back. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        waiting.abort();
        resolve();
      };
      const waiting = new AbortController();
      const timer = setTimeout(end, this.next());
      signal.addEventListener('abort', end, { signal: waiting.signal });
      onOnline(end, waiting.signal);
      if (signal.aborted) end();
    });
  }
}

function random(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32;
}
