import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Desktop } from '../src/desktop.ts';
import { Phone } from '../src/phone.ts';
import { missing, Shop } from '../src/programs.ts';
import { look } from '../src/screen.ts';

describe.skipIf(missing)('A desktop and a phone', () => {
  let shop: Shop;
  let desktop: Desktop;
  let phone: Phone;
  // How long the server asks nothing of an account whose person has reported a question, and until when.
  const bar = 20_000;
  let isLeftAlone = 0;

  beforeAll(async () => {
    shop = await Shop.start({ server: { Push__Bar: `00:00:${bar / 1000}` } });
    desktop = await Desktop.start(shop);
    phone = await Phone.start(shop);
  });
  afterEach(() => {
    desktop.faults.expectNone();
    phone.faults.expectNone();
  });
  afterAll(async () => {
    await desktop.stop();
    await phone.stop();
    await shop.stop();
  });

  test('a phone that has no account here: the page says so and leads on', async () => {
    await desktop.openLogin();
    const again = desktop.page.getByRole('button', { name: 'Try again' });
    const register = desktop.page.getByRole('link', { name: 'Register this phone' });
    expect(await again.isVisible() || await register.isVisible()).toBe(false);
    await phone.paste(await desktop.link());
    await phone.at('failed-noAccount').waitFor();
    await desktop.says('That phone has no account on this site. Register it first, or use another.');
    await look(desktop.page, '00-shop-no-account');

    const fresh = desktop.page.waitForRequest(/\/nextauth\/code$/);
    await again.click();
    await fresh;
    await desktop.says('Waiting for your phone.');
    expect(await again.isVisible() || await register.isVisible()).toBe(false);
    expect(await desktop.page.evaluate(() => document.activeElement?.id)).toBe('main');
    await phone.open();
    await phone.paste(await desktop.link());
    await desktop.says('That phone has no account on this site. Register it first, or use another.');
    await register.click();
    await desktop.page.getByLabel('User name').waitFor();
    await phone.open();
  });

  // The tests below go on where this one ends, as a person does.
  test('sign up by the camera, log out, log in by the camera', async () => {
    await look(phone.page, '01-phone-first-screen');
    await desktop.signUp('ada');
    await look(desktop.page, '02-shop-sign-up');

    await phone.scan(desktop.code);
    await phone.at('enrol').waitFor();
    const enrol = await phone.at('enrol').innerText();
    expect(enrol).toContain('Corner Shop');
    expect(enrol).toContain('ada');
    expect(enrol).toContain(new URL(shop.serverUrl).host);
    // The picture of the server's key: the same as its operator sees, and not an empty frame.
    const vash = phone.at('vash');
    expect(await vash.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBeGreaterThan(16);
    await look(phone.page, '03-phone-enrol');
    await look(desktop.page, '04-shop-scanned');
    await phone.press('approve');
    await desktop.heading('Hello, ada.');
    await look(desktop.page, '05-shop-hello');
    await phone.at('ended-enrolled').waitFor();
    await look(phone.page, '06-phone-enrolled');

    await desktop.logOut();
    await desktop.openLogin();
    await look(desktop.page, '07-shop-log-in');
    await phone.scan(desktop.code);
    await phone.at('login').waitFor();
    const login = await phone.at('login').innerText();
    expect(login).toContain('Corner Shop');
    expect(login).toMatch(/Chrom\w+ on Linux/);
    expect(login).toMatch(/127\.0\.0\.1|::1/);
    await look(phone.page, '08-phone-log-in');
    await desktop.says('Scanned. Now confirm on your phone.');
    await look(desktop.page, '09-shop-scanned');
    await phone.press('approve');
    await desktop.heading('Hello, ada.');
    await phone.at('ended-loggedIn').waitFor();
    await look(phone.page, '10-phone-logged-in');
    await phone.done();
  });

  test('log in by the button: the phone asks by itself', async () => {
    await desktop.logOut();
    await desktop.openLogin();
    await phone.listens();
    await look(phone.page, '11-phone-ready');
    await desktop.push();
    await phone.at('login').waitFor();
    await desktop.says('Your phone has it. Confirm there.');
    await look(phone.page, '12-phone-pushed');
    await look(desktop.page, '13-shop-pushed');
    await phone.press('approve');
    await desktop.heading('Hello, ada.');
    await phone.at('ended-loggedIn').waitFor();
    await phone.done();
  });

  test('a question is seen though nobody has closed the last result', async () => {
    for (let i = 0; i < 2; i++) {
      await desktop.logOut();
      await desktop.openLogin();
      await desktop.push();
      await phone.press('approve');
      await desktop.heading('Hello, ada.');
      await phone.at('ended-loggedIn').waitFor();
    }
    await phone.done();
  });

  test('decline, and report that it was not me: the shop says so', async () => {
    await desktop.logOut();
    for (const [button, ended] of [['decline', 'ended-declined'], ['report', 'ended-reported']] as const) {
      await desktop.openLogin();
      await desktop.push();
      await phone.press(button);
      await desktop.says('Declined on the phone. Nothing has happened here.');
      await phone.at(ended).waitFor();
      await look(phone.page, `14-phone-${ended}`);
      await look(desktop.page, `15-shop-${ended}`);
      await phone.done();
    }
    isLeftAlone = Date.now() + bar;
    await desktop.openLogin();
    await desktop.push();
    await desktop.says('Asked too often. Try again in');
    await desktop.page.goto(shop.url);
    await desktop.heading('Good things, and no passwords.');
  });

  test('buy: the phone shows exactly what is signed; approve, decline', async () => {
    await desktop.openLogin();
    await phone.paste(await desktop.link());
    await phone.press('approve');
    await desktop.heading('Hello, ada.');
    await phone.done();

    await desktop.buy('Sourdough loaf');
    await phone.at('transaction').waitFor();
    const terms = await phone.at('signed').locator('dt').allInnerTexts();
    const values = await phone.at('signed').locator('dd').allInnerTexts();
    expect(terms.map((term, at) => [term, values[at]])).toEqual([['Amount', '4.20 EUR'], ['To', 'Corner Shop'], ['What for', 'Sourdough loaf']]);
    await look(phone.page, '16-phone-transaction');
    await look(desktop.page, '17-shop-order');
    await phone.press('approve');
    await desktop.heading('Thank you.');
    await phone.at('ended-approved').waitFor();
    await look(phone.page, '18-phone-approved');
    await look(desktop.page, '19-shop-bought');
    await phone.done();

    await desktop.buy('Olive oil');
    await phone.press('decline');
    await desktop.heading('Declined');
    await phone.at('ended-declined').waitFor();
    await look(phone.page, '20-phone-not-signed');
    await look(desktop.page, '21-shop-not-bought');
    await phone.done();
  });

  test('the phone remembers what it did', async () => {
    await phone.press('nav-history');
    await phone.at('history').waitFor();
    const history = await phone.at('history').innerText();
    for (const entry of ['Account added', 'Logged in', 'Login declined', 'Reported as not me', 'Approved and signed', 'Approval declined']) {
      expect(history).toContain(entry);
    }
    await look(phone.page, '22-phone-history');
    await phone.press('nav-accounts');
    await phone.press('account');
    await phone.at('account-page').waitFor();
    await look(phone.page, '23-phone-account');
    await desktop.page.goto(`${shop.url}/devices`);
    await look(desktop.page, '24-shop-devices');
  });

  test('offline the phone says so, and recovers by itself', async () => {
    await phone.open();
    await phone.listens();
    await phone.context.setOffline(true);
    await phone.at('offline').waitFor();
    await phone.page.locator('.channel.offline').waitFor();
    await look(phone.page, '25-phone-offline');
    await phone.context.setOffline(false);
    await phone.listens();
    await expect.poll(() => phone.at('offline').count()).toBe(0);
    await desktop.logOut();
    await new Promise((over) => setTimeout(over, isLeftAlone - Date.now()));
    await desktop.openLogin();
    await desktop.push();
    await phone.press('approve');
    await desktop.heading('Hello, ada.');
    await phone.done();
  });

  test('an account that the site removes leaves the phone, which says so', async () => {
    await phone.open();
    await phone.listens();
    const { accounts } = JSON.parse(await shop.call('GET', `/servers/${shop.serverId}/accounts/`)) as { accounts: { id: number }[] };
    expect(accounts).toHaveLength(1);
    await shop.call('DELETE', `/servers/${shop.serverId}/accounts/${accounts[0]!.id}/`);
    await phone.at('said').filter({ hasText: 'has removed your account.' }).waitFor();
    await look(phone.page, '26-phone-removed');
    await phone.press('nav-accounts');
    await phone.page.getByText('No accounts yet').waitFor();
  });
});
