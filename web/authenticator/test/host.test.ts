import 'fake-indexeddb/auto';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Account, Answer, ListenEvents, LoginPrompt, Outcome, Prompt, TransactionPrompt } from '../src/client/api.ts';
import type { WebSocketConstructor } from '../src/client/frame-socket.ts';
import { openPhone, type OpenedPhone } from '../src/client/phone.ts';
import { Store } from '../src/client/store.ts';
import { exportPublicKey, isSignedBy, makeSigningKey } from '../src/protocol/crypto.ts';
import { utf8 } from '../src/protocol/bytes.ts';
import { transactionBytes } from '../src/protocol/transaction.ts';
import { Host, Site } from './host.ts';

// The phone against the real server: the built program, over real sockets.

const program = process.env['NEXTAUTH_HOST'];
if (program === undefined) console.warn('skipped: test/host.test.ts needs NEXTAUTH_HOST, the path of the built nextauth');

const never = new AbortController().signal;

describe.skipIf(program === undefined)('with the real server', { timeout: 30_000 }, () => {
  let host: Host;
  let site: Site;
  let early: { enrol: string; login: string; made: number };
  const phones: OpenedPhone[] = [];

  beforeAll(async () => {
    host = await Host.start(program!, {
      NextAuth__Registration__CodeLifetime: '00:00:30',
      NextAuth__Sessions__CodeLifetime: '00:00:30',
      NextAuth__Push__Lifetime: '00:00:30',
      NextAuth__Transactions__Lifetime: '00:00:30',
    });
    site = await Site.make(host);
    early = { enrol: await site.enrolCode('late'), login: await site.loginCode(site.nonce()), made: Date.now() };
  }, 60_000);

  afterEach(() => {
    for (const phone of phones.splice(0)) phone.close();
  });

  afterAll(async () => {
    await host.stop();
  });

  async function newPhone(database: string = randomUUID()): Promise<OpenedPhone> {
    const phone = await openPhone({
      url: host.socket,
      clientVersion: 'test 1',
      device: 'Test phone',
      database,
      webSocket: WebSocket as unknown as WebSocketConstructor,
    });
    phones.push(phone);
    return phone;
  }

  /** Somebody who answers in one way and remembers what was asked. */
  function person(answer: Partial<Answer> = {}): { ask: (prompt: Prompt) => Promise<Answer>; seen: Prompt[] } {
    const seen: Prompt[] = [];
    return {
      seen,
      ask: (prompt) => {
        seen.push(prompt);
        return Promise.resolve({ decision: 'approve', ...answer });
      },
    };
  }

  async function enrolled(phone: OpenedPhone, at = site, name = 'anna'): Promise<Account> {
    const outcome = await phone.scan(await at.enrolCode(name), person().ask, never);
    expect(outcome).toMatchObject({ ok: true, what: 'enrolled' });
    return (outcome as { account: Account }).account;
  }

  /** Listens, answers in one way, and gathers what happens. */
  async function listening(phone: OpenedPhone, answer: (prompt: Prompt) => Promise<Answer> | Answer) {
    const ends: { prompt: Prompt | undefined; outcome: Outcome }[] = [];
    const states: string[] = [];
    const loggedOut: string[] = [];
    const removed: string[] = [];
    const waiting: (() => void)[] = [];
    const wake = () => {
      for (const resolve of waiting.splice(0)) resolve();
    };
    const events: ListenEvents = {
      ask: async (prompt) => await answer(prompt),
      ended: (prompt, outcome) => {
        ends.push({ prompt, outcome });
        wake();
      },
      state: (state) => {
        states.push(state);
        wake();
      },
      changed: wake,
      loggedOut: (account) => {
        loggedOut.push(account.key);
        wake();
      },
      removed: (name) => {
        removed.push(name);
        wake();
      },
    };
    const stop = phone.listen(events);
    const until = async (done: () => boolean | Promise<boolean>) => {
      while (!(await done())) {
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => {
            reject(new Error(`still waiting; ${JSON.stringify({ ends, states, loggedOut })}`));
          }, 10_000);
          waiting.push(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
    };
    await until(() => states.at(-1) === 'online');
    return { ends, states, loggedOut, removed, until, stop };
  }

  test('enrols, and logs a browser in', async () => {
    const phone = await newPhone();
    const asked = person();
    const nonce = site.nonce();
    const outcome = await phone.scan(await site.enrolCode('anna', nonce), asked.ask, never);
    expect(outcome).toMatchObject({ ok: true, what: 'enrolled' });
    expect(asked.seen[0]).toMatchObject({ kind: 'enrol', label: 'anna', host: new URL(host.url).host, server: { serverName: 'Test Shop' } });
    expect((asked.seen[0] as { server: { picture?: string } }).server.picture).toMatch(/^data:image\/png;base64,/);
    const [account] = await phone.accounts();
    expect(await site.accounts()).toContain(account!.accountId);
    expect(await site.session(nonce)).toMatchObject({ loggedin: true, accountid: account!.accountId });

    const again = person();
    const browser = site.nonce();
    const code = await site.loginCode(browser, { announceinfo: { info: { Order: '17' }, ip: '192.0.2.7', useragent: 'Test/1' }, sessioninfo: { info: { Desk: '4' } } });
    expect(await phone.scan(code, again.ask, never)).toMatchObject({ ok: true, what: 'loggedIn', account: { key: account!.key }, said: { info: { Desk: '4' } } });
    expect(again.seen[0]).toMatchObject({ kind: 'login', ip: '192.0.2.7', useragent: 'Test/1', announced: { Order: '17' }, needsCode: false, isPush: false });
    expect(await site.session(browser)).toMatchObject({ loggedin: true, accountid: account!.accountId });
    expect((await phone.history()).map(({ what, said }) => said?.info ?? what)).toEqual([{ Desk: '4' }, 'enrolled']);
    expect(await phone.scan(code, again.ask, never)).toEqual({ ok: false, why: 'used' });
  });

  test('an account outlives the app', async () => {
    const database = randomUUID();
    const first = await newPhone(database);
    await enrolled(first);
    first.close();
    phones.pop();
    const second = await newPhone(database);
    const nonce = site.nonce();
    expect(await second.scan(await site.loginCode(nonce), person().ask, never)).toMatchObject({ ok: true, what: 'loggedIn' });
    expect(await site.session(nonce)).toMatchObject({ loggedin: true });
  });

  test('of several accounts the chosen one logs in, and one must be chosen', async () => {
    const phone = await newPhone();
    await enrolled(phone, site, 'one');
    const two = await enrolled(phone, site, 'two');
    const nonce = site.nonce();
    expect(await phone.scan(await site.loginCode(nonce), person().ask, never)).toEqual({ ok: false, why: 'noAccount' });
    expect(await phone.scan(await site.loginCode(nonce), person({ account: two }).ask, never)).toMatchObject({ ok: true, account: { label: 'two' } });
    expect(await site.session(nonce)).toMatchObject({ accountid: two.accountId });
  });

  test.each(['decline', 'report'] as const)('%s: nobody is logged in', async (decision) => {
    const phone = await newPhone();
    await enrolled(phone);
    const nonce = site.nonce();
    const what = decision === 'report' ? 'reported' : 'declined';
    expect(await phone.scan(await site.loginCode(nonce), person({ decision }).ask, never)).toMatchObject({ ok: true, what });
    expect(await site.session(nonce)).toMatchObject({ loggedin: false });
    expect((await phone.history())[0]).toMatchObject({ what });
  });

  test('turned away: the phone says nothing of itself, and the code is good still', async () => {
    const phone = await newPhone();
    await enrolled(phone);
    const nonce = site.nonce();
    const code = await site.loginCode(nonce);
    const turning = new AbortController();
    const away = phone.scan(code, () => { turning.abort(); return new Promise(() => undefined); }, turning.signal);
    expect(await away).toEqual({ ok: true, what: 'declined' });
    expect(await phone.scan(code, person().ask, never)).toMatchObject({ ok: true, what: 'loggedIn' });
  });

  test('a code that nobody can use here', async () => {
    const phone = await newPhone();
    expect(await phone.scan('https://shop.test/', person().ask, never)).toEqual({ ok: false, why: 'notACode' });
    expect(await phone.scan(await site.loginCode(site.nonce()), person().ask, never)).toEqual({ ok: false, why: 'noAccount' });
    const elsewhere = Buffer.concat([Buffer.from([1, 1]), Buffer.alloc(62, 7)]).toString('base64url');
    expect(await phone.scan(`https://elsewhere.test/#${elsewhere}`, person().ask, never)).toEqual({ ok: false, why: 'otherServer' });
  });

  test('an enrol code with another fingerprint: the server is not the one that made it', async () => {
    const phone = await newPhone();
    const asked = person();
    const code = await site.enrolCode('anna');
    const bytes = Buffer.from(code.slice(code.indexOf('#') + 1), 'base64url');
    bytes[bytes.length - 1]! ^= 1;
    expect(await phone.scan(bytes.toString('base64url'), asked.ask, never)).toEqual({ ok: false, why: 'wrongServer' });
    expect(asked.seen).toEqual([]);
    expect(await phone.accounts()).toEqual([]);
    // The code itself is not spent by it.
    expect(await phone.scan(code, asked.ask, never)).toMatchObject({ ok: true, what: 'enrolled' });
    expect(await phone.scan(code, asked.ask, never)).toEqual({ ok: false, why: 'used' });
  });

  test('a pushed login', async () => {
    const phone = await newPhone();
    const account = await enrolled(phone);
    const listener = await listening(phone, () => ({ decision: 'approve' }));
    const nonce = site.nonce();
    await site.provoke(nonce, account.accountId);
    await listener.until(() => listener.ends.length > 0);
    expect(listener.ends[0]).toMatchObject({ prompt: { kind: 'login', isPush: true }, outcome: { ok: true, what: 'loggedIn' } });
    expect(await site.session(nonce)).toMatchObject({ loggedin: true, accountid: account.accountId });
  });

  test('a pushed login that was waiting before the app was opened', async () => {
    const phone = await newPhone();
    const account = await enrolled(phone);
    const nonce = site.nonce();
    await site.provoke(nonce, account.accountId);
    const listener = await listening(phone, () => ({ decision: 'decline' }));
    await listener.until(() => listener.ends.length > 0);
    expect(listener.ends[0]).toMatchObject({ outcome: { ok: true, what: 'declined' } });
    expect(await site.session(nonce)).toMatchObject({ loggedin: false });
  });

  test('six digits', async () => {
    const typed = await Site.make(host, { serverFlags: ['typedCode'] });
    const phone = await newPhone();
    const account = await enrolled(phone, typed);
    let code = '';
    let provoked = (): void => undefined;
    const known = () => new Promise<void>((resolve) => { provoked = resolve; });
    let waiting = known();
    const listener = await listening(phone, async (prompt) => {
      await waiting;
      expect((prompt as LoginPrompt).needsCode).toBe(true);
      return { decision: 'approve', code };
    });

    const nonce = typed.nonce();
    code = (await typed.provoke(nonce, account.accountId))!;
    provoked();
    await listener.until(() => listener.ends.length === 1);
    expect(listener.ends[0]).toMatchObject({ outcome: { ok: true, what: 'loggedIn' } });
    expect(await typed.session(nonce)).toMatchObject({ loggedin: true });

    const other = typed.nonce();
    waiting = known();
    const shown = (await typed.provoke(other, account.accountId))!;
    code = shown === '123456' ? '654321' : '123456';
    provoked();
    await listener.until(() => listener.ends.length === 2);
    expect(listener.ends[1]).toMatchObject({ outcome: { ok: false, why: 'wrongCode' } });
    expect(await typed.session(other)).toMatchObject({ loggedin: false });
  });

  test('a push is answered by one of two tabs', async () => {
    const database = randomUUID();
    const [one, other] = [await newPhone(database), await newPhone(database)];
    const account = await enrolled(one);
    let asked = 0;
    const approve = () => { asked++; return { decision: 'approve' } as const; };
    const first = await listening(one, approve);
    const second = await listening(other, approve);
    const nonce = site.nonce();
    await site.provoke(nonce, account.accountId);
    await first.until(() => first.ends.length + second.ends.length > 0);
    expect([asked, first.ends.length, second.ends.length]).toEqual([1, 1, 0]);

    // The other takes over when the first one closes.
    first.stop();
    const next = site.nonce();
    await site.provoke(next, account.accountId);
    await second.until(() => second.ends.length > 0);
    expect(asked).toBe(2);
    expect(await site.session(next)).toMatchObject({ loggedin: true });
  });

  test('a tapped Web Push, once', async () => {
    const phone = await newPhone();
    const account = await enrolled(phone);
    const other = await newPhone(randomUUID());
    // What a Web Push would carry, as another device of nobody sees it on the channel.
    const nonce = site.nonce();
    const { tid } = await (async () => {
      const login = site.nonce();
      await phone.scan(await site.loginCode(login), person().ask, never);
      return await site.transaction(login, { amount: '5 €' });
    })();
    const data = { server: site.id, id: account.accountId, push: { n: 1, kind: 'transaction', tid, expires: Math.floor(Date.now() / 1000) + 30 } };
    const asked = person();
    expect(await phone.openPush(data, asked.ask, never)).toMatchObject({ ok: true, what: 'approved' });
    expect(asked.seen).toMatchObject([{ kind: 'transaction', isPush: true, amount: '5 €' }]);
    expect(await phone.openPush(JSON.stringify(data), asked.ask, never)).toEqual({ ok: false, why: 'used' });
    expect(await other.openPush(data, asked.ask, never)).toEqual({ ok: false, why: 'noAccount' });
    expect(await phone.openPush({ ...data, push: {} }, asked.ask, never)).toEqual({ ok: false, why: 'notACode' });
    expect(await phone.openPush({ ...data, push: { ...data.push, tid: site.id, expires: 1 } }, asked.ask, never)).toEqual({ ok: false, why: 'expired' });
    expect(await phone.openPush({ ...data, push: { n: 1, kind: 'accountRemoved' } }, asked.ask, never)).toEqual({ ok: false, why: 'refused' });
    expect(await phone.accounts()).toHaveLength(1);
    expect(await site.session(nonce)).toMatchObject({ loggedin: false });
  });

  test('transactions: approved, declined, decided', async () => {
    const phone = await newPhone();
    const account = await enrolled(phone);
    const nonce = site.nonce();
    await phone.scan(await site.loginCode(nonce), person().ask, never);
    const asked = person();
    const approved = await site.transaction(nonce, { amount: '1 250,00 €', benificiary: 'Zoë Müller', description: 'Invoice 17' });
    expect(await phone.scan(approved.code, asked.ask, never)).toMatchObject({ ok: true, what: 'approved' });
    const prompt = asked.seen[0] as TransactionPrompt;
    expect(prompt).toMatchObject({ kind: 'transaction', amount: '1 250,00 €', benificiary: 'Zoë Müller', description: 'Invoice 17', isPush: false, account: { key: account.key } });
    expect(await site.transactionStatus(approved.tid)).toBe('1');

    const evidence = await site.evidence(approved.tid);
    const decode = (name: string) => Uint8Array.from(Buffer.from(evidence[name]!, 'base64'));
    expect(await isSignedBy(decode('transactionKey'), decode('signature'), await transactionBytes(decode('content')))).toBe(true);
    expect(Buffer.from(decode('content')).toString()).toContain('Zoë Müller');
    expect(utf8(JSON.stringify(JSON.parse(Buffer.from(decode('content')).toString())))).toEqual(decode('content'));

    const declined = await site.transaction(nonce, { amount: '2 €' });
    expect(await phone.scan(declined.code, person({ decision: 'decline' }).ask, never)).toMatchObject({ ok: true, what: 'declined' });
    expect(await site.transactionStatus(declined.tid)).toBe('2');
    expect(await phone.scan(declined.code, person().ask, never)).toEqual({ ok: false, why: 'decided' });
    expect((await phone.history()).map(({ what, detail }) => [what, detail]).slice(0, 2)).toEqual([['declinedTransaction', '2 €'], ['approved', '1 250,00 €']]);
  });

  test('a pushed transaction, found by a link among two accounts as well', async () => {
    const phone = await newPhone();
    await enrolled(phone, site, 'other');
    const account = await enrolled(phone, site, 'mine');
    const nonce = site.nonce();
    await phone.scan(await site.loginCode(nonce), person({ account }).ask, never);
    const pushed = await site.transaction(nonce, { description: 'pushed' });
    const listener = await listening(phone, (prompt) => ({ decision: (prompt as TransactionPrompt).description === 'pushed' ? 'approve' : 'decline' }));
    await listener.until(() => listener.ends.length > 0);
    expect(listener.ends[0]).toMatchObject({ prompt: { isPush: true, account: { label: 'mine' } }, outcome: { ok: true, what: 'approved' } });
    expect(await site.transactionStatus(pushed.tid)).toBe('1');
    listener.stop();
    const scanned = await site.transaction(nonce, { description: 'scanned' });
    expect(await phone.scan(scanned.code, person().ask, never)).toMatchObject({ ok: true, what: 'approved', account: { label: 'mine' } });
  });

  test('logging out, here and elsewhere', async () => {
    const phone = await newPhone();
    const account = await enrolled(phone);
    const nonce = site.nonce();
    await phone.scan(await site.loginCode(nonce), person().ask, never);
    expect(await phone.logout(account)).toMatchObject({ ok: true, what: 'loggedOut' });
    expect(await site.session(nonce)).toMatchObject({ loggedin: false });

    await phone.scan(await site.loginCode(nonce), person().ask, never);
    const listener = await listening(phone, () => ({ decision: 'decline' }));
    await site.logout(nonce);
    await listener.until(() => listener.loggedOut.length > 0);
    expect(listener.loggedOut).toEqual([account.key]);
    expect((await phone.history())[0]).toMatchObject({ what: 'loggedOut', accountKey: account.key });
  });

  test('a blocked account', async () => {
    const phone = await newPhone();
    const account = await enrolled(phone);
    await site.block(account.accountId);
    expect(await phone.scan(await site.loginCode(site.nonce()), person().ask, never)).toEqual({ ok: false, why: 'blocked' });
  });

  test('deleted by the phone', async () => {
    const phone = await newPhone();
    const account = await enrolled(phone);
    const listener = await listening(phone, () => ({ decision: 'decline' }));
    expect(await phone.delete(account)).toMatchObject({ ok: true, what: 'removed' });
    listener.stop();
    expect(listener.removed).toEqual([]);
    expect(await site.accounts()).not.toContain(account.accountId);
    expect(await phone.accounts()).toEqual([]);
    expect(await phone.delete(account)).toEqual({ ok: false, why: 'noAccount' });
  });

  test('deleted on the server: while listening, and while away', async () => {
    const phone = await newPhone();
    const one = await enrolled(phone, site, 'one');
    const two = await enrolled(phone, site, 'two');
    const listener = await listening(phone, () => ({ decision: 'decline' }));
    await site.deleteAccount(one.accountId);
    await listener.until(() => listener.removed.length === 1);
    expect(await phone.accounts()).toHaveLength(1);
    listener.stop();
    expect(listener.removed).toEqual([one.server.serverName]);
    await site.deleteAccount(two.accountId);
    expect(await phone.scan(await site.loginCode(site.nonce()), person().ask, never)).toEqual({ ok: false, why: 'removed' });
    expect(await phone.accounts()).toEqual([]);
    expect((await phone.history()).filter(({ what }) => what === 'removed')).toHaveLength(2);
  });

  test('a continuous login lives as long as the phone answers', async () => {
    const continuous = await Site.make(host, { pingTime: 3 });
    const phone = await newPhone();
    await enrolled(phone, continuous);
    const nonce = continuous.nonce();
    expect(await phone.scan(await continuous.loginCode(nonce), person().ask, never)).toMatchObject({ ok: true, what: 'loggedIn' });
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(await continuous.session(nonce)).toMatchObject({ loggedin: true });
    // The channel that listens takes over.
    const listener = await listening(phone, () => ({ decision: 'decline' }));
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(await continuous.session(nonce)).toMatchObject({ loggedin: true });
    listener.stop();
    const silent = Date.now();
    while ((await continuous.session(nonce)).loggedin && Date.now() - silent < 12_000) await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await continuous.session(nonce)).toMatchObject({ loggedin: false });
  });

  test('an account moves to another phone', async () => {
    const [old, next] = [await newPhone(), await newPhone()];
    const account = await enrolled(old);
    const listener = await listening(old, () => ({ decision: 'decline' }));
    let shown = (_: string): void => undefined;
    const code = new Promise<string>((resolve) => { shown = resolve; });
    const codes: (string | undefined)[] = [];
    const moving = old.moveAway(account, shown, (prompt) => { codes.push(prompt.code); return Promise.resolve({ decision: 'approve' }); }, never);
    const taking = next.scan(`${host.url}/app/#${await code}`, (prompt) => { codes.push((prompt as { code?: string }).code); return Promise.resolve({ decision: 'approve' }); }, never);
    expect(await taking).toMatchObject({ ok: true, what: 'enrolled', account: { accountId: account.accountId, label: 'anna' } });
    expect(await moving).toMatchObject({ ok: true, what: 'removed' });
    expect(codes[0]).toMatch(/^[0-9]{6}$/);
    expect(codes).toEqual([codes[0], codes[0]]);
    expect(await old.accounts()).toEqual([]);
    listener.stop();
    expect(listener.removed).toEqual([]);
    const nonce = site.nonce();
    expect(await next.scan(await site.loginCode(nonce), person().ask, never)).toMatchObject({ ok: true, what: 'loggedIn' });
    expect(await site.session(nonce)).toMatchObject({ loggedin: true, accountid: account.accountId });
    const signed = await site.transaction(nonce, { amount: '1 €' });
    expect(await next.scan(signed.code, person().ask, never)).toMatchObject({ ok: true, what: 'approved' });
    expect((await old.history()).filter(({ what }) => what === 'removed')).toHaveLength(1);
  });

  test('a stranger who scans the code first shows other digits, and gets nothing', async () => {
    const [old, next, stranger] = [await newPhone(), await newPhone(), await newPhone()];
    const account = await enrolled(old);
    let shown = (_: string): void => undefined;
    const code = new Promise<string>((resolve) => { shown = resolve; });
    let answer = (_: Answer): void => undefined;
    let onOld: string | undefined;
    const moving = old.moveAway(account, shown, (prompt) => { onOld = prompt.code; return new Promise((resolve) => { answer = resolve; }); }, never);
    let onStranger: string | undefined;
    const stealing = stranger.scan(await code, (prompt) => { onStranger = (prompt as { code?: string }).code; return Promise.resolve({ decision: 'approve' }); }, never);
    const mine = person();
    while (onOld === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await next.scan(await code, mine.ask, never)).toEqual({ ok: false, why: 'used' });
    // The person's own phone shows nothing to compare with.
    expect(mine.seen).toEqual([]);
    expect(onOld).toBe(onStranger);
    answer({ decision: 'decline' });
    expect(await moving).toMatchObject({ ok: true, what: 'declined' });
    expect(await stealing).toEqual({ ok: false, why: 'expired' });
    expect(await stranger.accounts()).toEqual([]);
    expect(await old.scan(await site.loginCode(site.nonce()), person().ask, never)).toMatchObject({ ok: true, what: 'loggedIn' });
  });

  test('a move that is called off changes nothing', async () => {
    const [old, next] = [await newPhone(), await newPhone()];
    const account = await enrolled(old);
    const turning = new AbortController();
    let shown = (_: string): void => undefined;
    const code = new Promise<string>((resolve) => { shown = resolve; });
    const moving = old.moveAway(account, shown, () => new Promise(() => undefined), turning.signal);
    const taking = next.scan(await code, () => { turning.abort(); return new Promise(() => undefined); }, never);
    expect(await moving).toMatchObject({ ok: true, what: 'declined' });
    expect(await taking).toEqual({ ok: false, why: 'expired' });
    expect(await next.accounts()).toEqual([]);
    expect(await old.accounts()).toHaveLength(1);
  });

  test('an account has a name of the person’s own', async () => {
    const phone = await newPhone();
    const account = await enrolled(phone);
    await phone.rename(account, 'mine');
    expect(await phone.accounts()).toMatchObject([{ label: 'anna', alias: 'mine' }]);
    await phone.rename(account, '');
    expect((await phone.accounts())[0]).not.toHaveProperty('alias');
  });

  test('where to wake the phone is told to a server that sends Web Push, and to no other', async () => {
    const database = randomUUID();
    const phone = await newPhone(database);
    await enrolled(phone);
    const listener = await listening(phone, () => ({ decision: 'decline' }));
    const vapid = await phone.applicationServerKey();
    const p256dh = Buffer.from(await exportPublicKey((await makeSigningKey()).publicKey)).toString('base64url');
    await phone.setPushEndpoint({ endpoint: 'https://push.example.com/1', keys: { p256dh, auth: Buffer.alloc(16, 7).toString('base64url') } });
    const store = await Store.open(database);
    const told = async () => (await store.accounts())[0]!.endpointTold;
    for (let i = 0; i < 100 && vapid !== undefined && (await told()) === undefined; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await told()) !== undefined).toBe(vapid !== undefined);
    store.close();
    expect(listener.states.at(-1)).toBe('online');
    const nonce = site.nonce();
    expect(await phone.scan(await site.loginCode(nonce), person().ask, never)).toMatchObject({ ok: true });
  });

  test('nobody answers', async () => {
    const phone = await openPhone({ url: 'ws://127.0.0.1:9/ns/sigmai', clientVersion: 'test 1', device: 'Test phone', database: randomUUID(), webSocket: WebSocket as unknown as WebSocketConstructor });
    phones.push(phone);
    expect(await phone.scan(await site.enrolCode('anna'), person().ask, never)).toEqual({ ok: false, why: 'offline' });
  });

  test('codes that have expired', { timeout: 90_000 }, async () => {
    const phone = await newPhone();
    await enrolled(phone);
    // A login code lives for 30 seconds, rounded up to a multiple of 30.
    const until = (seconds: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, early.made + seconds * 1000 - Date.now())));
    await until(31);
    expect(await phone.scan(early.enrol, person().ask, never)).toEqual({ ok: false, why: 'expired' });
    await until(61);
    expect(await phone.scan(early.login, person().ask, never)).toEqual({ ok: false, why: 'expired' });
  });
});
