import { beforeEach, describe, expect, test, vi } from 'vitest';
import { keep, take } from '../../src/app/kept.ts';
import { renewSubscription, tapped } from '../../src/worker/pushes.ts';

if (!('indexedDB' in globalThis)) Object.assign(globalThis, { indexedDB: (await import('fake-indexeddb')).indexedDB });

const scope = 'https://login.test/app/';
const data = { server: 'x' };

function windowAt(url: string) {
  return { url, postMessage: vi.fn(), focus: vi.fn(() => Promise.resolve()) };
}

/** A worker whose server has these windows open. */
function worker(...windows: readonly ReturnType<typeof windowAt>[]) {
  const openWindow = vi.fn(() => Promise.resolve(null));
  const global = { registration: { scope }, clients: { matchAll: () => Promise.resolve(windows), openWindow } };
  return { openWindow, global: global as unknown as ServiceWorkerGlobalScope };
}

beforeEach(async () => {
  await take('push');
});

describe('A tapped notification', () => {
  test.each(['https://login.test/', 'https://login.test/docs', 'https://login.test/application'])('opens the app, and is not given to another page: %s', async (url) => {
    const other = windowAt(url);
    const { global, openWindow } = worker(other);
    await tapped(global, data);
    expect(other.postMessage).not.toHaveBeenCalled();
    expect(other.focus).not.toHaveBeenCalled();
    expect(openWindow).toHaveBeenCalledWith(scope);
    expect(await take('push')).toEqual(data);
  });

  test('brings the app to the front where it is open', async () => {
    const [other, app] = [windowAt('https://login.test/'), windowAt(`${scope}#x`)];
    const { global, openWindow } = worker(other, app);
    await tapped(global, data);
    expect(app.postMessage).toHaveBeenCalledWith({ kind: 'tapped' });
    expect(app.focus).toHaveBeenCalled();
    expect(other.postMessage).not.toHaveBeenCalled();
    expect(openWindow).not.toHaveBeenCalled();
    expect(await take('push')).toEqual(data);
  });
});

describe('A subscription that the push service has taken back', () => {
  const key = Uint8Array.of(4, 1, 2).buffer;

  /** A worker with this subscription. */
  function subscribed(applicationServerKey: ArrayBuffer | undefined) {
    const subscribe = vi.fn();
    const old = applicationServerKey === undefined ? null : { options: { applicationServerKey } };
    const registration = { scope, pushManager: { getSubscription: () => Promise.resolve(old), subscribe } };
    return { subscribe, global: { registration } as unknown as ServiceWorkerGlobalScope };
  }

  test('is made anew with the key it had', async () => {
    const { global, subscribe } = subscribed(key);
    await renewSubscription(global);
    expect(subscribe).toHaveBeenCalledExactlyOnceWith({ userVisibleOnly: true, applicationServerKey: key });
  });

  test('is made anew with the key that was kept, when the browser has none any more', async () => {
    await keep('pushKey', key);
    const { global, subscribe } = subscribed(undefined);
    await renewSubscription(global);
    expect(subscribe).toHaveBeenCalledExactlyOnceWith({ userVisibleOnly: true, applicationServerKey: key });
  });

  test('is not made without a key', async () => {
    await take('pushKey');
    const { global, subscribe } = subscribed(undefined);
    await renewSubscription(global);
    expect(subscribe).not.toHaveBeenCalled();
  });
});
