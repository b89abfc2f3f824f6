import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { missing } from './programs.ts';
import { link, says, World } from './world.ts';

const waiting = 'Waiting for your phone.';

describe.skipIf(missing)('blocks of a server with times of its own', () => {
  let world: World;
  let server: string;

  beforeAll(async () => {
    world = await World.start({ 'Push:Lifetime': '00:05:00', 'Push:BrowserInterval': '00:01:00', 'Phone:HandshakeTimeout': '00:04:00' });
    server = await world.server.create({ serverName: 'Typed', serverFlags: ['typedCode'] });
  });
  afterEach(() => world.clean());
  afterAll(() => world.dispose());

  test('a push is waited for as long as it is good, with its digits, and another is not sent before its time', async () => {
    const nonce = world.name('session');
    const phone = await world.phone(server, nonce);
    await phone.listen();
    const tab = await world.openLogin(server, nonce, { clock: true });
    const digits = tab.locator('.nextauth-digits output');
    const pushes = () => world.frames(tab).filter((frame) => frame.startsWith('PROVOKE ')).length;
    await says(tab, waiting);
    await tab.locator('.nextauth-push').click();
    await says(tab, 'Your phone has it. Confirm there.');
    await expect.poll(() => digits.textContent()).toMatch(/^\d{6}$/);

    await tab.clock.fastForward(290_000);
    await says(tab, 'Your phone has it. Confirm there.');
    expect(await digits.count()).toBe(1);
    await tab.clock.fastForward(21_000);
    await says(tab, 'Nobody confirmed in time.');
    expect(await digits.count()).toBe(0);

    // The server, whose clock has not moved, takes none yet and says nothing.
    const way = tab.locator('.nextauth-way');
    await way.click();
    await says(tab, 'Asking your phone…');
    await expect.poll(pushes).toBe(2);
    await tab.clock.fastForward(9_000);
    await says(tab, 'Your phone does not answer. Open the app there, or scan the code.');
    await way.click();
    await says(tab, 'Your phone was asked already. Answer there, or scan the code.');
    await tab.clock.fastForward(53_000);
    await way.click();
    await says(tab, 'Asking your phone…');
    await expect.poll(pushes).toBe(3);
  });

  test('the digits of a push stay while a phone may still wake up for it', async () => {
    const nonce = world.name('session');
    await world.phone(server, nonce);
    const tab = await world.openLogin(server, nonce, { clock: true });
    const digits = tab.locator('.nextauth-digits output');
    await says(tab, waiting);
    await tab.locator('.nextauth-push').click();
    await expect.poll(() => digits.textContent()).toMatch(/^\d{6}$/);

    await tab.clock.fastForward(9_000);
    await says(tab, 'Your phone does not answer. Open the app there, or scan the code.');
    expect(await digits.count()).toBe(1);
    await tab.locator('.nextauth-way').click();
    await says(tab, 'Your phone was asked already. Answer there, or scan the code.');
    expect(await digits.count()).toBe(1);
    await tab.clock.fastForward(311_000);
    await says(tab, 'Nobody confirmed in time.');
    expect(await digits.count()).toBe(0);
  });

  test('who has scanned may think for as long as the phone lets him', async () => {
    const nonce = world.name('session');
    const phone = await world.phone(server, world.name('other'));
    const tab = await world.openLogin(server, nonce, { clock: true });
    await says(tab, waiting);
    const scanning = phone.begin((await link(tab))!);
    await says(tab, 'Scanned. Now confirm on your phone.');

    await tab.clock.fastForward(235_000);
    await says(tab, 'Scanned. Now confirm on your phone.');
    await tab.clock.fastForward(16_000);
    // The server's clock has not moved, so its codes are over, too.
    await says(tab, /^(Nobody confirmed in time|This code is used up or too old)\.$/);
    await scanning.kill();
  });
});
