// What the page and its service worker both need to know, in a small database of its own: the worker has no localStorage.

const name = 'nextauth-app';
const store = 'kept';

export interface Kept {
  /** The language that notifications speak. */
  language: string;
  /** The endpoint that the servers were told last. */
  endpoint: string;
  /** The key that the subscription was made with, to renew it. */
  pushKey: ArrayBuffer;
  /** The names of the servers, by their ids. */
  servers: Readonly<Record<string, string>>;
  /** What a tapped notification was about; whoever takes it first handles it. */
  push: unknown;
}

export const keep = <K extends keyof Kept>(key: K, value: Kept[K]): Promise<void> =>
  run('readwrite', (kept, done) => {
    kept.put(value, key).onsuccess = () => {
      done(undefined);
    };
  });

export const read = <K extends keyof Kept>(key: K): Promise<Kept[K] | undefined> =>
  run('readonly', (kept, done) => {
    const request = kept.get(key) as IDBRequest<Kept[K] | undefined>;
    request.onsuccess = () => {
      done(request.result);
    };
  });

/** Reads and deletes in one transaction: of two open windows one gets it. */
export const take = <K extends keyof Kept>(key: K): Promise<Kept[K] | undefined> =>
  run('readwrite', (kept, done) => {
    const request = kept.get(key) as IDBRequest<Kept[K] | undefined>;
    request.onsuccess = () => {
      kept.delete(key);
      done(request.result);
    };
  });

function run<T>(mode: IDBTransactionMode, work: (kept: IDBObjectStore, done: (value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(store);
    opening.onerror = () => {
      reject(new Error('The database cannot be opened.', { cause: opening.error }));
    };
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction(store, mode);
      let result: T;
      transaction.oncomplete = () => {
        database.close();
        resolve(result);
      };
      transaction.onabort = () => {
        database.close();
        reject(new Error('The database refused.', { cause: transaction.error }));
      };
      work(transaction.objectStore(store), (value) => (result = value));
    };
  });
}
