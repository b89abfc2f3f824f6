import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Account, Answer, EnrolPrompt, MoveAwayPrompt, Prompt } from '../../src/client/api.ts';
import { openPhone, type OpenedPhone } from '../../src/client/phone.ts';
import { Store } from '../../src/client/store.ts';
import { fromBase64Url, toBase64Url } from '../../src/protocol/base64url.ts';
import type { Bytes } from '../../src/protocol/bytes.ts';
import { exportPublicKey, makeSigningKey } from '../../src/protocol/crypto.ts';
import { readLink } from '../../src/protocol/links.ts';
import { commitTo, moveCode } from '../../src/protocol/move.ts';
import { FakeServer, type Connection } from './fake-server.ts';

// Both ends of a move (docs/protocol/move.md) against a server that cheats.

if (!('indexedDB' in globalThis)) Object.assign(globalThis, { indexedDB: (await import('fake-indexeddb')).indexedDB });

const never = new AbortController().signal;
const approve = () => Promise.resolve<Answer>({ decision: 'approve' });

let server: FakeServer;
let database: string;
let phone: OpenedPhone;

beforeEach(async () => {
  server = await FakeServer.make();
  database = crypto.randomUUID();
  phone = await openPhone({ url: 'wss://shop.test/ns/sigmai', clientVersion: 'test 1', device: 'Test phone', database, webSocket: server.webSocket });
});

afterEach(() => {
  phone.close();
});

async function stored() {
  const store = await Store.open(database);
  try {
    return await store.accounts();
  } finally {
    store.close();
  }
}

const until = (done: () => unknown) => vi.waitFor(() => { if (!done()) throw new Error('not yet'); }, { timeout: 8_000, interval: 10 });
const nonce = () => crypto.getRandomValues(new Uint8Array(16));

describe('the new phone', () => {
  async function scan(committed: Bytes, ask: (prompt: Prompt) => Promise<Answer> = approve) {
    server.enrolAnswer = { type: 'moving' };
    const scanning = phone.scan(await server.moveCode(await commitTo(committed)), ask, never);
    await until(() => server.connections.length > 0);
    return { scanning, connection: server.connections[0]! };
  }

  test('shows the code of its own keys, confirms, and has the account', async () => {
    const revealed = nonce();
    const asked = vi.fn(approve);
    const { scanning, connection } = await scan(revealed, asked);
    await connection.send({ type: 'moveNonce', nonce: toBase64Url(revealed) });
    await until(() => connection.received.some(({ type }) => type === 'moveConfirm'));
    await connection.send({ type: 'moved', accountId: 77 });
    expect(await scanning).toMatchObject({ ok: true, what: 'enrolled', account: { accountId: 77 } });
    const [account] = await stored();
    const keys = [account!.authenticationKey, account!.transactionKey].map(({ publicKey }) => exportPublicKey(publicKey));
    const prompt = (asked.mock.calls as unknown as [EnrolPrompt][])[0]![0];
    expect(prompt.code).toBe(await moveCode(revealed, ...((await Promise.all(keys)) as [Bytes, Bytes])));
    expect(account!.authenticationKey.privateKey.extractable).toBe(false);
  });

  test('does not show digits of a nonce that was chosen afterwards', async () => {
    const asked = vi.fn(approve);
    const { scanning, connection } = await scan(nonce(), asked);
    await connection.send({ type: 'moveNonce', nonce: toBase64Url(nonce()) });
    expect(await scanning).toEqual({ ok: false, why: 'wrongServer' });
    expect(asked).not.toHaveBeenCalled();
    expect(await stored()).toEqual([]);
  });

  test('takes no account for itself that was not moved', async () => {
    server.enrolAnswer = undefined;
    expect(await phone.scan(await server.moveCode(await commitTo(nonce())), approve, never)).toEqual({ ok: false, why: 'protocol' });
    expect(await stored()).toEqual([]);
  });

  test('as a phone that enrols takes no move for an enrolment', async () => {
    server.enrolAnswer = { type: 'moving' };
    server.afterM3 = () => {
      server.accounts.clear();
      return true;
    };
    expect(await phone.scan(await server.enrolCode(), approve, never)).toMatchObject({ ok: false });
    expect(server.connections[0]!.received).toEqual([]);
  });

  test('has nothing when it is called off, or the person sees other digits', async () => {
    const revealed = nonce();
    const { scanning, connection } = await scan(revealed, () => Promise.resolve({ decision: 'decline' }));
    await connection.send({ type: 'moveNonce', nonce: toBase64Url(revealed) });
    expect(await scanning).toEqual({ ok: true, what: 'declined' });
    expect(connection.received).toEqual([]);
    expect(await stored()).toEqual([]);
  });

  test('finds out that it has the account when the last message gets lost', async () => {
    const revealed = nonce();
    const { scanning, connection } = await scan(revealed);
    await connection.send({ type: 'moveNonce', nonce: toBase64Url(revealed) });
    await until(() => connection.received.some(({ type }) => type === 'moveConfirm'));
    server.accounts.set(connection.key, 77);
    connection.close();
    expect(await scanning).toMatchObject({ ok: true, what: 'enrolled', account: { accountId: 77 } });
  });

  // The old phone has removed its keys by then: whatever goes wrong here must not cost the only ones.
  describe('has the account, though its storage fails when it has moved', () => {
    const full = () => Promise.reject(new DOMException('The storage is full.', 'QuotaExceededError'));

    afterEach(() => {
      vi.restoreAllMocks();
    });

    async function move(fail: () => unknown) {
      const revealed = nonce();
      const { scanning, connection } = await scan(revealed);
      await connection.send({ type: 'moveNonce', nonce: toBase64Url(revealed) });
      await until(() => connection.received.some(({ type }) => type === 'moveConfirm'));
      server.accounts.set(connection.key, 77);
      fail();
      await connection.send({ type: 'moved', accountId: 77 });
      connection.close();
      return await scanning;
    }

    test.each(['update', 'remember'] as const)('once: %s', async (method) => {
      expect(await move(() => vi.spyOn(Store.prototype, method).mockImplementationOnce(full))).toMatchObject({ ok: true, what: 'enrolled', account: { accountId: 77 } });
      expect(await stored()).toMatchObject([{ accountId: 77 }]);
    });

    test('for longer: it asks the server later', async () => {
      expect(await move(() => vi.spyOn(Store.prototype, 'update').mockImplementation(full))).toEqual({ ok: false, why: 'lost' });
      expect(await stored()).toHaveLength(1);
      expect(await phone.accounts()).toEqual([]);
      vi.restoreAllMocks();
      await phone.scan(server.loginCode(), approve, never);
      expect(await phone.accounts()).toMatchObject([{ accountId: 77 }]);
    });
  });

  test('has nothing when the server ends the move after it has confirmed', async () => {
    const revealed = nonce();
    const { scanning, connection } = await scan(revealed);
    await connection.send({ type: 'moveNonce', nonce: toBase64Url(revealed) });
    await until(() => connection.received.some(({ type }) => type === 'moveConfirm'));
    await connection.send({ type: 'moveEnded' });
    expect(await scanning).toEqual({ ok: false, why: 'expired' });
    expect(await stored()).toEqual([]);
  });
});

describe('the old phone', () => {
  const subject = 'move';
  let account: Account;
  let connection: Connection;
  let newKeys: readonly [Bytes, Bytes];

  beforeEach(async () => {
    const outcome = await phone.scan(await server.enrolCode(), approve, never);
    account = (outcome as { account: Account }).account;
    newKeys = [await exportPublicKey((await makeSigningKey()).publicKey), await exportPublicKey((await makeSigningKey()).publicKey)];
    server.answer = async (message, from) => {
      if (message['type'] === subject) {
        connection = from;
        await from.send({ type: 'moveOffer', token: toBase64Url(nonce()), expires: Math.floor(Date.now() / 1000) + 300 });
      }
      return { done: true };
    };
  });

  async function offer(ask: (prompt: MoveAwayPrompt, signal: AbortSignal) => Promise<Answer>) {
    let shown: string | undefined;
    const moving = phone.moveAway(account, (payload) => { shown = payload; }, ask, never);
    await until(() => shown);
    await connection.send({ type: 'moveRequest', authenticationKey: toBase64Url(newKeys[0]), transactionKey: toBase64Url(newKeys[1]), device: 'New' });
    return { moving, shown: shown! };
  }

  const sent = (type: string) => connection.received.filter((message) => message['type'] === type);

  test('is committed before it knows the keys, and signs those whose digits it showed', async () => {
    const prompts: MoveAwayPrompt[] = [];
    const { moving, shown } = await offer((prompt) => {
      prompts.push(prompt);
      return approve();
    });
    await until(() => sent('moveReveal').length === 1);
    const revealed = fromBase64Url(sent('moveReveal')[0]!['nonce'] as string);
    const link = readLink(shown);
    expect(link.kind === 'move' && toBase64Url(link.commitment)).toBe(toBase64Url(await commitTo(revealed)));
    await until(() => prompts.length === 1);
    expect(prompts[0]).toMatchObject({ code: await moveCode(revealed, ...newKeys), device: 'New', account: { key: account.key } });
    expect(sent('moveApprove')).toEqual([]);
    await connection.send({ type: 'moveConfirmed' });
    expect(await moving).toMatchObject({ ok: true, what: 'removed' });
    expect(sent('moveApprove')).toHaveLength(1);
    expect(await stored()).toEqual([]);
  });

  test('asked for other keys later shows and signs the first', async () => {
    let answer = (_: Answer): void => undefined;
    const codes: string[] = [];
    const { moving } = await offer((prompt) => {
      codes.push(prompt.code);
      return new Promise((resolve) => { answer = resolve; });
    });
    await until(() => codes.length === 1);
    await connection.send({ type: 'moveRequest', authenticationKey: toBase64Url(newKeys[1]), transactionKey: toBase64Url(newKeys[0]) });
    await connection.send({ type: 'moveConfirmed' });
    answer({ decision: 'approve' });
    expect(await moving).toMatchObject({ ok: true });
    expect(codes).toHaveLength(1);
    expect(sent('moveReveal')).toHaveLength(1);
  });

  test.each(['decline', 'report'] as const)('signs nothing when the person says %s, or before', async (decision) => {
    const { moving } = await offer(() => Promise.resolve({ decision }));
    expect(await moving).toMatchObject({ ok: true, what: 'declined' });
    expect(sent('moveApprove')).toEqual([]);
    expect(await stored()).toHaveLength(1);
  });

  test('signs nothing when the move ends while the person looks, even if the other one has confirmed', async () => {
    let signal: AbortSignal | undefined;
    const { moving } = await offer((_, turned) => {
      signal = turned;
      return new Promise(() => undefined);
    });
    await until(() => signal);
    await connection.send({ type: 'moveConfirmed' });
    await connection.send({ type: 'moveEnded' });
    expect(await moving).toEqual({ ok: false, why: 'expired' });
    expect(signal?.aborted).toBe(true);
    expect(sent('moveApprove')).toEqual([]);
    expect(await stored()).toHaveLength(1);
  });

  test('keeps the account when a server does not know how', async () => {
    server.answer = () => ({ done: false, reason: 'unsupported' });
    expect(await phone.moveAway(account, () => undefined, approve, never)).toEqual({ ok: false, why: 'protocol' });
    expect(await stored()).toHaveLength(1);
  });

  test('keeps it when the move was refused, and removes it when the answer got lost and it has moved', async () => {
    const offered = server.answer;
    server.answer = (message, from) => (message['type'] === 'moveApprove' ? { done: false, reason: 'refused' } : offered(message, from));
    const first = await offer(approve);
    await connection.send({ type: 'moveConfirmed' });
    expect(await first.moving).toEqual({ ok: false, why: 'refused' });
    expect(await stored()).toHaveLength(1);

    server.answer = (message, from) => {
      if (message['type'] !== 'moveApprove') return offered(message, from);
      for (const key of server.accounts.keys()) server.removed.add(key);
      server.accounts.clear();
      from.close();
      return undefined;
    };
    const second = await offer(approve);
    await connection.send({ type: 'moveConfirmed' });
    expect(await second.moving).toMatchObject({ ok: true, what: 'removed' });
    expect(await stored()).toEqual([]);
  });
});
