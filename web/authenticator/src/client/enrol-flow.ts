import { toBase64Url } from '../protocol/base64url.ts';
import type { Bytes } from '../protocol/bytes.ts';
import { exportPublicKey, makeSigningKey } from '../protocol/crypto.ts';
import { deriveEnrolId, writeId } from '../protocol/ids.ts';
import { Purpose } from '../protocol/initiator.ts';
import type { EnrolLink, MoveLink } from '../protocol/links.ts';
import { DECISION_TIME } from '../protocol/limits.ts';
import { readEnrolHello, writeMessage, type EnrolHello } from '../protocol/messages.ts';
import { openAccountChannel } from './account-channels.ts';
import type { Outcome } from './api.ts';
import { remember, subject, type Ask, type Context } from './context.ts';
import { Failure, failureOf, ofEnrolOutcome } from './failure.ts';
import { Handshake, type Proof } from './handshake.ts';
import type { KeepAlive } from './keep-alive.ts';
import type { OpenChannel } from './open-channel.ts';
import type { StoredAccount } from './store.ts';
import { viewAccount, viewServer } from './views.ts';

/** Makes an account (docs/protocol/messages.md, section 4.2). */
export async function enrol(context: Context, link: EnrolLink, keepAlive: KeepAlive, ask: Ask, signal: AbortSignal): Promise<Outcome> {
  // 1. The server first proves to hold the key whose fingerprint the code carries.
  const { handshake, hello } = await meet(context, link, signal);

  // 2. The person decides.
  if (!(await isWanted(handshake, hello, ask, signal))) {
    handshake.turnAway();
    return { ok: true, what: 'declined' };
  }

  // 3. New keys, saved before the server can have the account, so that whatever happens from here on leaves a phone that can use it.
  const { stored, proof } = await prepare(context, handshake, hello, link);

  // 4. Ask for the account.
  return await finish(context, stored, await proof.send(), keepAlive);
}

/** Makes the keys of an account and what asks for it, and saves them. */
export async function prepare(
  context: Context,
  handshake: Handshake,
  hello: EnrolHello,
  link: EnrolLink | MoveLink,
): Promise<{ readonly stored: StoredAccount; readonly proof: Proof }> {
  const [authenticationKey, transactionKey] = [await makeSigningKey(), await makeSigningKey()];
  const device = await context.device();
  const proof = await handshake.prove(authenticationKey, await request(context, handshake, link, transactionKey, device));
  const stored: StoredAccount = {
    id: crypto.randomUUID(),
    serverId: writeId(link.serverId),
    serverKey: handshake.server.serverKey,
    label: hello.label,
    parameters: hello.server,
    created: Date.now(),
    authenticationKey,
    transactionKey,
    pushKey: await (await proof.exporter()).pushKey(),
    deviceTold: device,
  };
  await context.store.add(stored);
  return { stored, proof };
}

/** Begins the handshake of an enrolment, and reads what the server says. @throws {Failure} */
export async function meet(context: Context, link: EnrolLink | MoveLink, signal: AbortSignal): Promise<{ readonly handshake: Handshake; readonly hello: EnrolHello }> {
  const target = { purpose: Purpose.enrol, serverId: link.serverId, context: await deriveEnrolId(link.token), expected: { fingerprint: link.fingerprint } };
  const handshake = await Handshake.begin([context.endpoint], target, context.webSocket, signal);
  let hello: EnrolHello;
  try {
    hello = readEnrolHello(handshake.server.hello);
  } catch {
    throw handshake.refuse();
  }
  if (hello.secondFactor) throw handshake.refuse();
  return { handshake, hello };
}

async function isWanted(handshake: Handshake, hello: EnrolHello, ask: Ask, signal: AbortSignal): Promise<boolean> {
  const server = await viewServer(hello.server, handshake.server.serverKey);
  const prompt = { kind: 'enrol', server, label: hello.label, host: handshake.host } as const;
  const answer = await handshake.decide((turned) => ask(prompt, turned), Date.now() + DECISION_TIME, signal);
  return answer?.decision === 'approve';
}

async function request(context: Context, handshake: Handshake, link: EnrolLink | MoveLink, transactionKey: CryptoKeyPair, device: string): Promise<Bytes> {
  return writeMessage({
    token: toBase64Url(link.token),
    transactionKey: toBase64Url(await exportPublicKey(transactionKey.publicKey)),
    transactionSignature: toBase64Url(await handshake.server.signTransactionKey(transactionKey.privateKey)),
    device,
    clientVersion: context.clientVersion,
  });
}

async function finish(context: Context, stored: StoredAccount, channel: OpenChannel, keepAlive: KeepAlive): Promise<Outcome> {
  try {
    const first = await channel.first();
    if (first?.type !== 'enrol') throw new Failure('protocol');
    if (first.outcome !== 'enrolled') {
      // Said by the server on the channel itself, so there is no account these keys could belong to.
      await context.store.remove(stored.id);
      await remember(context, subject(stored), 'failed', first.outcome);
      throw ofEnrolOutcome(first.outcome);
    }
    const { accountId } = first;
    if (accountId === undefined) throw new Failure('protocol');
    const enrolled = await context.store.update(stored.id, (current) => ({ ...current, accountId }));
    if (enrolled === undefined) throw new Failure('noAccount');
    await remember(context, subject(enrolled), 'enrolled');
    if (first.loggedIn && first.pingTime > 0) keepAlive.keep(enrolled, channel, first.pingTime);
    else channel.close();
    return { ok: true, what: 'enrolled', account: await viewAccount(enrolled) };
  } catch (error) {
    channel.close();
    const failure = failureOf(error, 'lost');
    if ((await context.store.find(stored.id))?.accountId !== undefined) throw failure;
    return await recover(context, stored, failure);
  }
}

/** No trustworthy answer came: the server is asked over a new connection whether it has the account. Otherwise it stays unfinished, for later. */
export async function recover(context: Context, stored: StoredAccount, failure: Failure): Promise<Outcome> {
  if ((await context.store.find(stored.id)) === undefined) throw failure;
  try {
    const opened = await openAccountChannel(context, stored, AbortSignal.timeout(30_000));
    opened.channel.close();
    return { ok: true, what: 'enrolled', account: await viewAccount(opened.stored) };
  } catch {
    throw failure;
  }
}
