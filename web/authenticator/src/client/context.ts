import type { ServerParameters } from '../protocol/messages.ts';
import type { Account, HistoryEntry, Prompt, Answer, Said } from './api.ts';
import type { WebSocketConstructor } from './frame-socket.ts';
import type { Locks } from './locks.ts';
import type { StoredAccount, Store } from './store.ts';
import { Failure } from './failure.ts';

/** How the phone asks the person. */
export type Ask = (prompt: Prompt, signal: AbortSignal) => Promise<Answer>;

/** What every flow works with. */
export interface Context {
  readonly store: Store;
  /** The only server this app may talk to, by its page's policy. */
  readonly endpoint: string;
  readonly webSocket: WebSocketConstructor;
  readonly clientVersion: string;
  readonly locks: Locks;
  /** What the person calls this phone. */
  device(): Promise<string>;
  /** Accounts or history have changed. */
  changed(): void;
  /** A login of the account has ended, by somebody else. */
  loggedOut(stored: StoredAccount): void;
  /** The server has said that the account is gone, and it is gone here, too. */
  removed(stored: StoredAccount): void;
}

/** Where the server of accounts is asked: at its addresses as far as this page may reach them, then where the page itself is from. */
export function endpointsOf(context: Context, accounts: readonly StoredAccount[]): string[] {
  const { host, protocol } = new URL(context.endpoint);
  const known = accounts.flatMap(({ parameters }) => parameters.endpoints);
  const reachable = known.filter((endpoint) => URL.canParse(endpoint) && new URL(endpoint).host === host && new URL(endpoint).protocol === protocol);
  return [...new Set([...reachable, context.endpoint])];
}

/** A server that has moved to where this page may not go is not offline, and waiting for it is no use. */
export function moved(context: Context, account: StoredAccount, failure: Failure): Failure {
  const { endpoints } = account.parameters;
  const isElsewhere = endpoints.length > 0 && endpointsOf(context, [account]).every((endpoint) => !endpoints.includes(endpoint));
  return failure.why === 'offline' && isElsewhere ? new Failure('otherServer') : failure;
}

/**
 * Writes it into the history, and with it what has become of the account by it. On a phone that is full neither is kept, and that is no reason to tell the person that
 * what the server has done was not done.
 */
export async function remember(
  context: Context,
  account: { readonly key: string; readonly serverName: string },
  what: HistoryEntry['what'],
  detail?: string,
  said?: Said,
  of?: Parameters<Store['remember']>[1],
): Promise<StoredAccount | undefined> {
  const entry = { at: Date.now(), accountKey: account.key, serverName: account.serverName, what };
  // Not the picture: 500 of them would be 20 MB, which are read whenever the history is.
  const { logo: _, ...words } = said ?? { info: {} };
  let changed: StoredAccount | undefined;
  try {
    changed = await context.store.remember({ ...entry, ...(detail !== undefined && { detail }), ...(said && { said: words }) }, of);
  } catch (error) {
    console.error(error);
  }
  context.changed();
  return changed;
}

/** The account is removed on the server, and now here. */
export async function forget(context: Context, stored: StoredAccount): Promise<boolean> {
  // Two channels may hear of it at once.
  if ((await context.store.find(stored.id)) === undefined) return false;
  await context.store.remove(stored.id);
  await remember(context, subject(stored), 'removed');
  return true;
}

/** The server says that the account is removed. */
export async function hearRemoved(context: Context, stored: StoredAccount): Promise<void> {
  if (await forget(context, stored)) context.removed(stored);
}

export function keyOf(stored: StoredAccount): string {
  return `${stored.serverId}.${stored.accountId ?? stored.id}`;
}

/** What the history says an entry is about. */
export function subject(stored: StoredAccount): { key: string; serverName: string } {
  return { key: keyOf(stored), serverName: stored.parameters.serverName };
}

/** An account with what its server says of itself now, unless that is older than what is known. */
export function withParameters(stored: StoredAccount, parameters: ServerParameters): StoredAccount {
  return parameters.version >= stored.parameters.version ? { ...stored, parameters } : stored;
}

/** The stored account that a screen means. */
export async function storedOf(context: Context, account: Account): Promise<StoredAccount> {
  const stored = (await context.store.accounts()).find((candidate) => candidate.accountId !== undefined && keyOf(candidate) === account.key);
  if (stored === undefined) throw new Failure('noAccount');
  return stored;
}
