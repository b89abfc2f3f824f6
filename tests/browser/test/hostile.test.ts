import { crc32, deflateSync } from 'node:zlib';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Desktop } from '../src/desktop.ts';
import { Phone } from '../src/phone.ts';
import { missing, Shop } from '../src/programs.ts';
import { glance, look } from '../src/screen.ts';
import { Block, Site } from '../src/site.ts';

const markup = '"><img src=x onerror=alert(1)><script>alert(2)</script></bdi><h1>Log in?</h1>';
const reversed = 'Bank \u202Ekcatta\u202C';
const invisible = 'ba\u200Bnk';
const nonce = 'a-session-of-the-test';

const base64 = (content: string | Buffer) => Buffer.from(content).toString('base64');

const chunk = (type: string, data: Buffer) => {
  const [head, body] = [Buffer.alloc(4), Buffer.concat([Buffer.from(type), data])];
  head.writeUInt32BE(data.length);
  const end = Buffer.alloc(4);
  end.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, end]);
};

// Black, one bit a pixel: a few kilobytes that are gigabytes when they are drawn.
const png = (side: number) => {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(side);
  size.writeUInt32BE(side, 4);
  size[8] = 1;
  const rows = deflateSync(Buffer.alloc((1 + Math.ceil(side / 8)) * side), { level: 9 });
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', size), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
};

describe.skipIf(missing)('Texts of a server that means ill', () => {
  let shop: Shop;
  let phone: Phone;
  let server: string;

  beforeAll(async () => {
    shop = await Shop.start();
    phone = await Phone.start(shop);
    // As long as it may be, and without a place to break the line.
    const { serverid } = JSON.parse(await shop.call('POST', '/servers/', undefined, { serverName: (markup + 'W'.repeat(100)).slice(0, 100) })) as { serverid: string };
    server = serverid;
  });
  afterAll(async () => {
    phone.faults.expectNone();
    await phone.stop();
    await shop.stop();
  });

  const sessions = () => `/servers/${server}/sessions`;
  const enrolLink = (name: string) => shop.call('GET', `${sessions()}/qr/enrol?userid=eve&name=${encodeURIComponent(name)}`, nonce);
  const announce = (info: Record<string, string>, useragent = 'x') => shop.call('POST', `${sessions()}/qr/login`, nonce, { announceinfo: { info, ip: '127.0.0.1', useragent } });

  /** Nothing of it has become a part of the page, and the buttons are where a person finds them. */
  async function harmless(): Promise<void> {
    expect(await phone.page.locator('script:not([src]), img[src=x], main h1').count()).toBe(1);
    for (const button of ['decline', 'approve']) {
      const box = (await phone.at(button).boundingBox())!;
      expect(box.y + box.height, `${button} is below the screen`).toBeLessThanOrEqual(844);
      expect(box.x, `${button} is beside the screen`).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width, `${button} is beside the screen`).toBeLessThanOrEqual(390);
    }
  }

  test('what turns the direction of writing, and what is far too long, no server takes', async () => {
    await expect(shop.call('POST', '/servers/', undefined, { serverName: reversed })).rejects.toThrow(' 400 ');
    await expect(enrolLink(reversed)).rejects.toThrow(' 400 ');
    await expect(announce({ note: reversed })).rejects.toThrow(' 400 ');
    await expect(announce({ note: 'W'.repeat(10_000) })).rejects.toThrow(' 400 ');
    await expect(enrolLink('W'.repeat(4_000))).rejects.toThrow(' 400 ');
  });

  test('an account', async () => {
    await phone.paste(await enrolLink((markup + invisible).slice(0, 100)));
    await phone.at('enrol').waitFor();
    expect(await phone.at('enrol').innerText()).toContain('<script>alert(2)</script>');
    await harmless();
    await look(phone.page, '60-phone-hostile-enrol');
    await phone.press('approve');
    await phone.at('ended-enrolled').waitFor();
    await phone.done();
    await phone.press('nav-accounts');
    await look(phone.page, '61-phone-hostile-accounts');
    await phone.press('account');
    await look(phone.page, '62-phone-hostile-account');
    await phone.open();
  });

  test('a login', async () => {
    await shop.call('POST', `${sessions()}/logout`, nonce);
    const info = { [markup.slice(0, 100)]: markup, 'Log in?': invisible, long: 'W'.repeat(1000), lines: 'yes '.repeat(250) };
    await phone.paste(await announce(info, markup + '\u202E' + 'W'.repeat(10_000)));
    await phone.at('login').waitFor();
    const login = await phone.at('login').innerText();
    expect(login).toContain('<script>alert(2)</script>');
    expect(login).not.toContain('\u200B');
    await harmless();
    await look(phone.page, '63-phone-hostile-log-in');
    for (const more of await phone.at('login').locator('summary').all()) {
      await more.click();
    }
    await look(phone.page, '64-phone-hostile-log-in-open');
    await harmless();
    await phone.press('approve');
    await phone.at('ended-loggedIn').waitFor();
    await phone.done();
    await phone.press('nav-history');
    await look(phone.page, '65-phone-hostile-history');
    await phone.open();
  });

  test('what is signed is shown to its last character', async () => {
    await phone.listens();
    const description = `${markup} ${'W'.repeat(1800)} END`;
    const { tid } = JSON.parse(await shop.call('POST', `${sessions()}/transactions`, nonce, { amount: '1.00 EUR', benificiary: markup, description })) as { tid: string };
    await phone.at('transaction').waitFor();
    const values = await phone.at('signed').locator('dd').allInnerTexts();
    expect(values).toEqual(['1.00 EUR', markup, description]);
    await look(phone.page, '66-phone-hostile-transaction');
    await phone.press('decline');
    await phone.at('ended-declined').waitFor();
    await phone.done();
    const { tstatus } = JSON.parse(await shop.call('GET', `/servers/${server}/transactions/${encodeURIComponent(tid)}`)) as { tstatus: string };
    expect(tstatus).toBe('2');
  });

  test('a logo is a picture of a few pixels, or it is not shown', async () => {
    const setLogo = (logo: string) => shop.call('PUT', `/servers/${server}/`, undefined, { logo });
    const announceLogo = (logo: string) => shop.call('POST', `${sessions()}/qr/login`, nonce, { announceinfo: { info: {}, logo } });
    for (const wrong of [base64('<!DOCTYPE html><script>alert(1)</script>'), base64('GIF89a'), 'data:image/png;base64,AAAA', base64(Buffer.alloc(150_000, png(16)))]) {
      await expect(setLogo(wrong)).rejects.toThrow(' 400 ');
      await expect(announceLogo(wrong)).rejects.toThrow(' 400 ');
    }

    await shop.call('POST', `${sessions()}/logout`, nonce);
    const requests: string[] = [];
    phone.page.on('request', (request) => requests.push(request.url()));
    const svg = (inner: string, attributes = '') =>
      base64(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" ${attributes}>${inner}<rect width="9" height="9" fill="#a00"/></svg>`);
    const elsewhere = `<image xlink:href="${shop.serverUrl}/of-the-logo.png" width="9" height="9"/><style>@import url(${shop.serverUrl}/of-the-logo.css);</style>`;
    for (const [name, logo, isShown] of [
      ['script', svg(`<script>alert(3)</script><foreignObject width="9" height="9"><h1 xmlns="http://www.w3.org/1999/xhtml">Log in?</h1></foreignObject>${elsewhere}`, 'onload="alert(4)"'), false],
      // It draws a picture of 400 MB, though nothing is loaded for it.
      ['nested', svg(`<image href="data:image/png;base64,${base64(png(10_000))}" width="9" height="9"/>`), false],
      ['large', svg('', 'width="100000" height="100000"'), true],
      ['small', base64(png(16)), true],
      ['damaged', base64(png(16).subarray(0, 40)), false],
      ['bomb', base64(png(10_000)), false],
    ] as const) {
      await setLogo(logo);
      await phone.paste(await announceLogo(logo));
      await phone.at('login').waitFor();
      const pictures = phone.at('login').locator('img.logo');
      // The server's, and what it says of the login. A letter stands for what cannot be drawn.
      await expect.poll(() => pictures.count(), { message: name }).toBe(isShown ? 2 : 0);
      for (const picture of await pictures.all()) {
        expect(await picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0), name).toBe(true);
        const { width, height } = (await picture.boundingBox())!;
        expect(Math.max(width, height), `${name} is too large`).toBeLessThanOrEqual(52);
      }
      await harmless();
      await glance(phone.page, `67-phone-hostile-logo-${name}`);
      await phone.press('decline');
      await phone.at('ended-declined').waitFor();
      await phone.done();
    }
    expect(requests.filter((url) => url.includes('of-the-logo'))).toEqual([]);
  });

  test('at the desk: names in the blocks of a site and in the shop stay names', async () => {
    const site = await Site.start(shop, server);
    const desktop = await Desktop.start(shop);
    const block = new Block(desktop.page);
    await expect(shop.call('PUT', `/servers/${server}/`, undefined, { appname: reversed })).rejects.toThrow(' 400 ');
    await shop.call('PUT', `/servers/${server}/`, undefined, { appname: `${markup} אבג` });
    // Who is logged in is what the application says: nobody has checked it. It is written from right to left, and is not closed.
    const user = `${markup} \u202Edesrever ${'W'.repeat(100)}`;
    const enrol = await site.call('GET', `qr/enrol?name=phone&userid=${encodeURIComponent(user)}`);

    await desktop.page.goto(site.url);
    await block.says('Waiting for your phone.');
    await look(desktop.page, '68-block-hostile-app');
    await phone.paste(enrol);
    await phone.press('approve');
    await desktop.heading('Welcome');
    await phone.done();
    await desktop.page.goto(`${site.url}/block`);
    const lead = desktop.page.locator('.nextauth-lead');
    expect(await lead.textContent()).toBe(`You are logged in as ${user}.`);
    expect(await desktop.page.locator('script:not([src]), img, main h1').count()).toBe(1);
    expect(await follows(lead)).toBe(true);
    await look(desktop.page, '69-block-hostile-user');

    await desktop.signUp('eve');
    await phone.paste(await desktop.link());
    await phone.press('approve');
    await desktop.heading('Hello, eve.');
    await phone.done();
    await phone.paste(await shop.call('GET', `/servers/${shop.serverId}/sessions/qr/enrol?userid=eve&name=${encodeURIComponent(markup + 'אבג')}`, nonce));
    await phone.press('approve');
    await phone.at('ended-enrolled').waitFor();
    await desktop.page.goto(`${shop.url}/devices`);
    await desktop.page.getByText(`${markup}אבג`, { exact: true }).first().waitFor();
    expect(await desktop.page.locator('script:not([src]), img[src=x], main h1').count()).toBe(1);
    await look(desktop.page, '69-shop-hostile-device');
    desktop.faults.expectNone();
    await desktop.stop();
    site.stop();
  });
});

/** Whether the full stop behind a name stands behind it on the screen, too: a name that turns the direction would draw it to another place. */
const follows = (lead: Locator) =>
  lead.evaluate((element) => {
    const range = document.createRange();
    const last = element.lastChild!;
    range.setStart(last, 0);
    range.setEnd(last, 1);
    const stop = range.getBoundingClientRect();
    const name = [...element.querySelector('bdi')!.getClientRects()].at(-1)!;
    return stop.top > name.top + 1 || stop.left >= name.right - 1;
  });
