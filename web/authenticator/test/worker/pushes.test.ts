import { beforeEach, describe, expect, test, vi } from 'vitest';
import { take } from '../../src/app/kept.ts';
import { tapped } from '../../src/worker/pushes.ts';

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
