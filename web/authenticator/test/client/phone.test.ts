import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Account, Answer, ListenEvents, LoginPrompt, Outcome, Prompt } from '../../src/client/api.ts';
import { openPhone, type OpenedPhone } from '../../src/client/phone.ts';
import { Store, type StoredAccount } from '../../src/client/store.ts';
import { toBase64Url } from '../../src/protocol/base64url.ts';
import { utf8 } from '../../src/protocol/bytes.ts';
import { makeSigningKey } from '../../src/protocol/crypto.ts';
import { writeId } from '../../src/protocol/ids.ts';
import { turned } from '../protocol/hex.ts';
import { FakeServer } from './fake-server.ts';

// IndexedDB of the browser, or for Node one in memory.
if (!('indexedDB' in globalThis)) {
  const { indexedDB, IDBObjectStore } = await import('fake-indexeddb');
  Object.assign(globalThis, { indexedDB, IDBObjectStore });
}

const never = new AbortController().signal;
const approve = () => Promise.resolve<Answer>({ decision: 'approve' });
const M3 = 3;
const ALERT = 0x11;

let server: FakeServer;
let database: string;
let opened: OpenedPhone[] = [];

beforeEach(async () => {
  server = await FakeServer.make();
  database = crypto.randomUUID();
});

afterEach(() => {
  for (const phone of opened) phone.close();
  opened = [];
});

async function open(url = 'wss://shop.test/ns/sigmai'): Promise<OpenedPhone> {
  const phone = await openPhone({ url, clientVersion: 'test 1', device: 'Test phone', database, webSocket: server.webSocket });
  opened.push(phone);
  return phone;
}

async function enrol(phone: OpenedPhone): Promise<Account> {
  const outcome = await phone.scan(await server.enrolCode(), approve, never);
  expect(outcome).toMatchObject({ ok: true, what: 'enrolled' });
  return (outcome as { account: Account }).account;
}

async function stored() {
  const store = await Store.open(database);
  try {
    return await store.accounts();
  } finally {
    store.close();
  }
}

/** Listens and gathers. */
function listen(phone: OpenedPhone, ask: ListenEvents['ask'] = approve) {
  const seen = { ends: [] as { prompt: Prompt | undefined; outcome: Outcome }[], states: [] as string[], loggedOut: [] as string[], removed: [] as string[], asked: [] as Prompt[] };
  const stop = phone.listen({
    ask: (prompt, signal) => {
      seen.asked.push(prompt);
      return ask(prompt, signal);
    },
    ended: (prompt, outcome) => seen.ends.push({ prompt, outcome }),
    state: (state) => seen.states.push(state),
    changed: () => undefined,
    loggedOut: ({ key }) => seen.loggedOut.push(key),
    removed: (name) => seen.removed.push(name),
  });
  return { ...seen, stop };
}

const until = (done: () => unknown) => vi.waitFor(() => { if (!done()) throw new Error('not yet'); }, { timeout: 8_000, interval: 10 });

function push(members: Readonly<Record<string, unknown>> = {}) {
  const bytes = (size: number) => toBase64Url(crypto.getRandomValues(new Uint8Array(size)));
  return { type: 'push', n: 7, kind: 'login', hsid: bytes(32), pushId: bytes(16), expires: Math.floor(Date.now() / 1000) + 60, ...members };
}

describe('keys', () => {
  test('no script can read them, not from the store either', async () => {
    await enrol(await open());
    const [account] = await stored();
    for (const key of [account!.authenticationKey.privateKey, account!.transactionKey.privateKey, account!.pushKey]) {
      expect(key.extractable).toBe(false);
      for (const format of ['jwk', 'raw', 'pkcs8'] as const) await expect(crypto.subtle.exportKey(format as 'raw', key)).rejects.toThrow();
    }
  });

  test('every account has its own', async () => {
    const phone = await open();
    await enrol(phone);
    await enrol(phone);
    expect(server.accounts.size).toBe(2);
  });
});

describe('a server that is not the one', () => {
  test('with another key gets nothing but M1 and an alert', async () => {
    const phone = await open();
    await enrol(phone);
    server.identity = await makeSigningKey();
    server.frames.length = 0;
    const asked = vi.fn(approve);
    expect(await phone.scan(server.loginCode(), asked, never)).toEqual({ ok: false, why: 'wrongServer' });
    expect(asked).not.toHaveBeenCalled();
    expect(server.frames).not.toContain(M3);
    expect((await phone.history())[0]).toMatchObject({ what: 'failed', detail: 'wrongServer' });
    expect(await phone.accounts()).toHaveLength(1);
  });

  test.each([8, 600, 1400, 1600, 2000])('with bit %i of M2 altered gets no M3', async (bit) => {
    const phone = await open();
    await enrol(phone);
    server.alterM2 = (m2) => turned(m2, bit);
    server.frames.length = 0;
    expect(await phone.scan(server.loginCode(), approve, never)).toMatchObject({ ok: false });
    expect(server.frames).not.toContain(M3);
  });

  test('is told by an alert alone, which removes nothing', async () => {
    const phone = await open();
    const account = await enrol(phone);
    server.accounts.clear();
    expect(await phone.scan(server.loginCode(), approve, never)).toEqual({ ok: false, why: 'refused' });
    expect(await phone.delete(account)).toEqual({ ok: false, why: 'refused' });
    expect(await phone.accounts()).toHaveLength(1);
    await phone.forget(account);
    expect(await phone.accounts()).toEqual([]);
  });

  test('asks for a second factor that this version does not know', async () => {
    const phone = await open();
    await enrol(phone);
    server.hello = { secondFactor: true };
    server.frames.length = 0;
    expect(await phone.scan(server.loginCode(), approve, never)).toEqual({ ok: false, why: 'protocol' });
    expect(server.frames).not.toContain(M3);
  });
});

describe('an enrolment whose answer gets lost', () => {
  test('has its keys saved before the server can have the account', async () => {
    const phone = await open();
    let saved = 0;
    server.afterM3 = async () => {
      saved = (await stored()).length;
      return true;
    };
    await enrol(phone);
    expect(saved).toBe(1);
  });

  test('is found out at once by asking again', async () => {
    const phone = await open();
    server.afterM3 = ({ purpose }) => purpose !== 2;
    expect(await phone.scan(await server.enrolCode(), approve, never)).toMatchObject({ ok: true, what: 'enrolled' });
    expect(await phone.accounts()).toHaveLength(1);
  });

  test('or later, at the next login', async () => {
    const phone = await open();
    server.afterM3 = () => {
      server.isDown = true;
      return false;
    };
    expect(await phone.scan(await server.enrolCode(), approve, never)).toEqual({ ok: false, why: 'lost' });
    expect(await phone.accounts()).toEqual([]);
    server.isDown = false;
    server.afterM3 = () => true;
    const again = await open();
    expect(await again.scan(server.loginCode(), approve, never)).toMatchObject({ ok: true, what: 'loggedIn' });
    expect(await again.accounts()).toMatchObject([{ accountId: 1000, label: 'anna' }]);
  });

  test('is forgotten when the server never made it, but not while it could be on its way', async () => {
    const phone = await open();
    server.afterM3 = () => {
      server.isDown = true;
      server.accounts.clear();
      return false;
    };
    await phone.scan(await server.enrolCode(), approve, never);
    server.isDown = false;
    expect(await phone.scan(server.loginCode(), approve, never)).toEqual({ ok: false, why: 'noAccount' });
    expect(await stored()).toHaveLength(1);
    const store = await Store.open(database);
    await store.update((await stored())[0]!.id, (account) => ({ ...account, created: Date.now() - 601_000 }));
    store.close();
    await phone.scan(server.loginCode(), approve, never);
    expect(await stored()).toHaveLength(0);
  });
});

describe('a login', () => {
  test('counts only when the server says so in a record', async () => {
    const phone = await open();
    await enrol(phone);
    server.afterM3 = () => false;
    expect(await phone.scan(server.loginCode(), approve, never)).toEqual({ ok: false, why: 'lost' });
    server.afterM3 = () => true;
    server.loginAnswer = { type: 'login', outcome: 'declined' };
    expect(await phone.scan(server.loginCode(), approve, never)).toEqual({ ok: false, why: 'protocol' });
    server.loginAnswer = { type: 'open', accountId: 1000 };
    expect(await phone.scan(server.loginCode(), approve, never)).toEqual({ ok: false, why: 'protocol' });
    expect((await phone.history()).map(({ what, detail }) => detail ?? what)).toEqual(['protocol', 'protocol', 'lost', 'enrolled']);
  });

  test.each([
    [5, 'otherServer'], [6, 'expired'], [7, 'used'], [8, 'used'], [10, 'unavailable'], [12, 'unavailable'], [1, 'protocol'], [77, 'protocol'],
  ] as const)('refused by alert %i: %s', async (alert, why) => {
    const phone = await open();
    await enrol(phone);
    server.refuse = alert;
    expect(await phone.scan(server.loginCode(), approve, never)).toEqual({ ok: false, why });
  });

  test('for which this phone has no account: the browser hears of it, and nothing else of this phone', async () => {
    const phone = await open();
    const asked = vi.fn(approve);
    expect(await phone.scan(server.loginCode(), asked, never)).toEqual({ ok: false, why: 'noAccount' });
    await until(() => server.alerts.length > 0);
    // NoAccount, of docs/protocol/messages.md, section 6.
    expect(server.alerts).toEqual([32]);
    expect(server.frames).toEqual([1, ALERT]);
    expect(asked).not.toHaveBeenCalled();
    // A server that does not have that virtual server is another one.
    server.refuse = 5;
    expect(await phone.scan(server.loginCode(), asked, never)).toEqual({ ok: false, why: 'otherServer' });
    expect(server.alerts).toEqual([32]);
  });

  test('whose server goes away while the person decides takes the prompt away', async () => {
    const phone = await open();
    await enrol(phone);
    let signal: AbortSignal | undefined;
    const ask = (_: Prompt, turned: AbortSignal) => {
      signal = turned;
      server.dropAll();
      return new Promise<Answer>(() => undefined);
    };
    expect(await phone.scan(server.loginCode(), ask, never)).toEqual({ ok: false, why: 'offline' });
    expect(signal?.aborted).toBe(true);
  });

  test('whose server has waited long enough', async () => {
    const phone = await open();
    await enrol(phone);
    const ask = () => {
      for (const socket of server.sockets) {
        socket.deliver(Uint8Array.of(ALERT, 0, 11));
        socket.drop();
      }
      return new Promise<Answer>(() => undefined);
    };
    expect(await phone.scan(server.loginCode(), ask, never)).toEqual({ ok: false, why: 'expired' });
  });

  test('that is turned away before the server has answered', async () => {
    const phone = await open();
    await enrol(phone);
    server.isSilent = true;
    const turning = new AbortController();
    const scanning = phone.scan(server.loginCode(), approve, turning.signal);
    await until(() => server.sockets.size === 1);
    turning.abort();
    expect(await scanning).toEqual({ ok: true, what: 'declined' });
    expect(server.sockets.size).toBe(0);
  });

  test('without the six digits does not reach the server', async () => {
    const phone = await open();
    await enrol(phone);
    server.hello = { typedCode: true };
    server.frames.length = 0;
    for (const code of [undefined, '12345', '1234567', '12a456']) {
      expect(await phone.scan(server.loginCode(), () => Promise.resolve({ decision: 'approve', ...(code !== undefined && { code }) }), never)).toEqual({ ok: false, why: 'wrongCode' });
    }
    expect(server.frames).not.toContain(M3);
  });

  test('shows what the server says, and a prompt whose screen breaks is turned away', async () => {
    const phone = await open();
    await enrol(phone);
    server.hello = { announceinfo: { info: { __proto__x: '1', Order: '17' }, ip: '192.0.2.1', logo: 'AAAA' } };
    let prompt: LoginPrompt | undefined;
    const ask = (shown: Prompt) => {
      prompt = shown as LoginPrompt;
      return Promise.reject(new Error('broken'));
    };
    server.frames.length = 0;
    expect(await phone.scan(server.loginCode(), ask, never)).toEqual({ ok: true, what: 'declined' });
    expect(prompt).toMatchObject({ announced: { Order: '17' }, ip: '192.0.2.1', logo: 'AAAA', accounts: [{ label: 'anna' }] });
    await until(() => server.frames.includes(ALERT));
    expect(server.frames).not.toContain(M3);
  });

  test('shows what the site says of it afterwards, and keeps that, but for the picture', async () => {
    const phone = await open();
    await enrol(phone);
    const said = { info: { Desk: '4' }, ip: '192.0.2.1', useragent: 'Test/1' };
    server.loginAnswer = { type: 'login', outcome: 'loggedIn', sessioninfo: { ...said, logo: 'AAAA' } };
    expect(await phone.scan(server.loginCode(), approve, never)).toMatchObject({ ok: true, what: 'loggedIn', said: { ...said, logo: 'AAAA' } });
    expect((await phone.history())[0]!.said).toEqual(said);
    for (const sessioninfo of [undefined, {}, { info: {} }]) {
      server.loginAnswer = { type: 'login', outcome: 'loggedIn', sessioninfo };
      expect(await phone.scan(server.loginCode(), approve, never)).not.toHaveProperty('said');
      expect((await phone.history())[0]).not.toHaveProperty('said');
    }
  });

  test.each([
    ['decline', 'declined', { decision: 'decline', clientVersion: 'test 1' }],
    ['report', 'reported', { decision: 'decline', reported: true, clientVersion: 'test 1' }],
  ] as const)('%s: the server is told which of the two it was', async (decision, what, request) => {
    const phone = await open();
    await enrol(phone);
    server.loginAnswer = { type: 'login', outcome: 'declined' };
    expect(await phone.scan(server.loginCode(), () => Promise.resolve({ decision }), never)).toMatchObject({ ok: true, what });
    expect(server.connections.at(-1)!.request).toEqual(request);
    expect((await phone.history())[0]).toMatchObject({ what });
  });

  test.each<[string, boolean, Answer]>([
    ['the server has not said that it noted it', false, { decision: 'report' }],
    ['no account was chosen to report it by', true, { decision: 'report', account: { key: 'x' } as Account }],
  ])('is declined, and not reported, when %s', async (_, isAnswered, answer) => {
    const phone = await open();
    await enrol(phone);
    server.afterM3 = () => isAnswered;
    expect(await phone.scan(server.loginCode(), () => Promise.resolve(answer), never)).toMatchObject({ ok: true, what: 'declined' });
    expect((await phone.history())[0]).toMatchObject({ what: 'declined' });
  });

  test('of a server that has moved to where this page may not go', async () => {
    server.parameters = { ...server.parameters, endpoints: ['wss://elsewhere.test/ns/sigmai'] };
    const phone = await open();
    await enrol(phone);
    server.isDown = true;
    expect(await phone.scan(server.loginCode(), approve, never)).toEqual({ ok: false, why: 'otherServer' });
  });

  test('by a server whose account is gone, proven: it is removed here', async () => {
    const phone = await open();
    await enrol(phone);
    for (const key of server.accounts.keys()) server.removed.add(key);
    server.accounts.clear();
    expect(await phone.scan(server.loginCode(), approve, never)).toEqual({ ok: false, why: 'removed' });
    expect(await stored()).toEqual([]);
  });
});

describe('listening', () => {
  test('a push is acknowledged, asked once, and not again after a restart', async () => {
    const phone = await open();
    await enrol(phone);
    const first = listen(phone);
    await until(() => first.states.at(-1) === 'online');
    const pushed = push();
    const [connection] = server.listening;
    await connection!.send(pushed);
    await connection!.send(pushed);
    await until(() => first.ends.length === 1);
    await until(() => connection!.received.filter(({ type, n }) => type === 'pushed' && n === 7).length === 2);
    expect(first.asked).toHaveLength(1);
    expect(first.asked[0]).toMatchObject({ kind: 'login', isPush: true });
    phone.close();

    const again = await open();
    const second = listen(again);
    await until(() => second.states.at(-1) === 'online');
    await server.listening.at(-1)!.send(pushed);
    await until(() => server.listening.at(-1)!.received.some(({ type }) => type === 'pushed'));
    expect(second.asked).toEqual([]);
  });

  test('an expired push is not asked', async () => {
    const phone = await open();
    await enrol(phone);
    const events = listen(phone);
    await until(() => events.states.at(-1) === 'online');
    await server.listening[0]!.send(push({ expires: 1 }));
    await until(() => events.ends.length === 1);
    expect(events.ends).toEqual([{ prompt: undefined, outcome: { ok: false, why: 'expired' } }]);
    expect(events.asked).toEqual([]);
  });

  test('a question that nobody answers in time ends without a word, or the site would say that it was declined', async () => {
    const phone = await open();
    await enrol(phone);
    const asked: AbortSignal[] = [];
    const ends: unknown[] = [];
    phone.listen({
      ask: (_, signal) => {
        asked.push(signal);
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            reject(new DOMException('turned away', 'AbortError'));
          });
        });
      },
      ended: (_, outcome) => ends.push(outcome),
      state: () => undefined,
      changed: () => undefined,
      loggedOut: () => undefined,
      removed: () => undefined,
    });
    await until(() => server.listening.length === 1);
    server.frames.length = 0;
    await server.listening[0]!.send(push({ expires: Math.floor(Date.now() / 1000) + 2 }));
    await until(() => asked.length === 1);
    await until(() => ends.length === 1);
    expect(ends).toEqual([{ ok: false, why: 'expired' }]);
    expect(server.frames).not.toContain(ALERT);
  });

  test('two pushes are asked one after the other', async () => {
    const phone = await open();
    await enrol(phone);
    const answers: ((answer: Answer) => void)[] = [];
    const events = listen(phone, () => new Promise((resolve) => answers.push(resolve)));
    await until(() => events.states.at(-1) === 'online');
    await server.listening[0]!.send(push());
    await server.listening[0]!.send(push({ n: 8 }));
    await until(() => answers.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(events.asked).toHaveLength(1);
    answers[0]!({ decision: 'decline' });
    await until(() => answers.length === 2);
    answers[1]!({ decision: 'decline' });
    await until(() => events.ends.length === 2);
  });

  test('a lost connection is made again', async () => {
    const phone = await open();
    await enrol(phone);
    const events = listen(phone);
    await until(() => events.states.at(-1) === 'online');
    server.dropAll();
    await until(() => events.states.at(-1) === 'offline');
    await until(() => events.states.at(-1) === 'online');
    expect(server.listening).toHaveLength(2);
  });

  test('a record that comes twice ends the connection with an alert', async () => {
    const phone = await open();
    await enrol(phone);
    const events = listen(phone);
    await until(() => events.states.at(-1) === 'online');
    const [connection] = server.listening;
    const record = await connection!.sealed({ type: 'ping' });
    await connection!.sendBytes(() => record);
    await until(() => connection!.received.some(({ type }) => type === 'pong'));
    server.frames.length = 0;
    await connection!.sendBytes(() => record);
    await until(() => events.states.at(-1) === 'offline');
    expect(server.frames).toContain(ALERT);
  });

  test('what a later server says is ignored; what breaks the protocol is not', async () => {
    const phone = await open();
    await enrol(phone);
    const events = listen(phone);
    await until(() => events.states.at(-1) === 'online');
    await server.listening[0]!.send({ type: 'dance', n: 'x' });
    await server.listening[0]!.send({ type: 'ping' });
    await until(() => server.listening[0]!.received.some(({ type }) => type === 'pong'));
    expect(events.states.at(-1)).toBe('online');
    await server.listening[0]!.send({ type: 'push', n: 1, kind: 'Login' });
    await until(() => events.states.at(-1) === 'offline');
  });

  test('logouts and removals are told', async () => {
    const phone = await open();
    const account = await enrol(phone);
    const events = listen(phone);
    await until(() => events.states.at(-1) === 'online');
    const hsid = toBase64Url(new Uint8Array(32));
    await server.listening[0]!.send({ type: 'logout', hsid, n: 3 });
    await until(() => events.loggedOut.length === 1);
    await server.listening[0]!.send({ type: 'push', kind: 'logout', hsid, n: 4 });
    await until(() => events.loggedOut.length === 2);
    await server.listening[0]!.send({ type: 'logout', hsid });
    await server.listening[0]!.send({ type: 'push', n: 0, kind: 'accountRemoved' });
    await until(() => server.sockets.size === 0);
    expect(await phone.accounts()).toEqual([]);
    expect(events.loggedOut).toEqual([account.key, account.key]);
    expect(events.removed).toEqual([account.server.serverName]);
    expect(server.listening[0]!.received.flatMap(({ type, n }) => (type === 'pushed' ? [n] : []))).toEqual([3, 4]);
    expect(events.states.at(-1)).toBe('online');
  });

  test('one of two tabs has the connection, and a new account of the other tab gets one, too', async () => {
    const [one, two] = [await open(), await open()];
    await enrol(one);
    const [first, second] = [listen(one), listen(two)];
    await until(() => first.states.at(-1) === 'online' && second.states.at(-1) === 'online');
    expect(server.listening).toHaveLength(1);
    await enrol(two);
    await until(() => server.listening.length === 2);
    expect((await one.accounts()).length).toBe(2);
    first.stop();
    await until(() => server.listening.length === 4);
    await server.listening.at(-1)!.send(push());
    await until(() => second.ends.length === 1);
    expect(first.ends).toEqual([]);
  });

  test.skipIf(!('document' in globalThis))('a tab that nobody looks at leaves the connection to one that somebody does', async () => {
    const visible = vi.spyOn(document, 'visibilityState', 'get');
    try {
      visible.mockReturnValue('hidden');
      const [one, two] = [await open(), await open()];
      await enrol(one);
      const first = listen(one);
      await until(() => first.states.at(-1) === 'online');
      const second = listen(two);
      await until(() => second.states.at(-1) === 'online');
      expect(server.listening).toHaveLength(1);
      // Both are in one page here: it is visible while the second one says that it is looked at, and hidden when the first one hears of it.
      visible.mockReturnValue('visible');
      document.dispatchEvent(new Event('visibilitychange'));
      visible.mockReturnValue('hidden');
      await until(() => server.listening.length === 2);
      await until(() => second.states.at(-1) === 'online');
      await server.listening.at(-1)!.send(push());
      await until(() => second.ends.length === 1);
      expect(first.ends).toEqual([]);
    } finally {
      visible.mockRestore();
    }
  });

  test('with a Web Push in between, the person is asked once', async () => {
    const phone = await open();
    const account = await enrol(phone);
    let answer = (_: Answer): void => undefined;
    const events = listen(phone, () => new Promise((resolve) => { answer = resolve; }));
    await until(() => events.states.at(-1) === 'online');
    const pushed = push();
    await server.listening[0]!.send(pushed);
    await until(() => events.asked.length === 1);
    const { type: _, ...content } = pushed;
    const tapped = vi.fn(approve);
    const tapping = phone.openPush({ server: server.id, id: account.accountId, push: content }, tapped, never);
    answer({ decision: 'approve' });
    // The tap ends as the prompt that was open already.
    expect(await tapping).toMatchObject({ ok: true, what: 'loggedIn' });
    expect(tapped).not.toHaveBeenCalled();
  });
});

describe('transactions', () => {
  const tid = crypto.getRandomValues(new Uint8Array(18));

  function content(members: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
    const now = Math.floor(Date.now() / 1000);
    return { version: 1, server: server.id, transaction: writeId(tid), account: 1000, created: now, expires: now + 60, amount: '5 €', ...members };
  }

  function serve(bytes: Uint8Array): void {
    server.answer = async (message, connection) => {
      if (message['action'] === 'fetch') await connection.send({ type: 'transaction', content: toBase64Url(bytes) });
      return { done: true };
    };
  }

  const signed = () => server.connections.flatMap(({ received }) => received.filter(({ action }) => action === 'approve'));

  test('what is shown is signed', async () => {
    const phone = await open();
    await enrol(phone);
    serve(utf8(JSON.stringify(content())));
    expect(await phone.scan(server.transactionCode(tid), approve, never)).toMatchObject({ ok: true, what: 'approved' });
    expect(signed()).toHaveLength(1);
  });

  test.each([
    ['of another account', { account: 1001 }],
    ['of another server', { server: 'AAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['that was not asked for', { transaction: 'AAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['with a hidden character', { amount: '5\u200b €' }],
    ['that turns the direction of writing', { amount: '\u202e5 €' }],
    ['with a line end', { description: 'a\nb' }],
    ['without a text', { amount: undefined }],
  ])('one %s is neither shown nor signed', async (_, members) => {
    const phone = await open();
    await enrol(phone);
    serve(utf8(JSON.stringify(content(members))));
    const asked = vi.fn(approve);
    expect(await phone.scan(server.transactionCode(tid), asked, never)).toEqual({ ok: false, why: 'protocol' });
    expect(asked).not.toHaveBeenCalled();
    expect(signed()).toEqual([]);
  });

  test.each([
    ['decline', 'declined', 'declinedTransaction', undefined],
    ['report', 'reported', 'reported', true],
  ] as const)('%s: the server is told which of the two it was', async (decision, what, noted, reported) => {
    const phone = await open();
    await enrol(phone);
    serve(utf8(JSON.stringify(content())));
    expect(await phone.scan(server.transactionCode(tid), () => Promise.resolve({ decision }), never)).toMatchObject({ ok: true, what });
    const [declined] = server.connections.flatMap(({ received }) => received.filter(({ action }) => action === 'decline'));
    expect(declined).toEqual({ type: 'transaction', action: 'decline', tid: writeId(tid), id: declined!['id'], ...(reported && { reported }) });
    expect((await phone.history())[0]).toMatchObject({ what: noted });
  });

  test('one whose report gets lost is declined, and not reported', async () => {
    const phone = await open();
    await enrol(phone);
    serve(utf8(JSON.stringify(content())));
    const answer = server.answer;
    server.answer = (message, connection) => {
      if (message['action'] !== 'decline') return answer(message, connection);
      connection.close();
      return undefined;
    };
    expect(await phone.scan(server.transactionCode(tid), () => Promise.resolve({ decision: 'report' }), never)).toMatchObject({ ok: true, what: 'declined' });
    expect((await phone.history())[0]).toMatchObject({ what: 'declinedTransaction' });
  });

  test('one that expires while it is shown goes away', async () => {
    const phone = await open();
    await enrol(phone);
    serve(utf8(JSON.stringify(content({ expires: Math.floor(Date.now() / 1000) + 1 }))));
    expect(await phone.scan(server.transactionCode(tid), () => new Promise(() => undefined), never)).toEqual({ ok: false, why: 'expired' });
    expect(signed()).toEqual([]);
  });

  test('an answer that gets lost is not known', async () => {
    const phone = await open();
    await enrol(phone);
    serve(utf8(JSON.stringify(content())));
    const answer = server.answer;
    server.answer = (message, connection) => {
      if (message['action'] !== 'approve') return answer(message, connection);
      connection.close();
      return undefined;
    };
    expect(await phone.scan(server.transactionCode(tid), approve, never)).toEqual({ ok: false, why: 'lost' });
  });
});

describe('what servers are told', () => {
  const vapid = toBase64Url(crypto.getRandomValues(new Uint8Array(65)));
  const subscription = { endpoint: 'https://push.test/1', keys: { p256dh: vapid, auth: 'AAAAAAAAAAAAAAAAAAAAAA' } };
  const heard = (type: string) => server.connections.flatMap(({ received }) => received.filter((message) => message['type'] === type));

  test('where to wake the phone, once, and not to any more', async () => {
    server.parameters = { ...server.parameters, vapid };
    const phone = await open();
    await enrol(phone);
    expect(toBase64Url((await phone.applicationServerKey())!)).toBe(vapid);
    await phone.setPushEndpoint(subscription);
    await phone.setPushEndpoint(subscription);
    expect(heard('pushEndpoint')).toMatchObject([{ kind: 'webPush', endpoint: 'https://push.test/1', p256dh: vapid, auth: 'AAAAAAAAAAAAAAAAAAAAAA' }]);
    await phone.setPushEndpoint(null);
    expect(heard('pushEndpoint').at(-1)).toMatchObject({ kind: 'none' });
    expect(heard('pushEndpoint')).toHaveLength(2);
  });

  test('again after a day, since a server forgets an endpoint that is dead', async () => {
    server.parameters = { ...server.parameters, vapid };
    const phone = await open();
    await enrol(phone);
    await phone.applicationServerKey();
    await phone.setPushEndpoint(subscription);
    const store = await Store.open(database);
    await store.update((await stored())[0]!.id, (account) => ({ ...account, endpointToldAt: Date.now() - 25 * 60 * 60 * 1000 }));
    store.close();
    await phone.setPushEndpoint(subscription);
    await phone.setPushEndpoint(subscription);
    expect(heard('pushEndpoint')).toHaveLength(2);
  });

  test('later, when they cannot be reached now', async () => {
    server.parameters = { ...server.parameters, vapid };
    const phone = await open();
    await enrol(phone);
    await phone.applicationServerKey();
    server.isDown = true;
    await phone.setPushEndpoint(subscription);
    server.isDown = false;
    listen(phone);
    await until(() => heard('pushEndpoint').length === 1);
  });

  test('a server with another key is not told of an endpoint it cannot use', async () => {
    server.parameters = { ...server.parameters, vapid };
    const phone = await open();
    await enrol(phone);
    await phone.applicationServerKey();
    server.parameters = { ...server.parameters, version: 2, vapid: toBase64Url(new Uint8Array(65)) };
    await phone.setPushEndpoint(subscription);
    await phone.setPushEndpoint(subscription);
    expect(heard('pushEndpoint').length).toBeLessThanOrEqual(1);
    expect((await stored())[0]!.parameters.version).toBe(2);
    expect(heard('pushEndpoint').filter(({ kind }) => kind === 'webPush')).toEqual([]);
  });

  test('what the phone is called', async () => {
    const phone = await open();
    await enrol(phone);
    listen(phone);
    await until(() => server.listening.length === 1);
    await phone.describe('Anna’s phone');
    await until(() => heard('describe').length === 1);
    expect(heard('describe')).toMatchObject([{ device: 'Anna’s phone' }]);
  });

  test('once, though the name changes while the channel is opened', async () => {
    const phone = await open();
    await enrol(phone);
    const held = new Map<string, () => void>();
    server.answer = ({ type, id }, connection) => {
      held.set(String(type), () => {
        void connection.send({ type: 'answer', re: id, done: true });
      });
      return undefined;
    };
    const { states } = listen(phone);
    await until(() => held.has('listen'));
    await phone.describe('Anna’s phone');
    await until(() => held.has('describe'));
    held.get('listen')!();
    await until(() => states.includes('online'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    held.get('describe')!();
    // What it says after that comes last.
    server.answer = () => ({ done: true });
    await phone.describe('Ben’s phone');
    await until(() => heard('describe').some(({ device }) => device === 'Ben’s phone'));
    expect(heard('describe').map(({ device }) => device)).toEqual(['Anna’s phone', 'Ben’s phone']);
  });
});

test('deleting: what the server has done counts, though its answer got lost', async () => {
  const phone = await open();
  const account = await enrol(phone);
  server.answer = (message, connection) => {
    if (message['type'] !== 'delete') return { done: true };
    for (const key of server.accounts.keys()) server.removed.add(key);
    server.accounts.clear();
    connection.close();
    return undefined;
  };
  expect(await phone.delete(account)).toMatchObject({ ok: true, what: 'removed' });
  expect(await stored()).toEqual([]);
  server.isDown = true;
  const other = await open();
  server.isDown = false;
  const kept = await enrol(other);
  server.isDown = true;
  expect(await other.delete(kept)).toEqual({ ok: false, why: 'offline' });
  expect(await other.accounts()).toHaveLength(1);
});

test('a login is noted with what becomes of its account, and alone when that is gone', async () => {
  const phone = await open();
  await enrol(phone);
  const store = await Store.open(database);
  const [stored] = await store.accounts();
  const entry = { at: 1, accountKey: '', serverName: 'x', what: 'loggedIn' } as const;
  const of = { id: stored!.id, change: (current: StoredAccount) => ({ ...current, used: 7 }) };
  expect(await store.remember(entry, of)).toMatchObject({ id: stored!.id, used: 7 });
  expect((await store.find(stored!.id))!.used).toBe(7);
  await store.remove(stored!.id);
  expect(await store.remember({ ...entry, at: 2 }, of)).toBeUndefined();
  expect(await store.accounts()).toEqual([]);
  expect((await store.history()).slice(0, 2).map(({ at }) => at)).toEqual([2, 1]);
  store.close();
  phone.close();
});

test('on a phone that is full: what the server has done is told as done, though it cannot be noted', async () => {
  const phone = await open();
  await enrol(phone);
  const events = listen(phone);
  await until(() => server.listening.length === 1);
  const before = (await stored())[0]!.used;
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const full = (['add', 'put'] as const).map((write) => vi.spyOn(IDBObjectStore.prototype, write).mockImplementation(() => {
    throw new DOMException('Full.', 'QuotaExceededError');
  }));
  try {
    expect(await phone.scan(server.loginCode(), approve, never)).toMatchObject({ ok: true, what: 'loggedIn' });
    await server.listening[0]!.send(push());
    await until(() => events.ends.length === 1);
    expect(events.ends[0]!.outcome).toMatchObject({ ok: true, what: 'loggedIn' });
    expect(said).toHaveBeenCalled();
  } finally {
    for (const spy of [...full, said]) spy.mockRestore();
  }
  // Both or neither.
  expect((await phone.history()).map(({ what }) => what)).toEqual(['enrolled']);
  expect((await stored())[0]!.used).toBe(before);
});

test('the history keeps the newest 500', async () => {
  const store = await Store.open(database);
  for (let i = 0; i < 510; i++) await store.remember({ at: i, accountKey: '', serverName: 'x', what: 'loggedIn' });
  const entries = await store.history();
  expect([entries.length, entries[0]!.at, entries.at(-1)!.at]).toEqual([500, 509, 10]);
  store.close();
});
