import { openAccountChannel } from './account-channels.ts';
import type { Context } from './context.ts';
import { failureOf } from './failure.ts';
import type { OpenChannel, Told } from './open-channel.ts';
import { RetryDelays } from './retry-delays.ts';
import type { StoredAccount } from './store.ts';
import { hear } from './told.ts';

/**
 * Keeps continuous logins alive (docs/protocol/handshake.md, section 4) while nothing else of this app has a channel of the account open. The server asks
 * for a sign of life of the account, on whichever channel: where one listens, no second one is needed.
 */
export class KeepAlive {
  readonly #context: Context;
  readonly #held = new Map<string, AbortController>();
  #isCovered = false;

  constructor(context: Context) {
    this.#context = context;
  }

  /** From now on all accounts have channels that listen, here or in another tab; or not any more. */
  set isCovered(value: boolean) {
    this.#isCovered = value;
    if (value) this.stop();
  }

  /** Takes over the connection of a login. `pingTime`: seconds. */
  keep(stored: StoredAccount, channel: OpenChannel, pingTime: number): void {
    if (this.#isCovered || this.#held.has(stored.id)) {
      channel.close();
      return;
    }
    const holding = new AbortController();
    this.#held.set(stored.id, holding);
    void this.#hold(stored, channel, pingTime * 1000, holding.signal).finally(() => this.#held.delete(stored.id));
  }

  stop(): void {
    for (const holding of this.#held.values()) holding.abort();
  }

  async #hold(stored: StoredAccount, first: OpenChannel, pingTime: number, signal: AbortSignal): Promise<void> {
    let channel: OpenChannel | undefined = first;
    while (channel !== undefined && !signal.aborted) {
      await this.#serve(stored, channel, pingTime, signal);
      channel = await this.#reopen(stored, pingTime, signal);
    }
    channel?.close();
  }

  async #serve(stored: StoredAccount, channel: OpenChannel, pingTime: number, signal: AbortSignal): Promise<void> {
    const stop = () => {
      channel.close();
    };
    signal.addEventListener('abort', stop, { once: true });
    let hearing = Promise.resolve();
    const tell = (message: Told) => {
      hearing = hearing.then(async () => {
        await hear(this.#context, stored, channel, message);
      });
    };
    // A server that has not pinged for twice the ping time is gone, even if the connection does not say so.
    await channel.serve(tell, 2 * pingTime);
    await hearing;
    signal.removeEventListener('abort', stop);
  }

  // Undefined: the server has ended the login by now, or has no such account any more.
  async #reopen(stored: StoredAccount, pingTime: number, signal: AbortSignal): Promise<OpenChannel | undefined> {
    const delays = new RetryDelays();
    const until = Date.now() + pingTime;
    while (Date.now() < until && !signal.aborted) {
      try {
        const { channel } = await openAccountChannel(this.#context, stored, signal);
        // Or it would not hear that the login has ended meanwhile.
        channel.send({ type: 'listen' });
        return channel;
      } catch (error) {
        const { why } = failureOf(error);
        if (why === 'removed' || why === 'noAccount' || why === 'refused') return undefined;
      }
      await delays.wait(signal);
    }
    return undefined;
  }
}
