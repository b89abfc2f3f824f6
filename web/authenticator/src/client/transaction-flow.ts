import { toBase64Url } from '../protocol/base64url.ts';
import type { Bytes } from '../protocol/bytes.ts';
import { sign } from '../protocol/crypto.ts';
import type { Fetched } from './open-channel.ts';
import { readTransaction, transactionBytes, type TransactionContent } from '../protocol/transaction.ts';
import { onOwnChannel, type AccountChannel } from './account-channels.ts';
import type { Answer, Outcome, TransactionPrompt } from './api.ts';
import { remember, subject, type Ask, type Context } from './context.ts';
import { Failure, failureOf } from './failure.ts';
import { decideWithin } from './handshake.ts';
import type { StoredAccount } from './store.ts';
import { viewAccount } from './views.ts';

/** A transaction as it was received, for this account. */
interface Shown {
  readonly stored: StoredAccount;
  readonly content: TransactionContent;
  readonly bytes: Bytes;
}

/** Failures by which an account turns out not to be the one, or not to be there any more. */
const NOT_THIS_ONE = ['refused', 'noAccount', 'removed', 'wrongServer'];

/**
 * Shows a transaction and answers it (docs/protocol/transactions.md, section 4), with the account whose it is: they are asked one after the other.
 * @throws {Failure}
 */
export async function transaction(context: Context, tid: string, accounts: readonly StoredAccount[], isPush: boolean, ask: Ask, signal: AbortSignal): Promise<Outcome> {
  let failure = new Failure('noAccount');
  for (const stored of accounts) {
    let shown: Shown;
    try {
      shown = await fetch(context, tid, stored, signal);
    } catch (error) {
      failure = failureOf(error);
      if (NOT_THIS_ONE.includes(failure.why)) continue;
      throw failure;
    }
    return await answer(context, shown, isPush, ask, signal);
  }
  throw failure;
}

async function fetch(context: Context, tid: string, stored: StoredAccount, signal: AbortSignal): Promise<Shown> {
  return await onOwnChannel(context, stored, signal, async ({ stored: known, channel }) => {
    let fetched: Fetched | undefined;
    await channel.ask({ type: 'transaction', action: 'fetch', tid }, (message) => (fetched ??= message));
    if (fetched === undefined) throw new Failure('protocol');
    const content = readTransaction(fetched.content);
    // Signed is what is shown, for this server, this account and this transaction, or nothing.
    const isThis = content.serverId === known.serverId && content.accountId === known.accountId && content.transactionId === tid;
    if (!isThis) throw new Failure('protocol');
    return { stored: known, content, bytes: fetched.content };
  });
}

async function answer(context: Context, shown: Shown, isPush: boolean, ask: Ask, signal: AbortSignal): Promise<Outcome> {
  const prompt = await promptOf(shown, isPush);
  let given: Answer | 'ended' | undefined;
  try {
    given = await decideWithin((turned) => ask(prompt, turned), prompt.expires, signal);
  } catch (error) {
    await note(context, shown, 'failed', failureOf(error).why);
    throw error;
  }
  // Turned away is not declined: the transaction stays open until it expires, and another phone or code can still answer it.
  if (given === undefined || given === 'ended') return { ok: true, what: 'declined' };
  return given.decision === 'approve' ? await approve(context, shown) : await decline(context, shown, given.decision);
}

async function promptOf({ stored, content }: Shown, isPush: boolean): Promise<TransactionPrompt> {
  const account = await viewAccount(stored);
  const { amount, benificiary, description } = content;
  return {
    kind: 'transaction',
    server: account.server,
    account,
    ...(amount !== undefined && { amount }),
    ...(benificiary !== undefined && { benificiary }),
    ...(description !== undefined && { description }),
    isPush,
    expires: content.expires * 1000,
  };
}

async function approve(context: Context, shown: Shown): Promise<Outcome> {
  try {
    const account = await decide(context, shown, async ({ stored, channel }) => {
      const signature = await sign(stored.transactionKey.privateKey, await transactionBytes(shown.bytes));
      await channel.ask({ type: 'transaction', action: 'approve', tid: shown.content.transactionId, signature: toBase64Url(signature) });
      return (await context.store.update(stored.id, (current) => ({ ...current, used: Date.now() }))) ?? stored;
    });
    await note(context, shown, 'approved', summary(shown));
    return { ok: true, what: 'approved', account: await viewAccount(account) };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.why !== 'removed') await note(context, shown, 'failed', failure.why);
    throw failure;
  }
}

async function decline(context: Context, shown: Shown, decision: 'decline' | 'report'): Promise<Outcome> {
  const tid = shown.content.transactionId;
  const reported = decision === 'report' && { reported: true };
  let what: 'declined' | 'reported' = 'declined';
  try {
    await decide(context, shown, ({ channel }) => channel.ask({ type: 'transaction', action: 'decline', tid, ...reported }));
    // Reported is only what the server has heard.
    if (reported) what = 'reported';
  } catch (error) {
    const { why } = failureOf(error);
    // Decided already is something the person must hear: it may have been approved elsewhere. Otherwise it expires by itself.
    if (why === 'decided' || why === 'removed') throw error;
  }
  await note(context, shown, what === 'reported' ? what : 'declinedTransaction', summary(shown));
  return { ok: true, what, account: await viewAccount(shown.stored) };
}

// On a time limit of its own: the person has decided, and a screen that goes away does not change that.
function decide<T>(context: Context, { stored }: Shown, act: (opened: AccountChannel) => Promise<T>): Promise<T> {
  return onOwnChannel(context, stored, AbortSignal.timeout(30_000), act);
}

function summary({ content }: Shown): string | undefined {
  return content.amount ?? content.benificiary ?? content.description;
}

async function note(context: Context, { stored }: Shown, what: 'approved' | 'declinedTransaction' | 'reported' | 'failed', detail?: string): Promise<void> {
  await remember(context, subject(stored), what, detail);
}
