import { writeId } from '../protocol/ids.ts';
import { readLink, type Link } from '../protocol/links.ts';
import { SOCKET_PATH } from '../protocol/limits.ts';
import { onOwnChannel, openAccountChannel, settleUnfinished } from './account-channels.ts';
import type { Account, Answer, HistoryEntry, ListenEvents, MoveAwayPrompt, MovingPhone, Outcome } from './api.ts';
import { forget, keyOf, remember, storedOf, subject, type Ask, type Context } from './context.ts';
import { enrol } from './enrol-flow.ts';
import { Failure, failureOf } from './failure.ts';
import type { WebSocketConstructor } from './frame-socket.ts';
import { KeepAlive } from './keep-alive.ts';
import { Listening } from './listening.ts';
import { platformLocks } from './locks.ts';
import { login } from './login-flow.ts';
import { keepStorage } from './platform.ts';
import { moveAway } from './move-away.ts';
import { moveHere } from './move-here.ts';
import { catchUp, endpointOf } from './push-endpoint.ts';
import { readPushContent } from './push-content.ts';
import { Pushes } from './pushes.ts';
import { Store, type StoredAccount } from './store.ts';
import { Tabs } from './tabs.ts';
import { transaction } from './transaction-flow.ts';
import { Turns } from './turns.ts';
import { viewAccount } from './views.ts';

/** How to open a phone. */
export interface PhoneOptions {
  /** The server's WebSocket, `wss://…/ns/sigmai`; by default the one of the server this page is from, the folder above the page. */
  readonly url?: string;
  /** Name and version of this app, at most 100 characters. */
  readonly clientVersion: string;
  /** What servers are told that the phone is called, until `describe` says otherwise; at most 100 characters. */
  readonly device: string;
  /** Where the accounts are kept. */
  readonly database?: string;
  /** For platforms that have none of their own. */
  readonly webSocket?: WebSocketConstructor;
}

/** The phone, and what only whoever opened it needs. */
export interface OpenedPhone extends MovingPhone {
  /** Renames this phone; every server is told when it is reached. */
  describe(device: string): Promise<void>;
  /** Ends everything that is going on. */
  close(): void;
}

const COMMAND_TIME = 30_000;

export async function openPhone(options: PhoneOptions): Promise<OpenedPhone> {
  const name = options.database ?? 'nextauth-authenticator';
  return new BrowserPhone(options, await Store.open(name), new Tabs(name));
}

class BrowserPhone implements OpenedPhone {
  readonly #context: Context;
  readonly #store: Store;
  readonly #tabs: Tabs;
  readonly #turns = new Turns();
  readonly #keepAlive: KeepAlive;
  readonly #pushes: Pushes;
  readonly #listenings = new Set<Listening>();
  readonly #events = new Set<ListenEvents>();
  /** Accounts that the person is deleting, or moving to another phone. */
  readonly #leaving = new Set<string>();

  constructor(options: PhoneOptions, store: Store, tabs: Tabs) {
    this.#store = store;
    this.#tabs = tabs;
    this.#context = {
      store,
      endpoint: options.url ?? defaultEndpoint(),
      webSocket: options.webSocket ?? WebSocket,
      clientVersion: options.clientVersion,
      locks: platformLocks(),
      device: async () => (await store.setting('device')) ?? options.device,
      changed: () => {
        this.#tabs.tell({ type: 'changed' });
        this.#changed();
      },
      loggedOut: (stored) => {
        this.#tabs.tell({ type: 'loggedOut', key: keyOf(stored) });
        void this.#loggedOut(keyOf(stored));
      },
      removed: (stored) => {
        if (this.#leaving.has(stored.id)) return;
        const { serverName } = stored.parameters;
        this.#tabs.tell({ type: 'removed', serverName });
        this.#removed(serverName);
      },
    };
    this.#keepAlive = new KeepAlive(this.#context);
    this.#pushes = new Pushes(this.#context, this.#turns, this.#keepAlive);
    tabs.hear((news) => {
      if (news.type === 'changed') this.#changed();
      if (news.type === 'loggedOut') void this.#loggedOut(news.key);
      if (news.type === 'removed') this.#removed(news.serverName);
    });
  }

  async accounts(): Promise<readonly Account[]> {
    const stored = (await this.#store.accounts()).filter(({ accountId }) => accountId !== undefined);
    return await Promise.all(stored.sort((a, b) => a.created - b.created).map(viewAccount));
  }

  async history(): Promise<readonly HistoryEntry[]> {
    return await this.#store.history();
  }

  async clearHistory(): Promise<void> {
    await this.#store.clearHistory();
    this.#context.changed();
  }

  async rename(account: Account, alias: string): Promise<void> {
    const { id } = await storedOf(this.#context, account);
    await this.#store.update(id, (current) => {
      const { alias: _old, ...unnamed } = current;
      return alias === '' ? unnamed : { ...unnamed, alias };
    });
    this.#context.changed();
  }

  delete(account: Account): Promise<Outcome> {
    return outcome(async () => {
      const stored = await storedOf(this.#context, account);
      return await this.#leave(stored, async () => {
        await this.#command(stored, { type: 'delete' });
        await forget(this.#context, stored);
        return { ok: true, what: 'removed', account };
      });
    });
  }

  async forget(account: Account): Promise<void> {
    await forget(this.#context, await storedOf(this.#context, account));
  }

  scan(text: string, ask: Ask, signal: AbortSignal): Promise<Outcome> {
    return outcome(async () => {
      const link = linkOf(text);
      try {
        return await this.#turns.take(() => this.#follow(link, ask, signal));
      } catch (error) {
        // Nothing had been said yet when the person turned away.
        if (signal.aborted && failureOf(error).why === 'offline') return { ok: true, what: 'declined' };
        throw error;
      }
    });
  }

  openPush(data: unknown, ask: Ask, signal: AbortSignal): Promise<Outcome> {
    return outcome(async () => {
      const content = readPushContent(data);
      if (content === undefined) throw new Failure('notACode');
      const { serverId, accountId, push } = content;
      const stored = (await this.#store.accounts()).find((known) => known.serverId === serverId && known.accountId === accountId);
      if (stored === undefined) throw new Failure('noAccount');
      const account = await viewAccount(stored);
      switch (push.kind) {
        case 'login':
        case 'transaction': {
          const end = await (this.#pushes.join(push) ?? this.#pushes.answer(stored, push, ask, signal));
          if (end === undefined) throw new Failure('used');
          return end.outcome;
        }
        case 'accountRemoved':
          // Anybody's word; the server's own is only what the channel brings.
          if (!(await this.#isRemoved(stored, new Failure('lost')))) throw new Failure('refused');
          return { ok: true, what: 'removed', account };
        case 'logout':
        case 'ping':
          // The channel that listens hears of it, and says so.
          return { ok: true, what: 'loggedOut', account };
      }
    });
  }

  listen(events: ListenEvents): () => void {
    const listening = new Listening(this.#context, this.#pushes, this.#tabs, events);
    this.#listenings.add(listening);
    this.#events.add(events);
    this.#keepAlive.isCovered = true;
    listening.start();
    return () => {
      listening.stop();
      this.#listenings.delete(listening);
      this.#events.delete(events);
      this.#keepAlive.isCovered = this.#listenings.size > 0;
    };
  }

  async setPushEndpoint(subscription: PushSubscriptionJSON | null): Promise<void> {
    await this.#store.set('endpoint', subscription === null ? undefined : endpointOf(subscription));
    await this.#tellServers();
  }

  async applicationServerKey(): Promise<Uint8Array | undefined> {
    const vapid = (await this.#store.accounts()).map(({ parameters }) => parameters.vapid).find((key) => key !== undefined);
    if (vapid !== undefined) await this.#store.set('vapid', vapid);
    return vapid;
  }

  async describe(device: string): Promise<void> {
    await this.#store.set('device', device);
    await this.#tellServers();
  }

  logout(account: Account): Promise<Outcome> {
    return outcome(async () => {
      const stored = await storedOf(this.#context, account);
      await this.#command(stored, { type: 'logout' });
      await remember(this.#context, subject(stored), 'loggedOut');
      return { ok: true, what: 'loggedOut', account };
    });
  }

  moveAway(
    account: Account,
    show: (payload: string, expires: number) => void,
    ask: (prompt: MoveAwayPrompt, signal: AbortSignal) => Promise<Answer>,
    signal: AbortSignal,
  ): Promise<Outcome> {
    return outcome(async () => {
      const stored = await storedOf(this.#context, account);
      return await this.#leave(stored, () => moveAway(this.#context, stored, show, ask, signal));
    });
  }

  close(): void {
    for (const listening of this.#listenings) listening.stop();
    this.#listenings.clear();
    this.#events.clear();
    this.#keepAlive.stop();
    this.#tabs.close();
    this.#store.close();
  }

  async #follow(link: Link, ask: Ask, signal: AbortSignal): Promise<Outcome> {
    if (signal.aborted) return { ok: true, what: 'declined' };
    const server = writeId(link.serverId);
    switch (link.kind) {
      case 'enrol':
        keepStorage();
        return await enrol(this.#context, link, this.#keepAlive, ask, signal);
      case 'move':
        keepStorage();
        return await moveHere(this.#context, link, ask, signal);
      case 'login':
        return await login(this.#context, { serverId: link.serverId, server, context: link.context, isPush: false }, this.#keepAlive, ask, signal);
      case 'transaction': {
        const onServer = (await this.#store.accounts()).filter(({ serverId }) => serverId === server);
        await settleUnfinished(this.#context, onServer, signal);
        return await transaction(this.#context, writeId(link.transactionId), onServer, false, ask, signal);
      }
    }
  }

  async #command(stored: StoredAccount, message: Readonly<Record<string, unknown>>): Promise<void> {
    await onOwnChannel(this.#context, stored, AbortSignal.timeout(COMMAND_TIME), ({ channel }) => channel.ask(message));
  }

  /** Does what takes an account away from here. An answer that got lost is looked up. */
  async #leave(stored: StoredAccount, act: () => Promise<Outcome>): Promise<Outcome> {
    this.#leaving.add(stored.id);
    try {
      return await act();
    } catch (error) {
      if (!(await this.#isRemoved(stored, failureOf(error)))) throw error;
      return { ok: true, what: 'removed', account: await viewAccount(stored) };
    } finally {
      this.#leaving.delete(stored.id);
    }
  }

  // Whether the account turns out to be gone. It is asked for when an answer got lost, since the server may have done what it was told.
  async #isRemoved(stored: StoredAccount, failure: Failure): Promise<boolean> {
    if (failure.why === 'removed') return true;
    if (failure.why !== 'lost') return false;
    try {
      (await openAccountChannel(this.#context, stored, AbortSignal.timeout(COMMAND_TIME))).channel.close();
      return false;
    } catch (error) {
      return failureOf(error).why === 'removed';
    }
  }

  // Where an open channel listens, it is used; where none does, or in another tab, servers hear it now by channels of their own. What none hears now, it hears
  // when its channel opens next.
  async #tellServers(): Promise<void> {
    if (this.#listenings.size > 0) {
      for (const listening of this.#listenings) listening.tell();
      this.#tabs.tell({ type: 'tell' });
      return;
    }
    for (const stored of await this.#store.accounts()) {
      try {
        await onOwnChannel(this.#context, stored, AbortSignal.timeout(COMMAND_TIME), (opened) => catchUp(this.#context, opened));
      } catch (error) {
        failureOf(error);
      }
    }
  }

  #changed(): void {
    for (const listening of this.#listenings) void listening.sync();
    for (const events of this.#events) events.changed();
  }

  #removed(serverName: string): void {
    for (const events of this.#events) events.removed(serverName);
  }

  async #loggedOut(key: string): Promise<void> {
    const account = (await this.accounts()).find((known) => known.key === key);
    if (account === undefined) return;
    for (const events of this.#events) events.loggedOut(account);
  }
}

async function outcome(act: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await act();
  } catch (error) {
    return { ok: false, why: failureOf(error).why };
  }
}

function linkOf(text: string): Link {
  try {
    return readLink(text);
  } catch {
    throw new Failure('notACode');
  }
}

// The app lies in a folder of the server's own address: `{public URL}/app/`.
function defaultEndpoint(): string {
  const url = new URL(`../${SOCKET_PATH}`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
