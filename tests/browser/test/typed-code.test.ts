import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Desktop } from '../src/desktop.ts';
import { Phone } from '../src/phone.ts';
import { missing, Shop } from '../src/programs.ts';
import { look } from '../src/screen.ts';

// Markup, and letters that are written from right to left. What turns the direction of writing by itself, the server does not take (hostile.test.ts).
const name = '<img src=x onerror=alert(1)><script>alert(2)</script> חנות (1)';

describe.skipIf(missing)('A shop that asks for six digits, with short times and a hostile name', () => {
  let shop: Shop;
  let desktop: Desktop;
  let phone: Phone;

  beforeAll(async () => {
    shop = await Shop.start({ name, typedCode: true, server: { Push__Lifetime: '00:00:30', Sessions__CodeLifetime: '00:00:30' } });
    desktop = await Desktop.start(shop, { colorScheme: 'dark' });
    phone = await Phone.start(shop, { colorScheme: 'dark' });
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

  test('the digits on the page are typed on the phone; wrong ones are refused with words and a way on', async () => {
    await desktop.signUp('joan');
    await look(desktop.page, '40-shop-hostile-dark');
    await phone.paste(await desktop.link());
    await phone.at('enrol').waitFor();
    expect(await phone.at('site').innerText()).toContain('<img src=x onerror=alert(1)>');
    await look(phone.page, '41-phone-hostile-dark');
    await phone.press('approve');
    await desktop.heading('Hello, joan.');
    await phone.done();
    await desktop.logOut();

    const digits = desktop.page.locator('#digits output');
    await desktop.openLogin();
    await phone.listens();
    await desktop.push();
    await expect.poll(() => digits.textContent()).toMatch(/^\d{6}$/);
    await look(desktop.page, '42-shop-digits-dark');
    const right = (await digits.textContent())!;
    await phone.at('login').waitFor();
    await phone.press('approve');
    await phone.page.getByText('Six digits are needed.').waitFor();
    await look(phone.page, '43-phone-digits-dark');
    await phone.page.getByLabel('Six digits from the site').fill(right === '000000' ? '111111' : '000000');
    await phone.press('approve');
    await phone.at('failed-wrongCode').waitFor();
    await look(phone.page, '44-phone-wrong-digits-dark');
    await phone.done();
    await desktop.page.goto(shop.url);
    await desktop.heading('Good things, and no passwords.');

    await desktop.openLogin();
    await desktop.push();
    await expect.poll(() => digits.textContent()).toMatch(/^\d{6}$/);
    await phone.page.getByLabel('Six digits from the site').fill((await digits.textContent())!);
    await phone.press('approve');
    await desktop.heading('Hello, joan.');
    await phone.done();
  });

  test('what the phone said stands, though the site answers later', async () => {
    await desktop.logOut();
    await desktop.openLogin();
    await phone.listens();
    let answer!: () => void;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await desktop.page.route(/\/push$/, async (route) => {
      const response = await route.fetch();
      await answered;
      await route.fulfill({ response });
    });
    await desktop.push();
    await phone.press('decline');
    await desktop.says('Declined on the phone. Nothing has happened here.');
    const came = desktop.page.waitForResponse(/\/push$/);
    answer();
    await (await came).finished();
    // The button comes back in any case, and after the answer.
    await expect.poll(() => desktop.page.getByRole('button', { name: 'Log in on my phone' }).isEnabled(), { timeout: 15_000 }).toBe(true);
    await desktop.says('Declined on the phone. Nothing has happened here.');
    expect(await desktop.page.locator('#digits').isVisible()).toBe(false);
    await desktop.page.unroute(/\/push$/);
    await phone.done();
  });

  test('nobody answers in time: phone and page say so, and neither says that somebody declined', async () => {
    await desktop.page.clock.install();
    await desktop.openLogin();
    await phone.listens();
    await desktop.push();
    await phone.at('login').waitFor();
    await desktop.says('Your phone has it. Confirm there.');
    await phone.at('failed-expired').waitFor({ timeout: 45_000 });
    await look(phone.page, '45-phone-too-late-dark');
    await desktop.says('Your phone has it. Confirm there.');
    await desktop.page.clock.fastForward(131_000);
    await desktop.says('Nobody confirmed in time. Try again, or scan the code.');
    expect(await desktop.page.locator('#digits').isVisible()).toBe(false);
    await phone.done();
  });

  test('a phone that is switched off: the page says when it is over, and the site says when that is', async () => {
    await phone.page.goto('about:blank');
    // As with Patience = 5 minutes.
    await desktop.page.route(/\/nextauth\/login/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace('data-patience="120"', 'data-patience="300"') });
    });
    await desktop.openLogin();
    await desktop.push();
    await desktop.says('Sent to your phone.');
    await desktop.page.clock.fastForward(290_000);
    await desktop.says('Sent to your phone.');
    expect(await desktop.page.locator('#digits').isVisible()).toBe(true);
    await desktop.page.clock.fastForward(21_000);
    await desktop.says('Nobody confirmed in time. Try again, or scan the code.');
    expect(await desktop.page.locator('#digits').isVisible()).toBe(false);
    await desktop.page.unroute(/\/nextauth\/login/);
    await look(desktop.page, '46-shop-too-late-dark');
  });

  test('a code that the server lets live for half a minute is drawn anew before it ends', async () => {
    await desktop.openLogin();
    const life = () => desktop.page.locator('#live').getAttribute('data-life').then(Number);
    expect(await life()).toBeGreaterThanOrEqual(29);
    // The server rounds the end up to half a minute.
    expect(await life()).toBeLessThanOrEqual(60);
    const fresh = desktop.page.waitForResponse(/\/nextauth\/code$/);
    await desktop.page.clock.fastForward((await life()) * 1000 - 5_000);
    const told = (await (await fresh).json()) as { link: string; life: number };
    expect(told.life).toBeLessThanOrEqual(60);
    await expect.poll(() => desktop.link()).toBe(told.link);

    // The site gives no other: when it is over, the page says so.
    await desktop.page.route(/\/nextauth\/code$/, (route) => route.abort('internetdisconnected'));
    await desktop.page.clock.fastForward(told.life * 1000 + 5_000);
    await desktop.says('The code has expired, and the site gives no new one yet. Trying again…');
    await desktop.page.unroute(/\/nextauth\/code$/);
  });
});
