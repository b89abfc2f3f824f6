import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Account, Answer, ListenEvents, LoginPrompt, MovingPhone, Outcome, Prompt } from '../../src/client/api.ts';
import { current, Model, type Question } from '../../src/app/model.ts';

type Ask = (prompt: Prompt, signal: AbortSignal) => Promise<Answer>;

const server = { serverName: 'Shop', version: 1, pingTime: 0 };
const account: Account = { key: 's.1', serverId: 's', accountId: 1, label: 'anna', server, created: 1 };
const prompt = (isPush = false): LoginPrompt => ({ kind: 'login', server, accounts: [account], announced: {}, needsCode: false, isPush, expires: Date.now() + 60_000 });

let events: ListenEvents;
let flow: (ask: Ask, signal: AbortSignal) => Promise<Outcome>;
let model: Model;
let reads: string[];

beforeEach(() => {
  vi.useFakeTimers();
  reads = [];
  flow = async (ask, signal) => {
    const { decision } = await ask(prompt(), signal);
    return decision === 'approve' ? { ok: true, what: 'loggedIn' } : { ok: true, what: 'declined' };
  };
  const phone = {
    accounts: () => {
      reads.push('accounts');
      return Promise.resolve([account]);
    },
    history: () => {
      reads.push('history');
      return Promise.resolve([]);
    },
    scan: (_: string, ask: Ask, signal: AbortSignal) => flow(ask, signal),
    openPush: (_: unknown, ask: Ask, signal: AbortSignal) => flow(ask, signal),
    listen: (given: ListenEvents) => {
      events = given;
      return () => undefined;
    },
  };
  model = new Model(phone as unknown as MovingPhone);
  model.look(true);
  model.listen();
});

afterEach(() => {
  vi.useRealTimers();
});

const steps = () => model.state.ceremonies.map(({ step }) => step);
const only = () => model.state.ceremonies[0]!;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** Until what is asked may be approved. */
const read = () => pass(700);
const settled = () => vi.waitFor(() => { expect(only().step).toBe('ended'); });

describe('What is asked', () => {
  test('goes from the code to the end, and away', async () => {
    const scanning = model.scan('code');
    expect(steps()).toEqual(['asking']);
    await read();
    model.answer(only().id, { decision: 'approve' });
    expect(steps()).toEqual(['working']);
    await scanning;
    expect(only().outcome).toEqual({ ok: true, what: 'loggedIn' });
    model.dismiss(only().id);
    expect(steps()).toEqual([]);
  });

  test('is answered once', async () => {
    const pushed = prompt(true);
    const answer = events.ask(pushed, new AbortController().signal);
    await read();
    model.answer(only().id, { decision: 'approve' });
    model.answer(only().id, { decision: 'decline' });
    expect(await answer).toEqual({ decision: 'approve' });
    expect(only().answer).toEqual({ decision: 'approve' });
    events.ended(pushed, { ok: true, what: 'loggedIn' });
    model.answer(only().id, { decision: 'decline' });
    expect(only()).toMatchObject({ step: 'ended', answer: { decision: 'approve' } });
  });

  test('waits behind what the person is doing', async () => {
    void model.scan('code');
    const pushed = prompt(true);
    const answer = events.ask(pushed, new AbortController().signal);
    expect(model.state.ceremonies.map(({ source }) => source)).toEqual(['scan', 'channel']);
    model.dismiss(only().id);
    model.answer(only().id, { decision: 'decline' });
    expect(await answer).toEqual({ decision: 'decline' });
    events.ended(pushed, { ok: true, what: 'declined' });
    expect(only().outcome).toEqual({ ok: true, what: 'declined' });
  });

  test('comes before a code that waits for its answer', () => {
    flow = () => new Promise(() => undefined);
    const pushed = prompt(true);
    events.ask(pushed, new AbortController().signal).catch(() => undefined);
    void model.scan('code');
    expect(model.state.ceremonies.map(({ source, step }) => `${source} ${step}`)).toEqual(['scan connecting', 'channel asking']);
    expect(current(model.state)?.source).toBe('channel');
    model.answer(current(model.state)!.id, { decision: 'decline' });
    expect(current(model.state)?.step).toBe('working');
    events.ended(pushed, { ok: true, what: 'declined' });
    expect(current(model.state)?.outcome).toEqual({ ok: true, what: 'declined' });
    model.dismiss(current(model.state)!.id);
    expect(current(model.state)?.source).toBe('scan');
  });

  test('is not hidden behind a result that nobody has closed', async () => {
    const scanning = model.scan('code');
    model.answer(only().id, { decision: 'decline' });
    await scanning;
    events.ask(prompt(true), new AbortController().signal).catch(() => undefined);
    expect(current(model.state)?.step).toBe('ended');
    vi.advanceTimersByTime(1900);
    expect(current(model.state)?.step).toBe('ended');
    vi.advanceTimersByTime(100);
    expect(current(model.state)).toMatchObject({ source: 'channel', step: 'asking' });
    expect(model.state.ceremonies).toHaveLength(1);
  });

  test('comes at once when the result has been there for long', async () => {
    const scanning = model.scan('code');
    model.answer(only().id, { decision: 'decline' });
    await scanning;
    vi.advanceTimersByTime(60_000);
    expect(current(model.state)?.step).toBe('ended');
    events.ask(prompt(true), new AbortController().signal).catch(() => undefined);
    vi.advanceTimersByTime(0);
    expect(current(model.state)).toMatchObject({ source: 'channel', step: 'asking' });
  });

  test('takes the place of a result also when it was there before', async () => {
    const scanning = model.scan('code');
    events.ask(prompt(true), new AbortController().signal).catch(() => undefined);
    model.answer(only().id, { decision: 'decline' });
    await scanning;
    expect(current(model.state)?.step).toBe('ended');
    vi.advanceTimersByTime(2000);
    expect(current(model.state)).toMatchObject({ source: 'channel', step: 'asking' });
  });

  test('gives way to a newer code', () => {
    let stopped: AbortSignal | undefined;
    flow = (ask, signal) => {
      stopped = signal;
      return ask(prompt(), signal).then(() => ({ ok: true, what: 'loggedIn' }));
    };
    void model.scan('one');
    const first = only().id;
    const firstSignal = stopped!;
    void model.scan('two');
    expect(firstSignal.aborted).toBe(true);
    expect(steps()).toEqual(['asking']);
    expect(only().id).not.toBe(first);
  });

  test('is over when its time is, whatever is answered later', async () => {
    const scanning = model.scan('code');
    model.expire(only().id);
    await scanning;
    expect(only().outcome).toEqual({ ok: false, why: 'expired' });
    model.expire(only().id);
    expect(steps()).toEqual(['ended']);
  });

  test('ends when the phone turns it away', async () => {
    const controller = new AbortController();
    const pushed = prompt(true);
    const answer = events.ask(pushed, controller.signal);
    controller.abort();
    await expect(answer).rejects.toThrow('Turned away');
    events.ended(pushed, { ok: false, why: 'sessionChanged' });
    expect(only().outcome).toEqual({ ok: false, why: 'sessionChanged' });
  });

  test('does not hang when nobody says how it ended', async () => {
    const controller = new AbortController();
    events.ask(prompt(true), controller.signal).catch(() => undefined);
    controller.abort();
    expect(steps()).toEqual(['working']);
    await pass(2000);
    expect(only().outcome).toEqual({ ok: false, why: 'lost' });
  });

  test('that breaks ends as what is known of it', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    flow = () => Promise.reject(new Error('broken'));
    await model.scan('code');
    expect(only().outcome).toEqual({ ok: false, why: 'unavailable' });
    model.dismiss(only().id);

    flow = async (ask, signal) => {
      await ask(prompt(), signal);
      throw new Error('broken');
    };
    const scanning = model.scan('code');
    await read();
    model.answer(only().id, { decision: 'approve' });
    await scanning;
    expect(only().outcome).toEqual({ ok: false, why: 'lost' });
  });

  test('twice, over the channel and by a tap, is shown once', async () => {
    void events.ask(prompt(true), new AbortController().signal).catch(() => undefined);
    await model.openPush({});
    expect(steps()).toEqual(['asking']);
  });

  test('by a tap alone is shown', async () => {
    void model.openPush({});
    expect(steps()).toEqual(['asking']);
    await read();
    model.answer(only().id, { decision: 'approve' });
    await settled();
  });
});

// A tap that was meant for what was there before.
describe('Approving', () => {
  const approve = () => {
    model.answer(current(model.state)!.id, { decision: 'approve' });
  };
  const ask = (given: Question) => events.ask(given as Prompt, new AbortController().signal).catch(() => undefined);
  const login = prompt(true);

  test.each<Question>([
    login,
    { ...login, needsCode: true },
    { kind: 'enrol', server, label: 'anna', host: 'shop.test' },
    { kind: 'enrol', server, label: 'anna', host: 'shop.test', code: '042917' },
    { kind: 'transaction', server, account, amount: '1', isPush: true, expires: Date.now() + 60_000 },
    { kind: 'moveAway', account, code: '042917', expires: Date.now() + 60_000 },
  ])('does nothing until the question has been seen for a while: $kind', async (given) => {
    const answer = ask(given);
    expect(model.state.isRipe).toBe(false);
    approve();
    expect(only()).toMatchObject({ step: 'asking' });
    expect(only().answer).toBeUndefined();
    await pass(699);
    expect(model.state.isRipe).toBe(false);
    await pass(1);
    expect(model.state.isRipe).toBe(true);
    approve();
    expect(await answer).toEqual({ decision: 'approve' });
    expect(model.state.isRipe).toBe(false);
  });

  test.each(['decline', 'report'] as const)('alone has to wait: %s', async (decision) => {
    const answer = ask(login);
    model.answer(only().id, { decision });
    expect(await answer).toEqual({ decision });
  });

  test('waits for the end of fast taps', async () => {
    void ask(login);
    for (let taps = 0; taps < 20; taps++) {
      await pass(150);
      approve();
    }
    expect(steps()).toEqual(['asking']);
    await pass(700);
    approve();
    expect(steps()).toEqual(['working']);
  });

  test('counts only while the app is seen, and anew when the person comes back', async () => {
    model.look(false);
    void ask(login);
    await pass(10_000);
    approve();
    expect(steps()).toEqual(['asking']);
    model.look(true);
    await pass(600);
    model.look(true);
    await pass(600);
    expect(model.state.isRipe).toBe(false);
    await pass(100);
    expect(model.state.isRipe).toBe(true);
    // A window that lay over this one closes under a double click.
    model.look(true);
    approve();
    expect(steps()).toEqual(['asking']);
    model.look(false);
    await pass(10_000);
    expect(model.state.isRipe).toBe(false);
  });

  test('counts for each question by itself', async () => {
    void ask(login);
    void ask(prompt(true));
    await read();
    const [first, second] = model.state.ceremonies.map(({ id }) => id) as [number, number];
    // The one that nobody sees.
    model.answer(second, { decision: 'approve' });
    expect(steps()).toEqual(['asking', 'asking']);
    await read();
    model.dismiss(first);
    approve();
    expect(steps()).toEqual(['asking']);
    await read();
    approve();
    expect(steps()).toEqual(['working']);
  });

  test('counts again when another screen has covered the question', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    void ask(login);
    await read();
    vi.spyOn(model.phone, 'accounts').mockRejectedValueOnce(new Error('off'));
    await model.refresh();
    expect(model.state.isRipe).toBe(false);
    await read();
    expect(model.state.isRipe).toBe(false);
    await model.refresh();
    approve();
    expect(steps()).toEqual(['asking']);
    await read();
    expect(model.state.isRipe).toBe(true);
  });

  test('is not possible before anybody has said that the app is seen', async () => {
    model = new Model(model.phone);
    void model.scan('code');
    await read();
    approve();
    expect(steps()).toEqual(['asking']);
  });
});

test('An account that is gone is not looked at any more', async () => {
  model.show({ name: 'account', key: 'gone' });
  await model.refresh();
  expect(model.state.view).toEqual({ name: 'accounts' });
  model.show({ name: 'account', key: 's.1' });
  await model.refresh();
  expect(model.state.view).toEqual({ name: 'account', key: 's.1' });
});

test('A storage that fails is said, and tried again', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const accounts = vi.spyOn(model.phone, 'accounts').mockRejectedValueOnce(new Error('off'));
  await model.refresh();
  expect(model.state.isBroken).toBe(true);
  await model.refresh();
  expect(model.state.isBroken).toBe(false);
  expect(model.state.accounts).toEqual([account]);
  expect(accounts).toHaveBeenCalledTimes(2);
});

test('the history is read when it is looked at, and not with every login', async () => {
  await model.refresh();
  expect(reads).toEqual(['accounts']);
  expect(model.state.history).toBeUndefined();
  model.show({ name: 'history' });
  await vi.waitFor(() => { expect(model.state.history).toEqual([]); });
  model.show({ name: 'home' });
  await model.refresh();
  reads = [];
  await model.refresh();
  expect(reads).toEqual(['accounts']);
});

test('what changes while it is read is read once more, however often', async () => {
  const first = model.refresh();
  const others = [model.refresh(), model.refresh(), model.refresh()];
  expect(reads).toEqual(['accounts']);
  await first;
  await Promise.all(others);
  expect(reads).toEqual(['accounts', 'accounts']);
  await model.refresh();
  expect(reads).toHaveLength(3);
});

test('what is behind a result is read when that is closed, or has been there for a moment', async () => {
  for (const isClosed of [true, false]) {
    const scanning = model.scan('code');
    model.answer(only().id, { decision: 'decline' });
    await scanning;
    reads = [];
    events.changed();
    await pass(200);
    expect(reads).toEqual([]);
    if (isClosed) model.dismiss(only().id);
    else await pass(100);
    expect(reads).toEqual(['accounts']);
    await pass(1000);
    expect(reads).toEqual(['accounts']);
    if (!isClosed) model.dismiss(only().id);
  }
  reads = [];
  events.changed();
  expect(reads).toEqual(['accounts']);
});
