import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Phone } from '../src/phone.ts';
import { missing, Shop } from '../src/programs.ts';
import { look } from '../src/screen.ts';

const markup = '"><img src=x onerror=alert(1)><script>alert(2)</script></bdi><h1>Log in?</h1>';
const reversed = 'Bank \u202Ekcatta\u202C';
const invisible = 'ba\u200Bnk';
const nonce = 'a-session-of-the-test';

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
});
