import { createServer, type Server } from 'node:http';
import { chromium as launcher } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Desktop } from '../src/desktop.ts';
import { Phone } from '../src/phone.ts';
import { missing, shell, Shop } from '../src/programs.ts';
import { flags } from '../src/screen.ts';
import { printAtTheEnd, report } from './figures.ts';
import { began, painted, seen, tapped, watch } from './moments.ts';

const logins = Number(process.env.NEXTAUTH_LOGINS ?? 200);
// Servers compile while they are new.
const warmUp = 10;
const navigations = Math.min(40, logins);
// A person looks at a page before pressing something; what its loading has set in motion is over by then. Here a new browser's first page keeps both cores busy for over half a second.
const reading = 1_500;
const starts = Math.min(20, logins);
const greeting = '.hero:has(a[href="/devices"])';
const shopCode = '.qr-card img, .qr-card svg';
const block = '.nextauth-block svg';

describe.skipIf(missing)('What a person waits for', () => {
  let shop: Shop;
  let site: Server;
  printAtTheEnd();

  beforeAll(async () => {
    shop = await Shop.start();
    site = await openSite(shop);
  });
  afterAll(async () => {
    site.close();
    await shop.stop();
  });

  test('the code, from the navigation on', async () => {
    const browser = await launcher.launch({ executablePath: shell, args: flags });
    const { port } = site.address() as { port: number };
    for (const [what, front, code] of [
      ['QR code of the shop on the screen, since the navigation', `${shop.url}/`, shopCode],
      ['QR code of getHtmlLogin on the screen, since the navigation', `http://localhost:${port}/`, block],
    ] as const) {
      const times: number[] = [];
      for (let i = 0; i < warmUp + navigations; i++) {
        // As a person comes there for the first time: from the front page of the site. What only the login page has is not cached, in a context of its own each time.
        const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
        await watch(context, code);
        const page = await context.newPage();
        await page.goto(front);
        await page.waitForTimeout(reading);
        await page.getByRole('link', { name: 'Log in' }).first().click();
        const moment = await seen(page, code);
        if (i >= warmUp) {
          times.push(moment - (await began(page)));
        }
        await context.close();
      }
      report(what, times, { p99: 300 });
    }
    await browser.close();
  });

  // What nothing can be faster than here: a page of one word, in the place of another one.
  test('a page of one word', async () => {
    const browser = await launcher.launch({ executablePath: shell, args: flags });
    const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
    await watch(context, 'b');
    const page = await context.newPage();
    const { port } = site.address() as { port: number };
    await page.goto(`http://localhost:${port}/`);
    const times: number[] = [];
    for (let i = 0; i < warmUp + navigations; i++) {
      await page.waitForTimeout(reading);
      await page.getByRole('link', { name: 'again' }).click();
      const moment = await seen(page, 'b');
      if (i >= warmUp) {
        times.push(moment - (await began(page)));
      }
    }
    report('a page of one word, since the navigation', times, {});
    await browser.close();
  });

  test('the authenticator, in a browser that has just started', async () => {
    const times: number[] = [];
    for (let i = 0; i < starts; i++) {
      const browser = await launcher.launch({ executablePath: shell, args: flags });
      const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
      const page = await context.newPage();
      await page.goto(shop.appUrl);
      times.push((await painted(page, '[data-testid=home]')) - (await began(page)));
      await browser.close();
    }
    report('first screen of the authenticator, cold', times, { p99: 500 });
  });

  test('from the tap on approve to the page that greets', async () => {
    const desktop = await Desktop.start(shop, {}, shell, false);
    const phone = await Phone.start(shop);
    await desktop.signUp('ada');
    await phone.paste(await desktop.link());
    await phone.press('approve');
    await desktop.heading('Hello, ada.');
    await phone.done();
    await watch(phone.context);
    await phone.open();

    const times: number[] = [];
    for (let i = 0; i < logins; i++) {
      await desktop.logOut();
      await desktop.openLogin();
      await phone.listens();
      await desktop.push();
      await phone.at('login').waitFor();
      await phone.page.waitForTimeout(reading);
      await phone.press('approve');
      const greeted = await painted(desktop.page, greeting);
      times.push(greeted - (await tapped(phone.page)));
      await phone.done();
    }
    expect(times.every((time) => time > 0)).toBe(true);
    report('login by push: from the tap on approve to the page that greets', times, { p50: 150, p99: 500 });
    await desktop.stop();
    await phone.stop();
  });
});

/** A site whose login page is made of getHtmlLogin and getHtmlFooter, and has a session of its own each time. */
async function openSite(shop: Shop): Promise<Server> {
  let visits = 0;
  const policy = `default-src 'none'; script-src ${shop.serverUrl}; style-src ${shop.serverUrl}; connect-src ${shop.serverUrl.replace('http', 'ws')}`;
  const content = async (path: string | undefined) => {
    if (path !== '/login') {
      return '<b>Word</b> <a href="/login">Log in</a> <a href="/word">again</a>';
    }
    const nonce = `visit-${visits++}`;
    const [login, footer] = await Promise.all(['login', 'footer'].map((part) => shop.call('GET', `/servers/${shop.serverId}/sessions/html/${part}`, nonce)));
    return `<main><h1>Log in</h1>${login!}</main>${footer!}`;
  };
  const server = createServer((request, response) => {
    void content(request.url).then((html) => {
      response
        .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' })
        .end(`<!doctype html><html lang="en"><title>A site</title>${html}</html>`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
