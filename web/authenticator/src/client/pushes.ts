import { concat, hex } from '../protocol/bytes.ts';
import { readId } from '../protocol/ids.ts';
import type { Push } from '../protocol/messages.ts';
import type { Outcome, Prompt } from './api.ts';
import type { Ask, Context } from './context.ts';
import { Failure, failureOf } from './failure.ts';
import type { KeepAlive } from './keep-alive.ts';
import { loginWith } from './login-flow.ts';
import type { StoredAccount } from './store.ts';
import { transaction } from './transaction-flow.ts';
import type { Turns } from './turns.ts';

/** The first byte of M1's context after a push (docs/protocol/messages.md, section 2.1). */
const PUSH_CONTEXT = 2;

/** How a pushed question ended, and what was asked, if it came to that. */
export interface PushEnd {
  readonly prompt: Prompt | undefined;
  readonly outcome: Outcome;
}

/**
 * Asks the person what was pushed, once: a push comes over the channel, in a Web Push, and again when its acknowledgement was lost, and to every tab.
 */
export class Pushes {
  readonly #context: Context;
  readonly #turns: Turns;
  readonly #keepAlive: KeepAlive;
  readonly #running = new Map<string, Promise<PushEnd | undefined>>();

  constructor(context: Context, turns: Turns, keepAlive: KeepAlive) {
    this.#context = context;
    this.#turns = turns;
    this.#keepAlive = keepAlive;
  }

  /** @returns undefined: it was answered already, or is being asked, here or in another tab. */
  async answer(stored: StoredAccount, push: Push, ask: Ask, signal: AbortSignal): Promise<PushEnd | undefined> {
    const key = keyOf(push);
    if (key === undefined || this.#running.has(key)) return undefined;
    const running = this.#claim(key, () => this.#turns.take(() => this.#run(stored, push, ask, signal)));
    this.#running.set(key, running);
    try {
      return await running;
    } finally {
      this.#running.delete(key);
    }
  }

  /** How a push will end that is being asked in this tab; undefined: it is not. */
  join(push: Push): Promise<PushEnd | undefined> | undefined {
    return this.#running.get(keyOf(push) ?? '');
  }

  // The lock is free again when a tab closes in the middle, so that the person can be asked by another; what was answered is noted for good.
  async #claim(key: string, act: () => Promise<PushEnd>): Promise<PushEnd | undefined> {
    const { locks, store } = this.#context;
    return await locks.request(`nextauth push ${key}`, { ifAvailable: true }, async (lock) => {
      if (lock === null || (await store.isAnswered(key))) return undefined;
      const end = await act();
      try {
        await store.noteAnswered(key, Date.now());
      } catch (error) {
        // A full phone. It is answered all the same, and the server takes no second answer.
        console.error(error);
      }
      return end;
    });
  }

  async #run(stored: StoredAccount, push: Push, ask: Ask, signal: AbortSignal): Promise<PushEnd> {
    let prompt: Prompt | undefined;
    const asking: Ask = (asked, turned) => {
      prompt = asked;
      return ask(asked, turned);
    };
    try {
      if ((push.expires ?? Infinity) * 1000 <= Date.now()) throw new Failure('expired');
      return { outcome: await this.#flow(stored, push, asking, signal), prompt };
    } catch (error) {
      return { outcome: { ok: false, why: failureOf(error).why }, prompt };
    }
  }

  #flow(stored: StoredAccount, push: Push, ask: Ask, signal: AbortSignal): Promise<Outcome> {
    if (push.kind === 'transaction') return transaction(this.#context, push.tid!, [stored], true, ask, signal);
    const target = {
      serverId: readId(stored.serverId),
      server: stored.serverId,
      context: concat(Uint8Array.of(PUSH_CONTEXT), push.hsid!, push.pushId!),
      isPush: true,
      ...(push.expires !== undefined && { expires: push.expires * 1000 }),
    };
    return loginWith(this.#context, target, [stored], this.#keepAlive, ask, signal);
  }
}

// Undefined: it does not say what its kind is about.
function keyOf(push: Push): string | undefined {
  if (push.kind === 'login') return push.hsid !== undefined && push.pushId !== undefined ? hex(push.pushId) : undefined;
  if (push.kind !== 'transaction' || push.tid === undefined) return undefined;
  try {
    return hex(readId(push.tid));
  } catch {
    return undefined;
  }
}
