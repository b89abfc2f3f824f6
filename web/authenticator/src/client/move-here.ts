import { exportPublicKey } from '../protocol/crypto.ts';
import type { MoveLink } from '../protocol/links.ts';
import { isCommitted, moveCode } from '../protocol/move.ts';
import type { Outcome } from './api.ts';
import { remember, subject, type Ask, type Context } from './context.ts';
import { meet, prepare, recover } from './enrol-flow.ts';
import { Failure, failureOf, ofEnrolOutcome } from './failure.ts';
import { decideWithin, type Handshake } from './handshake.ts';
import { Inbox } from './inbox.ts';
import type { OpenChannel } from './open-channel.ts';
import type { StoredAccount } from './store.ts';
import { viewAccount, viewServer } from './views.ts';

/** Of an offer; milliseconds (docs/protocol/move.md, section 1). */
const LIFETIME = 300_000;

/** Takes an account over from the phone that shows this code (docs/protocol/move.md, sections 2, 3 and 5). */
export async function moveHere(context: Context, link: MoveLink, ask: Ask, signal: AbortSignal): Promise<Outcome> {
  const { handshake, hello } = await meet(context, link, signal);
  const { stored, proof } = await prepare(context, handshake, hello, link);
  const channel = await proof.send();
  const stop = () => {
    channel.close();
  };
  signal.addEventListener('abort', stop, { once: true });
  const move = new MoveHere(context, link, handshake, stored, channel);
  try {
    return await move.run(ask, signal);
  } catch (error) {
    // What was not confirmed here cannot have moved, nor has what the server has ended. Everything else may have, whatever went wrong: a storage that is full, too. The
    // old phone then has no keys any more and these are the only ones, so they stay until the server has said whose the account is.
    if (move.isConfirmed && !isEnded(error)) return await recover(context, stored, new Failure('lost'));
    await context.store.remove(stored.id);
    throw failureOf(error);
  } finally {
    signal.removeEventListener('abort', stop);
    channel.close();
  }
}

const isEnded = (error: unknown): boolean => error instanceof Failure && error.why === 'expired';

class MoveHere {
  isConfirmed = false;
  readonly #context: Context;
  readonly #link: MoveLink;
  readonly #handshake: Handshake;
  readonly #stored: StoredAccount;
  readonly #channel: OpenChannel;

  constructor(context: Context, link: MoveLink, handshake: Handshake, stored: StoredAccount, channel: OpenChannel) {
    this.#context = context;
    this.#link = link;
    this.#handshake = handshake;
    this.#stored = stored;
    this.#channel = channel;
  }

  async run(ask: Ask, signal: AbortSignal): Promise<Outcome> {
    const first = await this.#channel.first();
    if (first?.type === 'enrol' && first.outcome !== 'enrolled') throw ofEnrolOutcome(first.outcome);
    if (first?.type !== 'moving') throw new Failure('protocol');

    const inbox = new Inbox(this.#channel);
    const code = await this.#code(inbox);
    const decision = await this.#decide(inbox, code, ask, signal);
    if (decision !== 'approve') {
      await this.#context.store.remove(this.#stored.id);
      return { ok: true, what: 'declined' };
    }

    this.isConfirmed = true;
    this.#channel.send({ type: 'moveConfirm' });
    const { accountId } = await inbox.next('moved');
    const moved = await this.#context.store.update(this.#stored.id, (current) => ({ ...current, accountId }));
    if (moved === undefined) throw new Failure('noAccount');
    await remember(this.#context, subject(moved), 'enrolled');
    return { ok: true, what: 'enrolled', account: await viewAccount(moved) };
  }

  // The other phone was committed to the nonce before it knew these keys: so nobody in between has chosen it for them.
  async #code(inbox: Inbox): Promise<string> {
    const { nonce } = await inbox.next('moveNonce');
    if (!(await isCommitted(this.#link.commitment, nonce))) throw new Failure('wrongServer');
    const { authenticationKey, transactionKey } = this.#stored;
    return await moveCode(nonce, await exportPublicKey(authenticationKey.publicKey), await exportPublicKey(transactionKey.publicKey));
  }

  async #decide(inbox: Inbox, code: string, ask: Ask, signal: AbortSignal): Promise<'approve' | 'decline' | 'report' | undefined> {
    const server = await viewServer(this.#stored.parameters, this.#stored.serverKey);
    const prompt = { kind: 'enrol', server, label: this.#stored.label, host: this.#handshake.host, code } as const;
    const answer = await decideWithin((turned) => ask(prompt, turned), Date.now() + LIFETIME, signal, inbox.ended());
    if (answer === 'ended') throw await inbox.end();
    return answer?.decision;
  }
}
