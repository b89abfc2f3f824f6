import { setTimeout as delay } from 'node:timers/promises';
import type { Page as Tab } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import words from '../../src/words.json' with { type: 'json' };
import { missing } from './programs.ts';
import { link, read, readSame, says, status, World } from './world.ts';

if (missing) {
  if (process.env.CI) {
    throw new Error(`The tests in a browser can't run: ${missing}.`);
  }
  console.warn(`The tests in a browser are left out: ${missing}. They need 'dotnet build', and Chromium at the path in CHROMIUM.`);
}

const waiting = 'Waiting for your phone.';

describe.skipIf(missing)('blocks in a page', () => {
  let world: World;
  let server: string;

  beforeAll(async () => {
    world = await World.start();
    server = await world.server.create({ serverName: 'Example shop', appname: 'Example app', appandroid: 'https://shop.example/android', appios: 'https://shop.example/ios' });
  });
  afterEach(() => world.clean());
  afterAll(() => world.dispose());

  const way = (tab: Tab) => tab.locator('.nextauth-way');

  const picture = (tab: Tab) => tab.locator('.nextauth-code');

  test('the code is read from the screen, leads where the link leads, and is fresh every few seconds', async () => {
    const tab = await world.openLogin(server, world.name('session'));
    await says(tab, waiting);

    const first = await readSame(tab);
    await expect.poll(() => link(tab), { timeout: 10_000 }).not.toBe(first);
    const second = await readSame(tab);
    await expect.poll(() => link(tab), { timeout: 10_000 }).not.toBe(second);
    await world.picture(tab, 'login');
  });

  test('a scan hides the code; declined, it comes back when the person says so; approved, the page loads anew', async () => {
    const nonce = world.name('session');
    const phone = await world.phone(server, world.name('other'));
    const tab = await world.openLogin(server, nonce);
    await says(tab, waiting);

    const first = phone.begin((await read(tab))!);
    await says(tab, 'Scanned. Now confirm on your phone.');
    expect(await picture(tab).isVisible()).toBe(false);
    await world.picture(tab, 'scanned');
    first.answer('n');
    await says(tab, 'Declined on the phone. Nothing has happened here.');
    expect(await picture(tab).isVisible()).toBe(false);
    await world.picture(tab, 'declined');

    await way(tab).click();
    await says(tab, waiting);
    expect(await tab.evaluate(() => document.activeElement?.className)).toBe('nextauth-keep');
    expect(await phone.scan((await read(tab))!, 'y')).toContain('Logged in as');
    await world.loaded(tab, 2);
    expect(await tab.locator('.nextauth-lead').textContent()).toBe('You are logged in as ada.');
    expect(await world.server.isLoggedIn(server, nonce)).toBe(true);
    await world.picture(tab, 'logged-in');
  });

  test('a phone that has no account here is told apart', async () => {
    const tab = await world.openLogin(server, world.name('session'));
    await says(tab, waiting);

    await world.stranger().scan((await link(tab))!);

    await says(tab, 'That phone has no account here. Register it first.');
    expect(await way(tab).textContent()).toBe('Try again');
  });

  test('the button asks the phone: declined and asked again, however late the server got what was sent before, approved, logged in', async () => {
    const nonce = world.name('session');
    const phone = await world.phone(server, nonce);
    const listening = await phone.listen();
    let late = 3_000;
    const tab = await world.openLogin(server, nonce, {
      prepare: (page) => page.routeWebSocket(/websocket/, (socket) => {
        const up = socket.connectToServer();
        let sent = Promise.resolve();
        socket.onMessage((message) => {
          sent = sent.then(async () => {
            if (String(message).startsWith('PROVOKE ')) {
              await delay(late);
              late = 0;
            }
            up.send(message);
          });
        });
      }),
    });
    await says(tab, waiting);
    expect(await picture(tab).isVisible()).toBe(false);
    await world.picture(tab, 'push');

    await tab.locator('.nextauth-push').click();
    await says(tab, 'Your phone has it. Confirm there.');
    await world.picture(tab, 'asked');
    listening.answer('n');
    await says(tab, 'Declined on the phone. Nothing has happened here.');

    await way(tab).click();
    await says(tab, 'Asking your phone…');
    await says(tab, 'Your phone has it. Confirm there.');
    listening.answer('y');
    await world.loaded(tab, 2);
    expect(await world.server.isLoggedIn(server, nonce)).toBe(true);
  });

  test('the button that is pressed before the page is connected asks the phone once it is', async () => {
    const nonce = world.name('session');
    const phone = await world.phone(server, nonce);
    const listening = await phone.listen();
    const tab = await world.openLogin(server, nonce, {
      prepare: (page) => page.routeWebSocket(/websocket/, async (socket) => {
        await delay(3_000);
        socket.connectToServer();
      }),
    });

    await tab.locator('.nextauth-push').click();
    await says(tab, 'Asking your phone…');
    await says(tab, 'Your phone has it. Confirm there.');
    listening.answer('y');
    await world.loaded(tab, 2);
    expect(await world.server.isLoggedIn(server, nonce)).toBe(true);
  });

  test('a phone that does not answer is waited for, but not for ever; the code is still there', async () => {
    const nonce = world.name('session');
    const phone = await world.phone(server, nonce);
    const tab = await world.openLogin(server, nonce, { clock: true });
    await says(tab, waiting);

    await tab.locator('.nextauth-push').click();
    await says(tab, 'Asking your phone…');
    await tab.clock.fastForward(9_000);
    await says(tab, 'Your phone does not answer. Open the app there, or scan the code.');
    await tab.locator('summary').click();
    await expect.poll(() => link(tab)).toBeTruthy();
    await world.picture(tab, 'no-answer');

    const scanning = phone.begin((await link(tab))!);
    await says(tab, 'Scanned. Now confirm on your phone.');
    await tab.clock.fastForward(131_000);
    await says(tab, 'Nobody confirmed in time.');
    expect(await way(tab).isVisible()).toBe(true);
    await scanning.kill();
  });

  test('six digits are shown where the phone asks for them', async () => {
    const typed = await world.server.create({ serverName: 'Typed', serverFlags: ['typedCode'] });
    const nonce = world.name('session');
    const phone = await world.phone(typed, nonce);
    const listening = await phone.listen();
    const tab = await world.openLogin(typed, nonce);
    await says(tab, waiting);
    await tab.locator('.nextauth-push').click();

    const digits = tab.locator('.nextauth-digits');
    await expect.poll(() => digits.textContent()).toMatch(/^Type this on your phone:\d{6}$/);
    await world.picture(tab, 'digits');
    await listening.says('Log in?');
    listening.answer('y');
    await listening.says('six digits');
    listening.answer((await digits.locator('output').textContent())!);
    await world.loaded(tab, 2);
    expect(await world.server.isLoggedIn(typed, nonce)).toBe(true);
  });

  test('an enrol block enrols, and says when its code is over', async () => {
    const nonce = world.name('session');
    const tab = await world.openLogin(server, nonce, { clock: true }, 'enrol?name=My+phone&userid=grace');
    await says(tab, waiting);
    expect(await read(tab)).toBe(await link(tab));
    await world.picture(tab, 'enrol');
    await tab.clock.fastForward(601_000);
    await says(tab, 'This code is used up or too old.');
    await world.picture(tab, 'expired');

    await way(tab).click();
    await world.loaded(tab, 2);
    await says(tab, waiting);
    const phone = world.stranger();
    const enrolling = phone.begin((await read(tab))!);
    await says(tab, 'Scanned. Now confirm on your phone.');
    expect(await way(tab).textContent()).toBe('Continue');
    enrolling.answer('y');
    await world.loaded(tab, 3);
    expect(await world.server.isLoggedIn(server, nonce)).toBe(true);
  });

  test('a code is kept for two minutes and longer for who asks for it, until he asks for fresh ones', async () => {
    const tab = await world.openLogin(server, world.name('session'), { clock: true });
    await says(tab, waiting);
    const keep = tab.locator('.nextauth-keep');
    const before = await link(tab);
    await keep.focus();
    await tab.keyboard.press('Space');
    await says(tab, 'This code now stays for two minutes.');
    await expect.poll(() => link(tab)).not.toBe(before);
    const kept = (await link(tab))!;
    expect(life(kept) - Date.now() / 1000).toBeGreaterThan(115);
    await world.picture(tab, 'kept');

    // Twice the time in which a fresh one would have come.
    await new Promise((resolve) => setTimeout(resolve, 11_000));
    expect(await link(tab)).toBe(kept);
    expect(await keep.getAttribute('aria-pressed')).toBe('true');

    // Before it ends there is another. The server's clock stands still here, so that one may be the same.
    const sent = world.frames(tab).length;
    await tab.clock.fastForward(150_000);
    await expect.poll(() => world.frames(tab).slice(sent).some((frame) => frame.startsWith('HOLD '))).toBe(true);
    expect(await tab.locator('.nextauth-over').count()).toBe(0);

    await keep.click();
    await expect.poll(() => link(tab)).not.toBe(kept);
    expect(life((await link(tab))!) - Date.now() / 1000).toBeLessThan(21);
  });

  test('two blocks of one session keep their code together', async () => {
    const nonce = world.name('session');
    const tab = await world.open({ body: async () => (await world.block(server, nonce)) + (await world.block(server, nonce)), footer: () => world.footer(server, nonce) });
    const keep = (at: number) => tab.locator('.nextauth-keep').nth(at);
    const asked = () => world.frames(tab).filter((frame) => /^(QR|HOLD) /.test(frame)).map((frame) => frame.split(' ')[0]);
    await says(tab, waiting);
    await keep(0).click();
    for (const at of [0, 1]) {
      await says(tab, 'This code now stays for two minutes.', at);
      expect(await keep(at).getAttribute('aria-pressed')).toBe('true');
    }
    await expect.poll(async () => life((await link(tab, 1))!) - Date.now() / 1000).toBeGreaterThan(100);
    const kept = await link(tab);

    // Both connect anew; neither asks for what the other does not want.
    const before = asked().length;
    await world.server.kill();
    await says(tab, /^(Connection lost. Trying again…|This page can’t follow)/);
    await world.server.run();
    await expect.poll(() => asked().length, { timeout: 20_000 }).toBeGreaterThan(before + 1);
    expect(asked().slice(before)).not.toContain('QR');
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(life((await link(tab))!)).toBeGreaterThanOrEqual(life(kept!));
    expect(await link(tab, 1)).toBe(await link(tab));

    await keep(1).click();
    await expect.poll(() => keep(0).getAttribute('aria-pressed')).toBe('false');
    await expect.poll(async () => life((await link(tab))!) - Date.now() / 1000).toBeLessThan(21);
  });

  test('a block to enrol by keeps its own code beside one to log in by, of the same session', async () => {
    const nonce = world.name('session');
    const tab = await world.open({ body: async () => (await world.block(server, nonce, 'enrol?name=phone')) + (await world.block(server, nonce)), footer: () => world.footer(server, nonce) });
    await says(tab, waiting, 1);
    const [enrol, login] = [await link(tab), await link(tab, 1)];
    await expect.poll(() => link(tab, 1), { timeout: 10_000 }).not.toBe(login);
    expect(await link(tab)).toBe(enrol);
    expect(await read(tab)).toBe(enrol);
  });

  test('a server that goes and comes back is followed again, without a login missed', async () => {
    const nonce = world.name('session');
    const phone = await world.phone(server, world.name('other'));
    const tab = await world.openLogin(server, nonce);
    await says(tab, waiting);

    await world.server.kill();
    await says(tab, /^(Connection lost. Trying again…|This page can’t follow)/);
    await world.picture(tab, 'lost');
    await world.server.run();
    await says(tab, waiting);
    expect(await phone.scan((await read(tab))!, 'y')).toContain('Logged in as');
    await world.loaded(tab, 2);
  });

  test('two blocks and a further session on one page use one socket, and each is followed', async () => {
    const other = await world.server.create({ serverName: 'Other', appname: 'Other app' });
    const [nonce, second, third] = [world.name('session'), world.name('second'), world.name('third')];
    const phone = await world.phone(server, world.name('phone'));
    await world.phone(other, second);
    const tab = await world.open({
      body: async () => (await world.block(server, nonce)) + (await world.block(other, second)),
      footer: () => world.footer(server, nonce, [{ serverid: other, sessionid: second }, { serverid: server, sessionid: third }]),
    }, { viewport: { width: 900, height: 700 } });
    await expect.poll(() => world.frames(tab)).toContainEqual(expect.stringMatching(/^REGISTER /));
    const sockets: string[] = [];
    tab.on('websocket', (socket) => sockets.push(socket.url()));
    await tab.reload();
    await says(tab, waiting);
    await says(tab, waiting, 1);
    expect(sockets).toHaveLength(1);
    await world.picture(tab, 'two');

    const link = await world.server.call('GET', `/servers/${server}/sessions/qr/login`, third);
    expect(await phone.scan(link, 'y')).toContain('Logged in as');
    await world.loaded(tab, 3);

    const scanning = phone.begin((await read(tab))!);
    await says(tab, 'Scanned. Now confirm on your phone.');
    expect(await status(tab, 1).textContent()).toBe(waiting);
    scanning.answer('n');
    await says(tab, 'Declined on the phone. Nothing has happened here.');
  });

  test('a logout elsewhere loads the page anew, and the button of the block logs out', async () => {
    const nonce = world.name('session');
    const phone = await world.phone(server, nonce);
    const tab = await world.openLogin(server, nonce);
    await says(tab, waiting);
    await tab.locator('summary').click();
    expect(await phone.scan((await link(tab))!, 'y')).toContain('Logged in as');
    await world.loaded(tab, 2);
    await world.logOut(server, nonce);
    await world.loaded(tab, 3);

    await says(tab, waiting);
    expect(await phone.scan((await world.server.call('GET', `/servers/${server}/sessions/qr/login`, nonce)), 'y')).toContain('Logged in as');
    await world.loaded(tab, 4);
    await tab.locator('.nextauth-leave').click();
    await world.loaded(tab, 5);
    expect(await world.server.isLoggedIn(server, nonce)).toBe(false);
  });

  test('a site that takes the event does with it what it wants', async () => {
    const nonce = world.name('session');
    const phone = await world.phone(server, world.name('other'));
    const tab = await world.open({
      body: () => world.block(server, nonce),
      footer: () => world.footer(server, nonce),
      script: "addEventListener('nextauth-login', (event) => { event.preventDefault(); document.querySelector('h1').textContent = `${event.detail.server} ${event.target.classList[0]}`; });",
    });
    await says(tab, waiting);

    await phone.scan((await link(tab))!, 'y');

    await expect.poll(() => tab.locator('h1').textContent()).toBe(`${server} nextauth-block`);
    await says(tab, 'You are logged in.');
    expect(world.loads(tab)).toBe(1);
  });

  test('a block that stays at a logout, as the site wants, is one to log in by again', async () => {
    const nonce = world.name('session');
    const phone = await world.phone(server, nonce);
    await phone.scan(await world.server.call('GET', `/servers/${server}/sessions/qr/login`, nonce), 'y');
    const tab = await world.open({
      body: () => world.block(server, nonce),
      footer: () => world.footer(server, nonce),
      script: "addEventListener('nextauth-logout', (event) => { event.preventDefault(); });",
    });
    await tab.locator('.nextauth-leave').waitFor();

    await world.logOut(server, nonce);

    await says(tab, 'You are logged out.');
    await tab.locator('.nextauth-push').waitFor();
    await expect.poll(() => link(tab)).toBeTruthy();
    await world.picture(tab, 'logged-out');
    await phone.scan((await link(tab))!, 'y');
    await world.loaded(tab, 2);
  });

  test('a page that is stale after it was loaded anew is not loaded for ever', async () => {
    const nonce = world.name('session');
    const phone = await world.phone(server, world.name('other'));
    const stale = [await world.block(server, nonce), await world.footer(server, nonce)] as const;
    const tab = await world.open({ body: () => Promise.resolve(stale[0]), footer: () => Promise.resolve(stale[1]) });
    await says(tab, waiting);

    await phone.scan((await link(tab))!, 'y');

    await world.loaded(tab, 2);
    await says(tab, 'You are logged in.');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(world.loads(tab)).toBe(2);
    expect(await way(tab).textContent()).toBe('Continue');
  });

  test('names that try to be something else stay names, however long', async () => {
    const hostile = '<img src=x onerror=alert(1)>\u202Edesrever\u2066{app}';
    const evil = await world.server.create({ serverName: 'Evil', appname: '<b>bold</b> & "quotes" \' `ticks` مرحبا' });
    const nonce = world.name('session');
    const phone = await world.phone(evil, world.name('other'), hostile);
    const tab = await world.openLogin(evil, nonce);
    await says(tab, waiting);
    expect(await tab.locator('.nextauth-lead bdi').textContent()).toBe('<b>bold</b> & "quotes" \' `ticks` مرحبا');
    await phone.scan((await link(tab))!, 'y');
    await world.loaded(tab, 2);
    await tab.locator('.nextauth-leave').waitFor();
    expect(await tab.locator('.nextauth-lead').textContent()).toBe(`You are logged in as ${hostile}.`);
    expect(await tab.locator('.nextauth-block img, .nextauth-block b').count()).toBe(0);
    await world.picture(tab, 'hostile');

    // The element takes from a page whatever that page says.
    const long = 'x'.repeat(10_000);
    const made = await world.open({
      body: () => Promise.resolve(`<nextauth-login socket="${world.server.url.replace('http', 'ws')}/ns/websocket" server="${evil}" hsid="AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" link="javascript:alert(1)" app="${long}"></nextauth-login>`),
      footer: () => world.footer(evil, nonce),
    });
    await says(made, waiting);
    expect((await made.locator('.nextauth-lead').textContent())!.length).toBeLessThan(300);
    expect(await made.locator('a[href^=javascript]').count()).toBe(0);
    expect(await made.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  test.each(words.languages.slice(1))('nothing is left in English, and the page is told: %s', async (language) => {
    const { languages, ...sentences } = words;
    const column = languages.indexOf(language);
    const told = Object.values(sentences).map((texts) => texts[column]!.replace('{app}', 'Example app'));
    const nonce = world.name('session');
    await world.phone(server, nonce);
    for (const [session, what] of [[world.name('session'), 'login'], [nonce, 'login'], [world.name('session'), 'enrol']] as const) {
      const tab = await world.openLogin(server, session, {}, `${what}?lang=${language}`);
      await says(tab, sentences.waiting[column]!);
      expect(await tab.locator('.nextauth-block').getAttribute('lang')).toBe(language);
      // Whatever stands in an element of its own, and what is read out of the code.
      const texts = await tab.locator('.nextauth-block').evaluate((block) => [
        ...[...block.querySelectorAll('p.nextauth-lead, button, summary, .nextauth-status, .nextauth-open a')].map((element) => element.textContent),
        ...[...block.querySelectorAll('[aria-label]')].map((element) => element.getAttribute('aria-label')!),
        block.querySelector('.nextauth-get')!.firstChild!.textContent!.trim(),
      ].filter((text) => text));
      expect(texts.length).toBeGreaterThan(4);
      expect(texts.filter((text) => !told.includes(text))).toEqual([]);
      await world.picture(tab, `${language}-${what}${session === nonce ? '-push' : ''}`);
    }
  });

  test('without script there is the code and its link, and no button that does nothing', async () => {
    const nonce = world.name('session');
    const plain = await world.openLogin(server, nonce, { javaScriptEnabled: false });
    expect(await read(plain)).toBe(await link(plain));
    await world.picture(plain, 'no-script');

    await world.phone(server, nonce);
    const push = await world.openLogin(server, nonce, { javaScriptEnabled: false });
    expect(await push.locator('.nextauth-push').isVisible()).toBe(false);
    await push.locator('summary').click();
    expect(await read(push)).toBe(await link(push));
  });

  test('the element <nextauth-login> is a block, made of what getSession answers', async () => {
    const nonce = world.name('session');
    const phone = await world.phone(server, world.name('other'));
    const { hsid, loginqrdata } = JSON.parse(await world.server.call('GET', `/servers/${server}/sessions/`, nonce)) as { hsid: string; loginqrdata: string };
    const socket = `${world.server.url.replace('http', 'ws')}/ns/websocket`;
    const tab = await world.open({
      body: () => Promise.resolve(`<nextauth-login socket="${socket}" server="${server}" hsid="${hsid}" link="${atob(loginqrdata)}" app="Example app" lang="de-CH"></nextauth-login>`),
      footer: async () => (await world.footer(server, world.name('another'))),
    });
    await says(tab, 'Warten auf Ihr Telefon.');
    await readSame(tab);

    // Another session: the old one is left.
    await tab.locator('nextauth-login').evaluate((element) => { element.setAttribute('lang', 'en'); });
    await says(tab, waiting);
    await phone.scan((await link(tab))!, 'y');
    await world.loaded(tab, 2);
  });

  describe('a page whose policy names', () => {
    const socket = () => world.server.url.replace('http', 'ws');
    const rest = () => `connect-src ${socket()}; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
    const hashOf = (footer: string) => /<script[^>]* integrity="([^"]+)"/.exec(footer)![1]!;

    const openWith = async (policy: (hash: string) => string, change = (footer: string) => footer) => {
      const nonce = world.name('session');
      const footer = await world.footer(server, nonce);
      return world.open({ body: () => world.block(server, nonce), footer: () => Promise.resolve(change(footer)), policy: `default-src 'none'; img-src 'self'; ${policy(hashOf(footer))}; ${rest()}` });
    };

    const works = async (tab: Tab) => {
      await says(tab, waiting);
      const first = await link(tab);
      await expect.poll(() => link(tab), { timeout: 10_000 }).not.toBe(first);
      expect(await tab.locator('.nextauth-block').evaluate((block) => getComputedStyle(block).display)).toBe('flex');
    };

    test('the hash of the script', async () => {
      await works(await openWith((hash) => `script-src '${hash}'; style-src 'self' ${world.server.url}`));
    });

    test("the hash of the script, and 'strict-dynamic'", async () => {
      await works(await openWith((hash) => `script-src '${hash}' 'strict-dynamic'; style-src 'self' ${world.server.url}`));
    });

    test.each(['', " 'strict-dynamic'"])('a nonce%s', async (dynamic) => {
      const change = (footer: string) => footer.replace('<script ', '<script nonce="r4nd0m" ').replace('<link ', '<link nonce="r4nd0m" ');
      await works(await openWith(() => `script-src 'nonce-r4nd0m'${dynamic}; style-src 'self' 'nonce-r4nd0m'`, change));
    });

    test("the server's address beside 'strict-dynamic', has a code and nothing that moves: addresses do not count there", async () => {
      const tab = await openWith(() => `script-src ${world.server.url} 'nonce-of-others' 'strict-dynamic'; style-src 'self' ${world.server.url}`);
      expect(await read(tab)).toBe(await link(tab));
      expect(await tab.locator('.nextauth-status').count()).toBe(0);
      expect(world.complaintsOfBrowser().join()).toContain('Content Security Policy');
    });

    test("no address for styles, has a block without a look: a style's hash does not count", async () => {
      const tab = await openWith((hash) => `script-src '${hash}'; style-src 'self' '${hash}'`);
      await says(tab, waiting);
      expect(await tab.locator('.nextauth-block').evaluate((block) => getComputedStyle(block).display)).toBe('block');
      expect(world.complaintsOfBrowser().join()).toContain('Content Security Policy');
    });
  });

  test('a site has its own colours and sizes by properties, and nothing moves for who wants no movement', async () => {
    const session = world.name('session');
    const tab = await world.openLogin(server, session, { reducedMotion: 'no-preference' });
    await says(tab, waiting);
    const look = (at: Tab) => at.evaluate(() => {
      const [status, keep] = [document.querySelector('.nextauth-status')!, document.querySelector('.nextauth-open a')!];
      const { animationName, animationIterationCount } = getComputedStyle(status, '::before');
      return { motion: animationName, times: animationIterationCount, colour: getComputedStyle(keep).color, width: document.querySelector('.nextauth-code')!.getBoundingClientRect().width };
    });
    // It rests while nothing goes on, and says three times that something does.
    expect(await look(tab)).toEqual({ motion: 'none', times: '1', colour: 'rgb(36, 82, 184)', width: 240 });
    await tab.locator('.nextauth-status').evaluate((status: HTMLElement) => { status.dataset.look = 'busy'; });
    expect(await look(tab)).toEqual({ motion: 'nextauth-breathe', times: '2', colour: 'rgb(36, 82, 184)', width: 240 });

    await tab.evaluate(() => {
      document.body.style.setProperty('--nextauth-accent', '#006400');
      document.body.style.setProperty('--nextauth-qr-size', '12rem');
    });
    await tab.emulateMedia({ reducedMotion: 'reduce' });
    await expect.poll(() => look(tab)).toEqual({ motion: 'none', times: '1', colour: 'rgb(0, 100, 0)', width: 192 });
  });

  test.each(['light', 'dark'] as const)('nothing is left to say for the rules of WCAG 2.2 AA, on a desk and on a phone: %s', async (colorScheme) => {
    const nonce = world.name('session');
    const phone = await world.phone(server, nonce);
    for (const [name, view] of [['desk', {}], ['phone', { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true }]] as const) {
      const login = await world.openLogin(server, world.name('session'), { colorScheme, bypassCSP: true, ...view });
      await says(login, waiting);
      expect(await world.complaints(login)).toEqual([]);
      await world.picture(login, `login-${name}-${colorScheme}`);
      const push = await world.openLogin(server, nonce, { colorScheme, bypassCSP: true, ...view });
      await says(push, waiting);
      await push.locator('summary').click();
      expect(await world.complaints(push)).toEqual([]);
      await world.picture(push, `push-${name}-${colorScheme}`);
      expect(await push.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    }
    const session = world.name('session');
    const tab = await world.openLogin(server, session, { colorScheme, bypassCSP: true });
    await says(tab, waiting);
    await phone.scan((await link(tab))!, 'n');
    await says(tab, 'Declined on the phone. Nothing has happened here.');
    expect(await world.complaints(tab)).toEqual([]);
    await way(tab).click();
    await phone.scan((await link(tab))!, 'y');
    await world.loaded(tab, 2);
    await tab.locator('.nextauth-leave').waitFor();
    expect(await world.complaints(tab)).toEqual([]);
  });
});

// The expiry in a login link's payload: Unix seconds.
const life = (text: string) => Buffer.from(text.slice(-86), 'base64url').readUInt32BE(52);
