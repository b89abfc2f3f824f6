import type { Bytes } from '../protocol/bytes.ts';
import type { ServerParameters } from '../protocol/messages.ts';
import type { HistoryEntry } from './api.ts';

// The phone's memory: IndexedDB, which keeps keys as keys. The private ones are made so that no script can read them, so what is stolen from the page
// is at most their use while it is open.

/** An account with its keys. */
export interface StoredAccount {
  /** Random; never leaves this phone. */
  readonly id: string;
  readonly serverId: string;
  /** The server's identity key, 65 bytes; no other is ever accepted for this account. */
  readonly serverKey: Bytes;
  /** Missing: whether the server has the account is not known; the answer to its enrolment got lost. */
  readonly accountId?: number;
  readonly label: string;
  readonly alias?: string;
  readonly parameters: ServerParameters;
  readonly created: number;
  readonly used?: number;
  readonly authenticationKey: CryptoKeyPair;
  readonly transactionKey: CryptoKeyPair;
  readonly pushKey: CryptoKey;
  /** The device name the server has heard. */
  readonly deviceTold?: string;
  /** The push endpoint the server has heard, as it was sent. */
  readonly endpointTold?: string;
  /** When; milliseconds since 1970. */
  readonly endpointToldAt?: number;
}

/** Settings of this phone, by name. */
export interface Settings {
  /** What the person calls this phone. */
  device: string;
  /** Where servers may wake it, as in the record `pushEndpoint`; missing: nowhere. */
  endpoint: Readonly<Record<string, string>>;
  /** The VAPID key the endpoint was made with. */
  vapid: Bytes;
}

/** What becomes of an account as it is now. */
type Change = (current: StoredAccount) => StoredAccount;

interface Answered {
  readonly id: string;
  readonly at: number;
}

const VERSION = 1;
const MAX_HISTORY = 500;
const ANSWERED_FOR = 24 * 60 * 60 * 1000;

export class Store {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  static async open(name: string): Promise<Store> {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      const database = request.result;
      database.createObjectStore('accounts', { keyPath: 'id' });
      database.createObjectStore('history', { autoIncrement: true });
      database.createObjectStore('settings');
      database.createObjectStore('answered', { keyPath: 'id' });
    };
    const database = await done(request);
    // A later version of the app in another tab must not wait for this one.
    database.onversionchange = () => {
      database.close();
    };
    return new Store(database);
  }

  close(): void {
    this.#database.close();
  }

  accounts(): Promise<StoredAccount[]> {
    return this.#read('accounts', (store) => store.getAll() as IDBRequest<StoredAccount[]>);
  }

  ids(): Promise<string[]> {
    return this.#read('accounts', (store) => store.getAllKeys() as IDBRequest<string[]>);
  }

  find(id: string): Promise<StoredAccount | undefined> {
    return this.#read('accounts', (store) => store.get(id) as IDBRequest<StoredAccount | undefined>);
  }

  /** Written to the disk, and not only on its way there, when it returns. */
  add(account: StoredAccount): Promise<void> {
    return this.#write(['accounts'], (store) => {
      store.add(account);
    });
  }

  /** Changes an account as it is now; undefined: it is gone. */
  async update(id: string, change: Change): Promise<StoredAccount | undefined> {
    let changed: StoredAccount | undefined;
    await this.#write(['accounts'], (accounts) => {
      changeNow(accounts, id, change, (account) => (changed = account));
    });
    return changed;
  }

  remove(id: string): Promise<void> {
    return this.#write(['accounts'], (store) => {
      store.delete(id);
    });
  }

  /** Newest first. */
  async history(): Promise<HistoryEntry[]> {
    const entries = await this.#read('history', (store) => store.getAll() as IDBRequest<HistoryEntry[]>);
    return entries.reverse();
  }

  /**
   * Notes an entry, and what has become of the account by what it tells: both or neither. Not waited for until it is on the disk: with the power, an entry is lost and no key.
   * @returns The account; undefined: it is gone.
   */
  async remember(entry: HistoryEntry, of?: { readonly id: string; readonly change: Change }): Promise<StoredAccount | undefined> {
    let changed: StoredAccount | undefined;
    const act = (store: IDBObjectStore, accounts?: IDBObjectStore) => {
      if (of && accounts) changeNow(accounts, of.id, of.change, (account) => (changed = account));
      store.add(entry);
      const counting = store.count();
      counting.onsuccess = () => {
        let surplus = counting.result - MAX_HISTORY;
        if (surplus <= 0) return;
        const walking = store.openKeyCursor();
        walking.onsuccess = () => {
          const cursor = walking.result;
          if (cursor === null || surplus-- <= 0) return;
          store.delete(cursor.primaryKey);
          cursor.continue();
        };
      };
    };
    await this.#write(of ? ['history', 'accounts'] : ['history'], act, 'relaxed');
    return changed;
  }

  clearHistory(): Promise<void> {
    return this.#write(['history'], (store) => {
      store.clear();
    });
  }

  setting<K extends keyof Settings>(name: K): Promise<Settings[K] | undefined> {
    return this.#read('settings', (store) => store.get(name) as IDBRequest<Settings[K] | undefined>);
  }

  set<K extends keyof Settings>(name: K, value: Settings[K] | undefined): Promise<void> {
    return this.#write(['settings'], (store) => {
      if (value === undefined) store.delete(name);
      else store.put(value, name);
    });
  }

  /** Whether a person has answered this push already, here or in another tab. */
  async isAnswered(push: string): Promise<boolean> {
    return (await this.#read('answered', (store) => store.getKey(push))) !== undefined;
  }

  /** Notes that it was, and forgets those that have expired long since. Should the note be lost with the power, the server still knows. */
  noteAnswered(push: string, now: number): Promise<void> {
    const act = (store: IDBObjectStore) => {
      store.put({ id: push, at: now } satisfies Answered);
      // At once: a cursor asks for each one anew, and this happens while somebody waits.
      const all = store.getAll() as IDBRequest<Answered[]>;
      all.onsuccess = () => {
        for (const { id, at } of all.result) {
          if (at < now - ANSWERED_FOR) store.delete(id);
        }
      };
    };
    return this.#write(['answered'], act, 'relaxed');
  }

  #read<T>(name: string, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    return done(ask(this.#database.transaction(name).objectStore(name)));
  }

  #write(names: string[], act: (...stores: [IDBObjectStore, ...IDBObjectStore[]]) => void, durability: IDBTransactionDurability = 'strict'): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(names, 'readwrite', { durability });
      const fail = () => {
        reject(transaction.error ?? new Error('the transaction was aborted'));
      };
      transaction.oncomplete = () => {
        resolve();
      };
      transaction.onerror = fail;
      transaction.onabort = fail;
      const [first, ...others] = names.map((name) => transaction.objectStore(name));
      try {
        act(first!, ...others);
      } catch (error) {
        // What it has asked for until then must not be kept alone.
        transaction.abort();
        throw error;
      }
    });
  }
}

function changeNow(accounts: IDBObjectStore, id: string, change: Change, told: (changed: StoredAccount) => void): void {
  const request = accounts.get(id) as IDBRequest<StoredAccount | undefined>;
  request.onsuccess = () => {
    if (request.result === undefined) return;
    const changed = change(request.result);
    accounts.put(changed);
    told(changed);
  };
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('the request failed'));
    };
  });
}
