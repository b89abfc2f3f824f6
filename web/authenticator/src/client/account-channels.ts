import { AlertCode } from '../protocol/alert.ts';
import { readId } from '../protocol/ids.ts';
import { Purpose } from '../protocol/initiator.ts';
import { readAccountHello, writeMessage, type ServerParameters } from '../protocol/messages.ts';
import { endpointsOf, hearRemoved, moved, remember, subject, withParameters, type Context } from './context.ts';
import { Failure, failureOf } from './failure.ts';
import { Handshake } from './handshake.ts';
import type { OpenChannel } from './open-channel.ts';
import type { StoredAccount } from './store.ts';

/** Longer than what was interrupted can live on the server (2 minutes before the handshake is complete), so nothing of it can still take effect. */
const INTERRUPTED_FOR = 600_000;

/** An open account channel, and the account as it stands now. */
export interface AccountChannel {
  readonly stored: StoredAccount;
  readonly channel: OpenChannel;
}

/**
 * Opens an account channel (docs/protocol/messages.md, section 4.3). This also settles an enrolment whose answer got lost: whoever can open it has the account.
 * @throws {Failure} `removed`: on the server, and now here.
 */
export async function openAccountChannel(context: Context, stored: StoredAccount, signal: AbortSignal): Promise<AccountChannel> {
  try {
    return await open(context, stored, signal);
  } catch (error) {
    const failure = moved(context, stored, failureOf(error));
    const isUnknown = failure.alert === AlertCode.HandshakeFailed;
    if (isUnknown && stored.accountId === undefined && Date.now() - stored.created > INTERRUPTED_FOR) {
      // The server never made it.
      await context.store.remove(stored.id);
      throw new Failure('noAccount');
    }
    throw failure;
  }
}

async function open(context: Context, stored: StoredAccount, signal: AbortSignal): Promise<AccountChannel> {
  const target = { purpose: Purpose.account, serverId: readId(stored.serverId), context: new Uint8Array(), expected: { key: stored.serverKey } };
  const handshake = await Handshake.begin(endpointsOf(context, [stored]), target, context.webSocket, signal);
  let server: ServerParameters;
  try {
    ({ server } = readAccountHello(handshake.server.hello));
  } catch {
    throw handshake.refuse();
  }
  const proof = await handshake.prove(stored.authenticationKey, writeMessage({ clientVersion: context.clientVersion }));
  const channel = await proof.send();
  try {
    const first = await channel.first();
    if (first?.type === 'push' && first.kind === 'accountRemoved') {
      await hearRemoved(context, stored);
      throw new Failure('removed');
    }
    if (first?.type !== 'open') throw new Failure('protocol');
    return { stored: await settle(context, stored, server, first.accountId), channel };
  } catch (error) {
    channel.close();
    throw error;
  }
}

async function settle(context: Context, stored: StoredAccount, server: ServerParameters, accountId: number): Promise<StoredAccount> {
  if (stored.accountId === accountId && server.version <= stored.parameters.version) return stored;
  const updated = await context.store.update(stored.id, (current) => ({ ...withParameters(current, server), accountId }));
  if (updated === undefined) throw new Failure('noAccount');
  if (stored.accountId === undefined) await remember(context, subject(updated), 'enrolled');
  else context.changed();
  return updated;
}

/** Does something on a channel of its own: the one that listens may be dead without knowing it yet. @throws {Failure} */
export async function onOwnChannel<T>(context: Context, stored: StoredAccount, signal: AbortSignal, act: (opened: AccountChannel) => Promise<T>): Promise<T> {
  const opened = await openAccountChannel(context, stored, signal);
  const stop = () => {
    opened.channel.close();
  };
  signal.addEventListener('abort', stop, { once: true });
  const serving = opened.channel.serve(() => undefined);
  try {
    return await act(opened);
  } catch (error) {
    // Something was asked for, and the answer did not come.
    throw failureOf(error, 'lost');
  } finally {
    signal.removeEventListener('abort', stop);
    opened.channel.close();
    await serving;
  }
}

/** Settles whatever is unfinished among accounts; what cannot be settled now stays unfinished. */
export async function settleUnfinished(context: Context, accounts: readonly StoredAccount[], signal: AbortSignal): Promise<void> {
  for (const stored of accounts.filter(({ accountId }) => accountId === undefined)) {
    try {
      (await openAccountChannel(context, stored, signal)).channel.close();
    } catch (error) {
      failureOf(error);
    }
  }
}
