import { toBase64Url } from '../protocol/base64url.ts';
import { sha256, sign } from '../protocol/crypto.ts';
import { readId } from '../protocol/ids.ts';
import { writeMoveLink } from '../protocol/links.ts';
import { NONCE_SIZE, commitTo, moveBytes, moveCode } from '../protocol/move.ts';
import { openAccountChannel, type AccountChannel } from './account-channels.ts';
import type { Answer, MoveAwayPrompt, Outcome } from './api.ts';
import { forget, type Context } from './context.ts';
import { failureOf } from './failure.ts';
import { decideWithin } from './handshake.ts';
import { Inbox } from './inbox.ts';
import type { StoredAccount } from './store.ts';
import { viewAccount } from './views.ts';

/** Shows the code: what follows the app's address in it, and until when it is good (milliseconds since 1970). */
type Show = (payload: string, expires: number) => void;
type AskMove = (prompt: MoveAwayPrompt, signal: AbortSignal) => Promise<Answer>;

/** Gives an account to the phone that scans the code (docs/protocol/move.md, sections 1, 3 and 4). @throws {Failure} */
export async function moveAway(context: Context, stored: StoredAccount, show: Show, ask: AskMove, signal: AbortSignal): Promise<Outcome> {
  const opened = await openAccountChannel(context, stored, signal);
  // Closing the channel is how an offer is called off.
  const stop = () => {
    opened.channel.close();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await offer(context, opened, show, ask, signal);
  } catch (error) {
    if (signal.aborted) return { ok: true, what: 'declined' };
    throw failureOf(error, 'lost');
  } finally {
    signal.removeEventListener('abort', stop);
    opened.channel.close();
  }
}

async function offer(context: Context, { stored, channel }: AccountChannel, show: Show, ask: AskMove, signal: AbortSignal): Promise<Outcome> {
  const inbox = new Inbox(channel);
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_SIZE));
  const commitment = await commitTo(nonce);
  await channel.ask({ type: 'move', commitment: toBase64Url(commitment) });
  const { token, expires } = await inbox.next('moveOffer');
  show(writeMoveLink(readId(stored.serverId), token, await sha256(stored.serverKey), commitment), expires * 1000);

  // From here on these keys and no others: what is compared is what is signed.
  const { authenticationKey, transactionKey, device } = await inbox.next('moveRequest');
  await channel.ask({ type: 'moveReveal', nonce: toBase64Url(nonce) });
  const account = await viewAccount(stored);
  const code = await moveCode(nonce, authenticationKey, transactionKey);
  const prompt: MoveAwayPrompt = { kind: 'moveAway', account, code, ...(device !== undefined && { device }), expires: expires * 1000 };
  const answer = await decideWithin((turned) => ask(prompt, turned), prompt.expires, signal, inbox.ended());
  if (answer === 'ended') throw await inbox.end();
  if (answer?.decision !== 'approve') return { ok: true, what: 'declined', account };

  await inbox.next('moveConfirmed');
  const binding = await channel.export('move');
  const signature = await sign(stored.authenticationKey.privateKey, moveBytes(binding, authenticationKey, transactionKey));
  await channel.ask({ type: 'moveApprove', signature: toBase64Url(signature) });
  await forget(context, stored);
  return { ok: true, what: 'removed', account };
}
