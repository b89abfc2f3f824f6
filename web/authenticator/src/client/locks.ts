import { webLocks } from './platform.ts';

/** The part of Web Locks that is used. A lock is free again when its page is gone, however it went. */
export interface Locks {
  request<T>(name: string, options: { readonly signal?: AbortSignal; readonly ifAvailable?: boolean }, hold: (lock: object | null) => Promise<T>): Promise<T>;
}

/** The locks of this browser; where there are none, as in Node, those of this program. */
export function platformLocks(): Locks {
  return webLocks() ?? local;
}

const queues = new Map<string, Promise<unknown>>();

const local: Locks = {
  async request(name, { signal, ifAvailable }, hold) {
    const before = queues.get(name);
    if (ifAvailable === true && before !== undefined) return hold(null);
    let free = (): void => undefined;
    const mine = new Promise<void>((resolve) => {
      free = resolve;
    });
    const turn = Promise.resolve(before).then(() => mine);
    queues.set(name, turn);
    try {
      await before;
      signal?.throwIfAborted();
      return await hold({});
    } finally {
      free();
      if (queues.get(name) === turn) queues.delete(name);
    }
  },
};
