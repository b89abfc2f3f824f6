import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page as Tab } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { missing, repository } from './programs.ts';
import { link, read, says, World } from './world.ts';

const waiting = 'Waiting for your phone.';

interface Status { hsid: string; loginqrdata: string }

interface Spied { pending: Set<unknown>; nextAuth: { start: (at: Element) => void; stop: (at: Element) => void } }

describe.skipIf(missing)('blocks that a page makes and takes away', () => {
  let world: World;
  let server: string;

  beforeAll(async () => {
    world = await World.start();
    server = await world.server.create({ serverName: 'Example shop', appname: 'Example app' });
  });
  afterEach(() => world.clean());
  afterAll(() => world.dispose());

  const session = async (nonce: string) => JSON.parse(await world.server.call('GET', `/servers/${server}/sessions/`, nonce)) as Status;

  /** The element with these attributes, and no session in the footer: what is left when it is gone is nobody's. */
  const element = (attributes: Record<string, string>, options: Parameters<World['open']>[1] = {}) => world.open({
    body: () => {
      const all = { socket: `${world.server.url.replace('http', 'ws')}/ns/websocket`, server, app: 'Example app', ...attributes };
      return Promise.resolve(`<nextauth-login ${Object.entries(all).map(([name, value]) => `${name}="${value}"`).join(' ')}></nextauth-login>`);
    },
    footer: async () => (await world.footer(server, 'nobody')).replace(/<div hidden.*<\/div>\n/, ''),
  }, options);

  const login = async (nonce: string, more: Record<string, string> = {}, options: Parameters<World['open']>[1] = {}) => {
    const { hsid, loginqrdata } = await session(nonce);
    return element({ hsid, link: atob(loginqrdata), ...more }, options);
  };

  test('the element makes a block to enrol by', async () => {
    const nonce = world.name('session');
    const { hsid } = await session(nonce);
    const code = await world.server.call('GET', `/servers/${server}/sessions/qr/enrol?name=phone&userid=grace`, nonce);
    const tab = await element({ kind: 'enrol', hsid, link: code, life: '600' }, { clock: true });
    await says(tab, waiting);
    expect(await tab.locator('.nextauth-lead').textContent()).toBe('Scan this code with Example app to add your account.');
    expect(await tab.locator('.nextauth-keep').count()).toBe(0);
    expect(await read(tab)).toBe(code);
    const phone = world.stranger();
    expect(await phone.scan(code, 'y')).toContain('Enrolled as');
    await world.loaded(tab, 2);
    expect(await world.server.isLoggedIn(server, nonce)).toBe(true);
  });

  test('the element offers the push that its page says is possible, with the times that it names', async () => {
    const tab = await login(world.name('session'), { canprovoke: '', pushpause: '60' }, { clock: true });
    await says(tab, waiting);
    expect(await tab.locator('.nextauth-push').isVisible()).toBe(true);
    expect(await tab.locator('.nextauth-code').isVisible()).toBe(false);
    await tab.locator('.nextauth-push').click();
    await expect.poll(() => world.frames(tab).some((frame) => frame.startsWith('PROVOKE '))).toBe(true);
    await tab.clock.fastForward(9_000);
    await says(tab, /does not answer/);
    await tab.locator('.nextauth-push').click();
    await says(tab, /was asked already/);
  });

  test('taken out of the page, the element leaves neither a socket nor a timer; put back, it goes on', async () => {
    // The timers that are under way, whoever has set them.
    const spy = (tab: Tab) => tab.addInitScript(() => {
      const page = window as unknown as Spied;
      const [set, clear] = [window.setTimeout.bind(window), window.clearTimeout.bind(window)];
      page.pending = new Set();
      Object.assign(window, {
        setTimeout: (act: () => void, wait: number) => {
          const id = set(() => {
            page.pending.delete(id);
            act();
          }, wait);
          page.pending.add(id);
          return id;
        },
        clearTimeout: (id: number) => {
          page.pending.delete(id);
          clear(id);
        },
      });
    });
    let closed = 0;
    const tab = await login(world.name('session'), { canprovoke: '' }, {
      prepare: (page) => {
        page.on('websocket', (socket) => socket.on('close', () => closed++));
        return spy(page);
      },
    });
    const pending = () => tab.evaluate(() => (window as unknown as Spied).pending.size);
    await says(tab, waiting);
    await tab.locator('.nextauth-push').click();
    await says(tab, 'Asking your phone…');
    await expect.poll(() => world.frames(tab).some((frame) => frame.startsWith('PROVOKE '))).toBe(true);
    expect(await pending()).toBeGreaterThan(0);

    await tab.evaluate(() => {
      const gone = document.querySelector('nextauth-login')!;
      Object.assign(window, { gone });
      gone.remove();
    });
    await expect.poll(() => closed).toBe(1);
    expect(await pending()).toBe(0);
    expect(await tab.evaluate(() => (window as unknown as { gone: Element }).gone.childElementCount)).toBe(0);

    await tab.evaluate(() => { document.querySelector('main')!.append((window as unknown as { gone: Element }).gone); });
    await says(tab, waiting);
    await tab.locator('summary').click();
    const first = await link(tab);
    await expect.poll(() => link(tab), { timeout: 10_000 }).not.toBe(first);
  });

  test('with another session in its attributes the element follows that one, and the first no more', async () => {
    const [first, second] = [world.name('first'), world.name('second')];
    const phone = await world.phone(server, world.name('other'));
    const tab = await login(first);
    await says(tab, waiting);
    const before = (await link(tab))!;
    const { hsid, loginqrdata } = await session(second);
    await tab.locator('nextauth-login').evaluate((at, values) => {
      Object.entries(values).forEach(([name, value]) => { at.setAttribute(name, value); });
    }, { hsid, link: atob(loginqrdata) });
    await expect.poll(() => world.frames(tab)).toContainEqual(`REGISTER ${hsid} ${server}`);
    await says(tab, waiting);

    expect(await phone.scan(before, 'y')).toContain('Logged in as');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(world.loads(tab)).toBe(1);
    expect(await phone.scan((await link(tab))!, 'y')).toContain('Logged in as');
    // The site still names the first one, which is logged in by now.
    await expect.poll(() => world.loads(tab), { timeout: 10_000 }).toBeGreaterThan(1);
    await says(tab, 'You are logged in.');
  });

  test('nextAuth.start and nextAuth.stop begin and end what a part of the page holds', async () => {
    const nonces = [world.name('one'), world.name('two')];
    const blocks = await Promise.all(nonces.map((nonce) => world.block(server, nonce)));
    const tab = await world.open({ body: () => Promise.resolve('<section></section><section></section>'), footer: () => world.footer(server, world.name('footer')) }, { bypassCSP: true });
    const call = (what: 'start' | 'stop', at: number) => tab.evaluate(([name, i]) => {
      (window as unknown as Spied).nextAuth[name](document.querySelectorAll('section')[i]!);
    }, [what, at] as const);
    const moves = (at: number) => expect.poll(() => link(tab, at), { timeout: 10_000 });
    await tab.evaluate((parts) => {
      document.querySelectorAll('section').forEach((section, i) => { section.innerHTML = parts[i]!; });
    }, blocks);

    await call('start', 0);
    await says(tab, waiting);
    expect(await tab.locator('section').nth(1).locator('.nextauth-status').count()).toBe(0);
    await moves(0).not.toBe(await link(tab));
    await call('start', 1);
    await says(tab, waiting, 1);

    await call('stop', 0);
    const [stopped, goesOn] = [await link(tab), await link(tab, 1)];
    await moves(1).not.toBe(goesOn);
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(await link(tab)).toBe(stopped);
    await call('start', 0);
    await moves(0).not.toBe(stopped);
  });

  test('where there is a finger, the button that opens the app is the main one, and leads where the code leads', async () => {
    const at = async (options: Parameters<World['open']>[1]) => {
      const tab = await world.openLogin(server, world.name('session'), options);
      await says(tab, waiting);
      const look = await tab.evaluate(() => {
        const [open, code] = [document.querySelector('.nextauth-open a')!, document.querySelector('.nextauth-code')!];
        const { backgroundColor, fontWeight } = getComputedStyle(open);
        const [{ top, width, height }, block] = [open.getBoundingClientRect(), document.querySelector('.nextauth-block')!.getBoundingClientRect()];
        return { backgroundColor, fontWeight, isFirst: top < code.getBoundingClientRect().top, isWide: width > block.width * 0.8, isTall: height >= 44 };
      });
      return { tab, look };
    };
    const phone = await at({ viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true });
    expect(phone.look).toEqual({ backgroundColor: 'rgb(36, 82, 184)', fontWeight: '600', isFirst: true, isWide: true, isTall: true });
    expect(await phone.tab.locator('.nextauth-open a').textContent()).toBe('Open Example app on this device');
    await expect.poll(async () => [await link(phone.tab), await read(phone.tab)].every((seen, _, all) => seen !== undefined && seen === all[0])).toBe(true);
    expect(await link(phone.tab)).toMatch(/#[A-Za-z0-9_-]{86}$/);

    const desk = await at({});
    expect(desk.look).toEqual({ backgroundColor: 'rgba(0, 0, 0, 0)', fontWeight: '400', isFirst: false, isWide: false, isTall: false });
  });

  test('each property for another look is documented, and changes something', async () => {
    const css = readFileSync(join(repository, 'web/login/src/nextauth.css'), 'utf8');
    const names = [...new Set([...css.matchAll(/var\((--nextauth-[a-z-]+)/g)].map(([, name]) => name!))].sort();
    const documented = [...readFileSync(join(repository, 'docs/api/html.md'), 'utf8').matchAll(/`(--nextauth-[a-z-]+)`/g)].map(([, name]) => name!);
    expect([...new Set(documented)].sort()).toEqual(names);
    const other: Record<string, string> = { font: '700 20px/2 monospace', radius: '3px', padding: '3px', width: '300px', 'qr-size': '100px', shadow: 'none' };

    const nonce = world.name('session');
    await world.phone(server, nonce);
    const tab = await world.openLogin(server, nonce);
    await says(tab, waiting);
    await tab.locator('summary').click();
    // Has a ring.
    await tab.keyboard.press('Tab');
    const look = () => tab.evaluate(() => {
      const status = document.querySelector<HTMLElement>('.nextauth-status')!;
      const styles = (at: Element, part?: string) => {
        const { color, backgroundColor, borderColor, borderRadius, boxShadow, font, outlineColor, padding, width } = getComputedStyle(at, part);
        return [color, backgroundColor, borderColor, borderRadius, boxShadow, font, outlineColor, padding, width].join(' ');
      };
      const looks = ['', 'done', 'stopped'].map((name) => {
        status.dataset.look = name;
        return styles(status, '::before');
      });
      return [...looks, ...[document.querySelector('.nextauth-block')!, ...document.querySelectorAll('.nextauth-block *')].map((at) => styles(at))].join('\n');
    });
    // The server names no app's address here: this line is there for those that do.
    await tab.evaluate(() => {
      const get = document.createElement('p');
      get.className = 'nextauth-get';
      document.querySelector('.nextauth-block')!.append(get);
    });
    for (const name of names) {
      // What is under the pointer may move away from it.
      await (name === '--nextauth-accent-hover' ? tab.locator('.nextauth-push').hover() : tab.mouse.move(0, 0));
      const before = await look();
      const value = other[name.replace('--nextauth-', '')] ?? 'rgb(18, 52, 86)';
      await tab.evaluate(([property, text]) => { document.body.style.setProperty(property!, text!); }, [name, value]);
      expect(await look(), name).not.toBe(before);
      await tab.evaluate((property) => { document.body.style.removeProperty(property); }, name);
      await expect.poll(look, { message: name }).toBe(before);
    }
  });

  test('with forced colours what is pressed has an edge, how it goes has a dot, and the code stays black on white', async () => {
    const nonce = world.name('session');
    await world.phone(server, nonce);
    const tab = await world.openLogin(server, nonce, { forcedColors: 'active', bypassCSP: true });
    await says(tab, waiting);
    await tab.locator('summary').click();
    await tab.locator('.nextauth-code svg').waitFor();
    expect(await read(tab)).toBeTruthy();
    const look = await tab.evaluate(() => {
      const style = (at: string, part?: string) => getComputedStyle(document.querySelector(at)!, part);
      return {
        edges: ['.nextauth-push', '.nextauth-keep', '.nextauth-status'].map((at) => [style(at).borderTopStyle, style(at).borderTopWidth, style(at).borderTopColor !== style(at).backgroundColor]),
        dot: style('.nextauth-status', '::before').backgroundColor !== style('.nextauth-status').backgroundColor,
        code: style('.nextauth-code').backgroundColor,
      };
    });
    expect(look).toEqual({ edges: Array.from({ length: 3 }, () => ['solid', '1px', true]), dot: true, code: 'rgb(255, 255, 255)' });
    expect(await world.complaints(tab)).toEqual([]);
    await world.picture(tab, 'forced-colours');
  });
});
