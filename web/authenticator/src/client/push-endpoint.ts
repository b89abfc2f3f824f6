import { equalBytes } from '../protocol/bytes.ts';
import type { AccountChannel } from './account-channels.ts';
import type { Context } from './context.ts';
import { Failure } from './failure.ts';

/** A server forgets an endpoint that its push service calls dead, and cannot say so: it is told again from time to time; milliseconds. */
const TOLD_FOR = 24 * 60 * 60 * 1000;
const NONE = { kind: 'none' } as const;

/** What servers are told of a subscription (docs/protocol/messages.md, section 5.1). @throws {TypeError} it has no keys. */
export function endpointOf(subscription: PushSubscriptionJSON): Readonly<Record<string, string>> {
  const { endpoint, keys } = subscription;
  const [p256dh, auth] = [keys?.['p256dh'], keys?.['auth']].map((key) => key?.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''));
  if (endpoint === undefined || p256dh === undefined || auth === undefined) throw new TypeError('a subscription with an endpoint and keys is needed');
  return { kind: 'webPush', endpoint, p256dh, auth };
}

/** Tells a server what it has not heard yet: what the phone is called, and where to wake it. What is not wanted there is not offered again. */
export async function catchUp(context: Context, { stored, channel }: AccountChannel): Promise<void> {
  const device = await context.device();
  if (device !== stored.deviceTold && (await isHeard(channel.ask({ type: 'describe', device })))) {
    await context.store.update(stored.id, (current) => ({ ...current, deviceTold: device }));
  }

  const endpoint = await wanted(context, stored.parameters.vapid);
  const text = JSON.stringify(endpoint);
  // To a server that has never heard of one, there is nothing to take back.
  const isFresh = endpoint === NONE || Date.now() - (stored.endpointToldAt ?? 0) < TOLD_FOR;
  if (text === (stored.endpointTold ?? JSON.stringify(NONE)) && isFresh) return;
  if (await isHeard(channel.ask({ type: 'pushEndpoint', ...endpoint }))) {
    await context.store.update(stored.id, (current) => ({ ...current, endpointTold: text, endpointToldAt: Date.now() }));
  }
}

// A push service takes messages for an endpoint only from the server whose key it was made with.
async function wanted(context: Context, vapid: Uint8Array | undefined): Promise<Readonly<Record<string, string>>> {
  const endpoint = await context.store.setting('endpoint');
  const madeWith = await context.store.setting('vapid');
  return endpoint !== undefined && vapid !== undefined && madeWith !== undefined && equalBytes(vapid, madeWith) ? endpoint : NONE;
}

// Refused is heard as well: asking again would be refused again.
async function isHeard(asking: Promise<void>): Promise<boolean> {
  try {
    await asking;
    return true;
  } catch (error) {
    if (error instanceof Failure) return error.why !== 'unavailable';
    throw error;
  }
}
