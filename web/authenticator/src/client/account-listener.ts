import { openAccountChannel, type AccountChannel } from './account-channels.ts';
import type { Context } from './context.ts';
import { failureOf } from './failure.ts';
import type { OpenChannel, Told } from './open-channel.ts';
import { catchUp } from './push-endpoint.ts';
import { RetryDelays } from './retry-delays.ts';
import type { StoredAccount } from './store.ts';
import { hear } from './told.ts';
import { Turns } from './turns.ts';
import type { Push } from '../protocol/messages.ts';

/** Without pings of the server, a channel that is silent for so long is asked whether it is alive; milliseconds. */
const PROBE_AFTER = 300_000;

export type ListenerState = 'connecting' | 'online' | 'offline';

/** Who hears what one account's channel brings. */
export interface ListenerHost {
  stateChanged(): void;
  /** A person has to be asked; `take` tells the server that the phone has it. */
  pushed(stored: StoredAccount, push: Push, take: () => void): void;
}

/** Keeps one account's channel open and listens, until `signal` stops it or the account is gone. */
export class AccountListener {
  readonly #context: Context;
  readonly #id: string;
  readonly #host: ListenerHost;
  readonly #stopping = new AbortController();
  readonly #delays = new RetryDelays();
  readonly #catchingUp = new Turns();
  #opened: AccountChannel | undefined;
  state: ListenerState = 'connecting';

  constructor(context: Context, id: string, host: ListenerHost) {
    this.#context = context;
    this.#id = id;
    this.#host = host;
    void this.#run().catch(this.#ended);
  }

  stop(): void {
    this.#stopping.abort();
    this.#opened?.channel.close();
  }

  /** Asks the server for a sign of life, so that a connection that died in the pocket is noticed. */
  probe(): void {
    this.#opened?.channel.ask({ type: 'listen' }).catch(() => this.#opened?.channel.close());
  }

  /** Tells the server what changed on this phone. */
  tell(): void {
    const opened = this.#opened;
    if (opened !== undefined) void this.#catchUp(opened.channel).catch(this.#ended);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!this.#isStopped()) {
      const stored = await this.#context.store.find(this.#id);
      if (stored === undefined) return;
      try {
        await this.#listen(await openAccountChannel(this.#context, stored, signal));
      } catch (error) {
        const { why } = failureOf(error);
        if (why === 'removed' || why === 'noAccount') return;
      }
      this.#opened = undefined;
      if (this.#isStopped()) return;
      this.#become('offline');
      await this.#delays.wait(signal);
    }
  }

  async #listen(opened: AccountChannel): Promise<void> {
    const { stored, channel } = opened;
    const { pingTime } = stored.parameters;
    let hearing = Promise.resolve();
    const tell = (message: Told) => {
      hearing = hearing.then(() => this.#hear(stored, channel, message));
    };
    this.#opened = opened;
    const probing = setInterval(() => {
      this.probe();
    }, PROBE_AFTER);
    // A server that has not pinged for twice the ping time is gone, even if the connection does not say so.
    const ended = channel.serve(tell, pingTime > 0 ? 2000 * pingTime : undefined);
    try {
      if (this.#isStopped()) return;
      await channel.ask({ type: 'listen' });
      this.#delays.reset();
      this.#become('online');
      await this.#catchUp(channel);
      await ended;
      await hearing;
    } finally {
      clearInterval(probing);
      channel.close();
    }
  }

  async #hear(stored: StoredAccount, channel: OpenChannel, message: Told): Promise<void> {
    const push = await hear(this.#context, stored, channel, message);
    if (push === undefined) return;
    this.#host.pushed(stored, push, () => {
      channel.send({ type: 'pushed', n: push.n });
    });
  }

  // One after the other: two at once would both find that the server has not heard, and say it twice.
  #catchUp(channel: OpenChannel): Promise<void> {
    return this.#catchingUp.take(async () => {
      const stored = await this.#context.store.find(this.#id);
      if (stored === undefined) return;
      // A connection that ends meanwhile is noticed by whoever reads it.
      await catchUp(this.#context, { stored, channel }).catch(failureOf);
    });
  }

  // When the app goes away, its store is gone before the last message has been worked on.
  readonly #ended = (error: unknown): void => {
    if (!this.#isStopped()) throw error;
  };

  #isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  #become(state: ListenerState): void {
    this.state = state;
    this.#host.stateChanged();
  }
}
