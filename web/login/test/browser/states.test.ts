import type { Page as Tab, WebSocketRoute } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { missing } from './programs.ts';
import { link, read, says, World } from './world.ts';

const waiting = 'Waiting for your phone.';

describe.skipIf(missing)('each state of a block', () => {
  let world: World;
  let server: string;

  beforeAll(async () => {
    world = await World.start({ 'Push:BrowserInterval': '00:01:00' });
    server = await world.server.create({ serverName: 'Example shop', appname: 'Example app', serverFlags: ['typedCode'] });
  });
  afterEach(() => world.clean());
  afterAll(() => world.dispose());

  const way = (tab: Tab) => tab.locator('.nextauth-way');

  /** Nothing is left to say for the rules of WCAG 2.2 AA, light and dark. */
  const isFine = async (tab: Tab, name: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.emulateMedia({ colorScheme });
      expect(await world.complaints(tab), `${name}, ${colorScheme}`).toEqual([]);
      await world.picture(tab, `${name}-${colorScheme}`);
    }
  };

  const open = (nonce: string, options: Parameters<World['open']>[1] = {}, what = 'login') => world.openLogin(server, nonce, { bypassCSP: true, ...options }, what);

  /** The page's socket: as it is, closed by the server with a code, or never opened. */
  const socket = (how: { is: 'open' | number | 'opening' }, opened: WebSocketRoute[] = []) => (tab: Tab) => tab.routeWebSocket(/\/ns\/websocket$/, (route) => {
    if (how.is === 'opening') {
      return new Promise<void>(() => undefined);
    }
    if (how.is === 'open') {
      route.connectToServer();
      opened.push(route);
      return undefined;
    }
    return route.close({ code: how.is });
  });

  test('scanned, and a phone without an account', async () => {
    const phone = await world.phone(server, world.name('other'));
    const tab = await open(world.name('session'));
    await says(tab, waiting);
    const scanning = phone.begin((await link(tab))!);
    await says(tab, 'Scanned. Now confirm on your phone.');
    await isFine(tab, 'state-scanned');
    await scanning.kill();

    const other = await open(world.name('session'));
    await says(other, waiting);
    await world.stranger().scan((await link(other))!);
    await says(other, 'That phone has no account here. Register it first.');
    await isFine(other, 'state-no-account');
    await way(other).click();
    await says(other, waiting);
  });

  test('asked with digits, nobody confirmed, asked too soon', async () => {
    const nonce = world.name('session');
    const phone = await world.phone(server, nonce);
    await phone.listen();
    const tab = await open(nonce, { clock: true });
    await says(tab, waiting);
    await tab.locator('.nextauth-push').click();
    await says(tab, 'Your phone has it. Confirm there.');
    await tab.locator('.nextauth-digits output').waitFor();
    await isFine(tab, 'state-digits');
    await tab.clock.fastForward(131_000);
    await says(tab, 'Nobody confirmed in time.');
    await isFine(tab, 'state-late');
    await way(tab).click();
    await says(tab, 'Asking your phone…');
    await isFine(tab, 'state-asking');
    await tab.clock.fastForward(9_000);
    await says(tab, 'Your phone does not answer. Open the app there, or scan the code.');
    await isFine(tab, 'state-silent');
    await way(tab).click();
    await says(tab, 'Your phone was asked already. Answer there, or scan the code.');
    await isFine(tab, 'state-too-soon');
  });

  test('enrolling, and the code is over', async () => {
    const tab = await open(world.name('session'), { clock: true }, 'enrol?name=phone');
    await says(tab, waiting);
    await isFine(tab, 'state-enrol');
    await tab.clock.fastForward(601_000);
    await says(tab, 'This code is used up or too old.');
    await isFine(tab, 'state-expired');
  });

  test('kept', async () => {
    const tab = await open(world.name('session'));
    await says(tab, waiting);
    await tab.locator('.nextauth-keep').click();
    await says(tab, 'This code now stays for two minutes.');
    await isFine(tab, 'state-kept');
  });

  test('lost', async () => {
    const [how, sockets] = [{ is: 'open' as 'open' | 'opening' }, [] as WebSocketRoute[]];
    const tab = await open(world.name('session'), { prepare: socket(how, sockets) });
    await says(tab, waiting);
    await expect.poll(() => sockets.length).toBe(1);
    how.is = 'opening';
    await sockets[0]!.close({ code: 1012 });
    await says(tab, 'Connection lost. Trying again…');
    await isFine(tab, 'state-lost');
  });

  test('unseen: the page goes on when the person says so', async () => {
    const nonce = world.name('session');
    const phone = await world.phone(server, world.name('other'));
    const tab = await open(nonce, { clock: true, prepare: socket({ is: 1008 }) });
    await says(tab, 'This page can’t follow your phone. Confirm there, then continue.');
    await isFine(tab, 'state-unseen');
    expect(await phone.scan((await read(tab))!, 'y')).toContain('Logged in as');
    // The code fades when it is over, and the way on stays.
    await tab.clock.fastForward(151_000);
    await tab.locator('.nextauth-over').waitFor();
    await says(tab, 'This page can’t follow your phone. Confirm there, then continue.');
    expect(await way(tab).textContent()).toBe('Continue');
    await way(tab).click();
    await world.loaded(tab, 2);
    await tab.locator('.nextauth-leave').waitFor();
    await isFine(tab, 'state-in');
  });

  test('a code to log in by is over where no connection brings another', async () => {
    const tab = await open(world.name('session'), { clock: true, prepare: socket({ is: 'opening' }) });
    await says(tab, waiting);
    await tab.clock.fastForward(115_000);
    await says(tab, waiting);
    await tab.clock.fastForward(36_000);
    await says(tab, 'This code is used up or too old.');
    await isFine(tab, 'state-over');
    expect(await tab.locator('.nextauth-open').isVisible()).toBe(false);
    expect(await way(tab).textContent()).toBe('Get a new code');
    await way(tab).click();
    await world.loaded(tab, 2);
    await says(tab, waiting);
    expect(await read(tab)).toBe(await link(tab));
    expect(await link(tab)).toBeTruthy();
  });
});
