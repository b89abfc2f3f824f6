import { AlertCode } from '../protocol/alert.ts';
import { hex, type Bytes } from '../protocol/bytes.ts';
import { Purpose } from '../protocol/initiator.ts';
import { DECISION_TIME } from '../protocol/limits.ts';
import { readLoginHello, writeMessage, type LoginHello, type ServerMessage } from '../protocol/messages.ts';
import { settleUnfinished } from './account-channels.ts';
import type { Answer, LoginPrompt, Outcome, Said } from './api.ts';
import { endpointsOf, forget, keyOf, moved, remember, subject, withParameters, type Ask, type Context } from './context.ts';
import { Failure, failureOf, ofLoginOutcome } from './failure.ts';
import { Handshake } from './handshake.ts';
import type { KeepAlive } from './keep-alive.ts';
import type { OpenChannel } from './open-channel.ts';
import type { StoredAccount } from './store.ts';
import { viewAccount, viewSaid, viewServer, viewSession } from './views.ts';

/** The session to log in. */
export interface LoginTarget {
  readonly serverId: Bytes;
  /** The same as text. */
  readonly server: string;
  /** Of M1: a code or a push. */
  readonly context: Bytes;
  readonly isPush: boolean;
  /** Milliseconds since 1970; missing: as long as the server waits. */
  readonly expires?: number;
}

/** Logs a session in with one of the phone's accounts on that server (docs/protocol/messages.md, section 4.1). */
export async function login(context: Context, target: LoginTarget, keepAlive: KeepAlive, ask: Ask, signal: AbortSignal): Promise<Outcome> {
  const onServer = async () => (await context.store.accounts()).filter(({ serverId }) => serverId === target.server);
  // Now, not after M3: a login with keys the server does not have would be spent.
  await settleUnfinished(context, await onServer(), signal);
  const accounts = (await onServer()).filter(({ accountId }) => accountId !== undefined);
  if (accounts.length === 0) {
    await sayNoAccount(context, target, signal);
    throw new Failure('noAccount');
  }

  // Whoever shows an enrol code can write any server's id into it, so accounts of one id may have been made with different keys: each key is tried, and only
  // the accounts that were made with it are offered.
  let failure = new Failure('noAccount');
  for (const key of new Set(accounts.map(({ serverKey }) => hex(serverKey)))) {
    const group = accounts.filter(({ serverKey }) => hex(serverKey) === key);
    try {
      return await loginWith(context, target, group, keepAlive, ask, signal);
    } catch (error) {
      failure = failureOf(error);
      if (failure.why !== 'wrongServer') throw failure;
    }
  }
  throw failure;
}

// The browser that waits should know. Without an account there is no key to check M2 against, and nothing of it is used.
async function sayNoAccount(context: Context, target: LoginTarget, signal: AbortSignal): Promise<void> {
  try {
    const { serverId } = target;
    await Handshake.sayNoAccount([context.endpoint], { purpose: Purpose.login, serverId, context: target.context }, context.webSocket, signal);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.alert === AlertCode.UnknownServer) throw failure;
  }
}

/** Logs in with one of these accounts, which have the same server and the same server key. @throws {Failure} */
export async function loginWith(
  context: Context,
  target: LoginTarget,
  accounts: readonly StoredAccount[],
  keepAlive: KeepAlive,
  ask: Ask,
  signal: AbortSignal,
): Promise<Outcome> {
  return await new LoginFlow(context, target, accounts, keepAlive).run(ask, signal);
}

class LoginFlow {
  readonly #context: Context;
  readonly #target: LoginTarget;
  readonly #accounts: readonly StoredAccount[];
  readonly #keepAlive: KeepAlive;

  constructor(context: Context, target: LoginTarget, accounts: readonly StoredAccount[], keepAlive: KeepAlive) {
    this.#context = context;
    this.#target = target;
    this.#accounts = accounts;
    this.#keepAlive = keepAlive;
  }

  async run(ask: Ask, signal: AbortSignal): Promise<Outcome> {
    // 1. The server proves who it is before the phone says anything about itself.
    const handshake = await this.#begin(signal);
    let hello: LoginHello;
    try {
      hello = readLoginHello(handshake.server.hello);
    } catch {
      throw handshake.refuse();
    }
    if (hello.secondFactor) throw handshake.refuse();

    // 2. The person decides.
    const prompt = await this.#prompt(handshake, hello);
    const answer = await this.#decide(handshake, hello, prompt, ask, signal);
    if (answer === undefined) {
      leave(handshake, prompt);
      return { ok: true, what: 'declined' };
    }
    const account = this.#chosen(answer);
    if (answer.decision === 'approve') return await this.#approve(handshake, hello, account, answer.code);

    // 3. Declining is signed, so that the server has evidence of it; but not by an account that nobody has chosen.
    return account === undefined ? await this.#turnAway(handshake, hello) : await this.#decline(handshake, hello, account, answer);
  }

  async #begin(signal: AbortSignal): Promise<Handshake> {
    const { serverId, context } = this.#target;
    const [first] = this.#accounts as [StoredAccount];
    const target = { purpose: Purpose.login, serverId, context, expected: { key: first.serverKey } };
    try {
      return await Handshake.begin(endpointsOf(this.#context, this.#accounts), target, this.#context.webSocket, signal);
    } catch (error) {
      const failure = moved(this.#context, first, failureOf(error));
      if (failure.why === 'wrongServer') await remember(this.#context, subject(first), 'failed', failure.why);
      throw failure;
    }
  }

  async #prompt(handshake: Handshake, hello: LoginHello): Promise<LoginPrompt> {
    return {
      kind: 'login',
      server: await viewServer(hello.server, handshake.server.serverKey),
      accounts: await Promise.all(this.#accounts.map(viewAccount)),
      ...viewSession(hello.announceinfo),
      needsCode: hello.typedCode,
      isPush: this.#target.isPush,
      expires: Math.min(this.#target.expires ?? Infinity, Date.now() + DECISION_TIME),
    };
  }

  async #decide(handshake: Handshake, hello: LoginHello, prompt: LoginPrompt, ask: Ask, signal: AbortSignal): Promise<Answer | undefined> {
    try {
      return await handshake.decide((turned) => ask(prompt, turned), prompt.expires, signal);
    } catch (error) {
      leave(handshake, prompt);
      const failure = failureOf(error);
      await this.#remember(hello, undefined, 'failed', failure.why);
      throw failure;
    }
  }

  #chosen(answer: Answer): StoredAccount | undefined {
    if (answer.account === undefined) return this.#accounts.length === 1 ? this.#accounts[0] : undefined;
    return this.#accounts.find((stored) => keyOf(stored) === answer.account?.key);
  }

  async #approve(handshake: Handshake, hello: LoginHello, account: StoredAccount | undefined, code: string | undefined): Promise<Outcome> {
    // A wrong code spends the push, so what cannot be right does not reach the server.
    if (account === undefined || (hello.typedCode && !/^[0-9]{6}$/.test(code ?? ''))) {
      handshake.turnAway();
      throw new Failure(account === undefined ? 'noAccount' : 'wrongCode');
    }
    const request = { decision: 'approve', ...(hello.typedCode && { code }), clientVersion: this.#context.clientVersion };
    const channel = await this.#send(handshake, account, request);
    try {
      const { pingTime, sessioninfo } = await this.#result(channel, account, 'loggedIn');
      const said = viewSaid(sessioninfo);
      const used = await this.#remember(hello, account, 'loggedIn', hello.announceinfo?.ip, said, {
        id: account.id,
        change: (current) => ({ ...withParameters(current, hello.server), used: Date.now() }),
      });
      if (pingTime > 0) this.#keepAlive.keep(account, channel, pingTime);
      else channel.close();
      return { ok: true, what: 'loggedIn', account: await viewAccount(used ?? account), ...(said && { said }) };
    } catch (error) {
      channel.close();
      const failure = failureOf(error, 'lost');
      if (failure.why !== 'removed') await this.#remember(hello, account, 'failed', failure.why);
      throw failure;
    }
  }

  async #decline(handshake: Handshake, hello: LoginHello, account: StoredAccount, answer: Answer): Promise<Outcome> {
    const reported = answer.decision === 'report' && { reported: true };
    const channel = await this.#send(handshake, account, { decision: 'decline', ...reported, clientVersion: this.#context.clientVersion });
    let what: 'declined' | 'reported' = 'declined';
    try {
      // Whatever the answer, nobody is logged in by this phone; waiting for it lets the server keep the evidence.
      await this.#result(channel, account, 'declined');
      // Reported is only what the server has heard.
      if (reported) what = 'reported';
    } catch (error) {
      if (failureOf(error).why === 'removed') throw error;
    } finally {
      channel.close();
    }
    await this.#remember(hello, account, what, hello.announceinfo?.ip);
    return { ok: true, what, account: await viewAccount(account) };
  }

  async #turnAway(handshake: Handshake, hello: LoginHello): Promise<Outcome> {
    handshake.turnAway();
    await this.#remember(hello, undefined, 'declined', hello.announceinfo?.ip);
    return { ok: true, what: 'declined' };
  }

  async #send(handshake: Handshake, account: StoredAccount, request: Readonly<Record<string, unknown>>): Promise<OpenChannel> {
    const proof = await handshake.prove(account.authenticationKey, writeMessage(request));
    return await proof.send();
  }

  // What the server says, when the outcome is the one that was asked for.
  async #result(channel: OpenChannel, account: StoredAccount, wanted: 'loggedIn' | 'declined'): Promise<Extract<ServerMessage, { type: 'login' }>> {
    const first = await channel.first();
    if (first?.type === 'push' && first.kind === 'accountRemoved') {
      await forget(this.#context, account);
      throw new Failure('removed');
    }
    if (first?.type !== 'login') throw new Failure('protocol');
    if (first.outcome === wanted) return first;
    throw ofLoginOutcome(first.outcome);
  }

  async #remember(
    hello: LoginHello,
    account: StoredAccount | undefined,
    what: 'loggedIn' | 'declined' | 'reported' | 'failed',
    detail?: string,
    said?: Said,
    of?: Parameters<typeof remember>[5],
  ): Promise<StoredAccount | undefined> {
    const about = account === undefined ? { key: '', serverName: hello.server.serverName } : subject(account);
    return await remember(this.#context, about, what, detail, said, of);
  }
}

// Nobody has answered in time: the server forgets it by itself. An alert would count as a decline, and the site would say so. The screen's clock may be a little ahead.
function leave(handshake: Handshake, prompt: LoginPrompt): void {
  if (Date.now() >= prompt.expires - 1_000) handshake.abandon();
  else handshake.turnAway();
}
