import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Connection, type Listener } from '../../src/connection.ts';

class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: string[] = [];
  onopen: () => void = () => undefined;
  onmessage: (event: { data: string }) => void = () => undefined;
  onclose: (event: { code: number }) => void = () => undefined;

  readonly address: string;

  constructor(address: string) {
    this.address = address;
    FakeSocket.all.push(this);
  }

  static get last(): FakeSocket {
    return FakeSocket.all.at(-1)!;
  }

  open(): void {
    this.readyState = 1;
    this.onopen();
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(code = 1005): void {
    this.readyState = 3;
    this.onclose({ code });
  }
}

const page = { visibilityState: 'visible', listeners: new Map<string, (event: object) => void>(), addEventListener: (name: string, listener: (event: object) => void) => page.listeners.set(name, listener) };
let address: string;
let heard: string[];
let listener: Listener;
let count = 0;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', page.addEventListener);
  FakeSocket.all = [];
  address = `wss://${String(count++)}.example/`;
  heard = [];
  listener = {
    hsid: 'H',
    server: 'S',
    hear: (type, extra) => heard.push(`${type} ${extra}`.trim()),
    connected: () => heard.push('connected'),
    lost: (hopeless) => heard.push(hopeless ? 'hopeless' : 'lost'),
  };
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('all sessions of an address share a socket, and each hears its own', () => {
  const other = { ...listener, hsid: 'O', hear: (type: string) => heard.push(`other ${type}`) };
  Connection.to(address).add(listener);
  Connection.to(address).add(other);
  expect(FakeSocket.all).toHaveLength(1);
  FakeSocket.last.open();
  expect(FakeSocket.last.sent).toEqual(['REGISTER H S', 'REGISTER O S']);
  for (const data of ['LOGOUT H S', 'LOGIN O S', 'LOGIN H T', 'LOGIN X S', 'nonsense', '', 'QR H S https://app/#x']) {
    FakeSocket.last.onmessage({ data });
  }
  expect(heard).toEqual(['connected', 'connected', 'LOGOUT', 'other LOGIN', 'QR https://app/#x']);
});

test('lost, it comes back after waits that grow, never longer than half a minute and never the same for all', () => {
  const waits: number[] = [];
  vi.spyOn(Math, 'random').mockReturnValue(0);
  Connection.to(address).add(listener);
  for (let i = 0; i < 9; i++) {
    FakeSocket.last.close(1006);
    const before = Date.now();
    vi.advanceTimersToNextTimer();
    while (FakeSocket.all.length < i + 2) {
      vi.advanceTimersToNextTimer();
    }
    waits.push(Date.now() - before);
  }
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  expect(heard.slice(0, 4)).toEqual(['lost', 'lost', 'lost', 'hopeless']);

  // Back, and the waits are short again.
  FakeSocket.last.open();
  FakeSocket.last.onmessage({ data: 'LOGOUT H S' });
  vi.spyOn(Math, 'random').mockReturnValue(0.999);
  FakeSocket.last.close(1012);
  expect(heard.at(-1)).toBe('lost');
  const sockets = FakeSocket.all.length;
  vi.advanceTimersByTime(251);
  expect(FakeSocket.all).toHaveLength(sockets + 1);
});

test('a fault of the page is not repeated', () => {
  Connection.to(address).add(listener);
  FakeSocket.last.open();
  FakeSocket.last.close(1008);
  vi.advanceTimersByTime(120_000);
  expect(FakeSocket.all).toHaveLength(1);
  expect(heard).toEqual(['connected', 'hopeless']);
});

test('it says that it is there, and gives up a connection that has gone silent', () => {
  Connection.to(address).add(listener);
  FakeSocket.last.open();
  FakeSocket.last.sent = [];
  vi.advanceTimersByTime(50_000);
  expect(FakeSocket.last.sent).toEqual(['PING', 'REGISTER H S']);
  FakeSocket.last.onmessage({ data: 'LOGOUT H S' });
  vi.advanceTimersByTime(65_000);
  expect(FakeSocket.all).toHaveLength(1);
  vi.advanceTimersByTime(15_000);
  expect(FakeSocket.all).toHaveLength(2);
});

test('a page that comes back asks at once', () => {
  Connection.to(address).add(listener);
  FakeSocket.last.open();
  FakeSocket.last.sent = [];
  page.listeners.get('visibilitychange')!({});
  expect(FakeSocket.last.sent).toEqual(['PING', 'REGISTER H S']);

  FakeSocket.last.close(1006);
  page.listeners.get('online')!({});
  expect(FakeSocket.all).toHaveLength(2);
});

test('the socket ends with the last session', () => {
  const connection = Connection.to(address);
  connection.add(listener);
  FakeSocket.last.open();
  connection.remove(listener);
  expect(FakeSocket.last.readyState).toBe(3);
  vi.advanceTimersByTime(120_000);
  expect(FakeSocket.all).toHaveLength(1);
});
