import type { Push } from '../protocol/messages.ts';
import { AccountListener, type ListenerState } from './account-listener.ts';
import type { ListenEvents } from './api.ts';
import type { Context } from './context.ts';
import { isHidden, onOnline, onShown } from './platform.ts';
import type { Pushes } from './pushes.ts';
import type { StoredAccount } from './store.ts';
import type { Tabs } from './tabs.ts';

const LOCK = 'nextauth listener';

/** How long a tab that has left the lock stands back, in milliseconds. */
const standBack = 1_000;

/**
 * Listens for all accounts, in one tab of the app: the one that has the lock. The others wait for it, and show what it tells. A tab that nobody looks at leaves the
 * lock to one that somebody does: there the question would be seen.
 */
export class Listening {
  readonly #context: Context;
  readonly #pushes: Pushes;
  readonly #tabs: Tabs;
  readonly #events: ListenEvents;
  readonly #stopping = new AbortController();
  readonly #listeners = new Map<string, AccountListener>();
  #isLeading = false;
  #asking = 0;
  #leave: () => void = () => undefined;
  #state: ListenerState | undefined;

  constructor(context: Context, pushes: Pushes, tabs: Tabs, events: ListenEvents) {
    this.#context = context;
    this.#pushes = pushes;
    this.#tabs = tabs;
    this.#events = events;
  }

  start(): void {
    const { signal } = this.#stopping;
    const unhear = this.#tabs.hear((news) => {
      if (news.type === 'state' && !this.#isLeading) this.#events.state(news.state);
      if (news.type === 'whatState' && this.#state !== undefined) this.#tabs.tell({ type: 'state', state: this.#state });
      if (news.type === 'tell') this.tell();
      if (news.type === 'looking' && isHidden() && this.#asking === 0) this.#leave();
    });
    signal.addEventListener('abort', unhear, { once: true });
    this.#events.state('connecting');
    this.#tabs.tell({ type: 'whatState' });
    const look = () => {
      if (!this.#isLeading && !isHidden()) this.#tabs.tell({ type: 'looking' });
    };
    onShown(look, signal);
    look();
    this.#compete(signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** Accounts have come or gone. */
  async sync(): Promise<void> {
    if (!this.#isLeading) return;
    const ids = new Set(await this.#context.store.ids());
    if (this.#stopping.signal.aborted) return;
    for (const [id, listener] of this.#listeners) {
      if (ids.has(id)) continue;
      listener.stop();
      this.#listeners.delete(id);
    }
    for (const id of ids) {
      if (!this.#listeners.has(id)) this.#listeners.set(id, new AccountListener(this.#context, id, this));
    }
    this.stateChanged();
  }

  /** Servers should hear what has changed on this phone. */
  tell(): void {
    for (const listener of this.#listeners.values()) listener.tell();
  }

  stateChanged(): void {
    const states = [...this.#listeners.values()].map(({ state }) => state);
    const state = states.includes('offline') ? 'offline' : states.includes('connecting') ? 'connecting' : 'online';
    if (state === this.#state || !this.#isLeading) return;
    this.#state = state;
    this.#events.state(state);
    this.#tabs.tell({ type: 'state', state });
  }

  pushed(stored: StoredAccount, push: Push, take: () => void): void {
    // Before the person is asked: the page then says that the phone has it while they decide.
    take();
    this.#asking++;
    void this.#pushes
      .answer(stored, push, (prompt, signal) => this.#events.ask(prompt, signal), this.#stopping.signal)
      .then((end) => {
        if (end !== undefined) this.#events.ended(end.prompt, end.outcome);
      })
      .finally(() => this.#asking--);
  }

  async #compete(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#context.locks.request(LOCK, { signal }, () => this.#lead(signal));
      // A tab that has just been opened says that it is looked at before its wait for the lock has reached the browser: who has left would be back before it.
      await new Promise((resolve) => setTimeout(resolve, standBack));
    }
  }

  async #lead(signal: AbortSignal): Promise<void> {
    this.#isLeading = true;
    await this.sync();
    const probe = () => {
      for (const listener of this.#listeners.values()) listener.probe();
    };
    const leaving = new AbortController();
    this.#leave = () => {
      leaving.abort();
    };
    signal.addEventListener('abort', this.#leave, { signal: leaving.signal });
    onShown(probe, leaving.signal);
    onOnline(probe, leaving.signal);
    if (signal.aborted) leaving.abort();
    if (!leaving.signal.aborted) {
      await new Promise((resolve) => {
        leaving.signal.addEventListener('abort', resolve, { once: true });
      });
    }
    this.#leave = () => undefined;
    this.#state = undefined;
    this.#isLeading = false;
    for (const listener of this.#listeners.values()) listener.stop();
    this.#listeners.clear();
  }
}
