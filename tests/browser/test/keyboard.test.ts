import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Desktop } from '../src/desktop.ts';
import { Phone } from '../src/phone.ts';
import { missing, Shop } from '../src/programs.ts';
import { look } from '../src/screen.ts';

describe.skipIf(missing)('With a keyboard alone, in German, in the dark', () => {
  let shop: Shop;
  let desktop: Desktop;
  let phone: Phone;

  beforeAll(async () => {
    shop = await Shop.start({ typedCode: true });
    desktop = await Desktop.start(shop, { colorScheme: 'dark', locale: 'de-DE' });
    phone = await Phone.start(shop, { colorScheme: 'dark', locale: 'de-DE' });
  });
  afterAll(async () => {
    desktop.faults.expectNone();
    phone.faults.expectNone();
    await desktop.stop();
    await phone.stop();
    await shop.stop();
  });

  /** Goes there with the Tab key; where the focus is must be seen at each stop. */
  async function tabTo(page: Page, target: Locator): Promise<void> {
    await target.waitFor();
    for (let stop = 0; stop < 40; stop++) {
      if (await target.evaluate((element) => element === document.activeElement)) {
        return;
      }
      await page.keyboard.press('Tab');
      const unseen = await page.evaluate(() => {
        const focused = document.activeElement;
        if (!focused || focused === document.body) {
          return null;
        }
        const { outlineStyle, boxShadow } = getComputedStyle(focused);
        return outlineStyle === 'none' && boxShadow === 'none' ? focused.outerHTML.slice(0, 200) : null;
      });
      expect(unseen, 'the focus is there, and cannot be seen').toBeNull();
    }
    throw new Error('The Tab key does not lead there.');
  }

  const press = async (page: Page, target: Locator) => {
    await tabTo(page, target);
    // A question cannot be approved at once.
    await target.and(page.locator('[aria-disabled]')).waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
  };

  async function paste(link: string): Promise<void> {
    await press(phone.page, phone.at('paste'));
    await tabTo(phone.page, phone.page.locator('#link'));
    await phone.page.keyboard.insertText(link);
    await press(phone.page, phone.at('paste-go'));
  }

  const title = (words: string) => phone.page.getByRole('heading', { level: 1, name: words }).waitFor();

  test('sign up, log out, log in', async () => {
    await title('Ihr Schlüssel zum Anmelden');
    expect(await phone.page.locator('html').getAttribute('lang')).toBe('de');
    await look(phone.page, '50-phone-german-dark');
    await desktop.page.goto(shop.url);
    await press(desktop.page, desktop.page.locator('main').getByRole('link', { name: 'Sign up' }));
    await tabTo(desktop.page, desktop.page.getByLabel('User name'));
    await desktop.page.keyboard.type('käthe');
    await desktop.page.keyboard.press('Enter');
    await desktop.page.getByRole('alert').waitFor();
    await look(desktop.page, '51-shop-name-refused-dark');
    await tabTo(desktop.page, desktop.page.getByLabel('User name'));
    await desktop.page.keyboard.press('Control+A');
    await desktop.page.keyboard.type('kaethe');
    await desktop.page.keyboard.press('Enter');
    await desktop.code.waitFor();

    await paste(await desktop.link());
    await title('Dieses Konto hinzufügen?');
    await look(phone.page, '52-phone-enrol-german-dark');
    await press(phone.page, phone.at('approve'));
    await desktop.heading('Hello, kaethe.');
    await title('Konto hinzugefügt');
    await press(phone.page, phone.at('done'));

    await press(desktop.page, desktop.page.getByRole('button', { name: 'Log out' }));
    await press(desktop.page, desktop.page.getByRole('link', { name: 'Log in' }).first());
    await desktop.code.waitFor();
    await look(desktop.page, '53-shop-log-in-dark');
    await paste(await desktop.link());
    await title('Möchten Sie sich gerade anmelden?');
    await look(phone.page, '54-phone-log-in-german-dark');
    await press(phone.page, phone.at('approve'));
    await desktop.heading('Hello, kaethe.');
    await title('Sie sind angemeldet');
    await look(phone.page, '55-phone-logged-in-german-dark');
    await press(phone.page, phone.at('done'));
  });

  test('asked by push: decline, and log in with the digits', async () => {
    const push = desktop.page.getByRole('button', { name: 'Log in on my phone' });
    const digits = desktop.page.locator('#digits output');
    await press(desktop.page, desktop.page.getByRole('button', { name: 'Log out' }));
    await press(desktop.page, desktop.page.getByRole('link', { name: 'Log in' }).first());
    await phone.listens();
    await press(desktop.page, push);
    await title('Möchten Sie sich gerade anmelden?');
    await press(phone.page, phone.at('decline'));
    await desktop.says('Declined on the phone. Nothing has happened here.');
    await title('Abgelehnt');
    await press(phone.page, phone.at('done'));
    await press(desktop.page, desktop.page.getByRole('button', { name: 'Try again' }));
    await desktop.says('Waiting for your phone.');

    // It is not asked again at once.
    await expect.poll(() => push.isEnabled(), { timeout: 15_000 }).toBe(true);
    await press(desktop.page, push);
    await expect.poll(() => digits.textContent()).toMatch(/^\d{6}$/);
    await tabTo(phone.page, phone.page.getByLabel('Sechs Ziffern von der Website'));
    await phone.page.keyboard.type((await digits.textContent())!);
    await look(phone.page, '56-phone-digits-german-dark');
    await press(phone.page, phone.at('approve'));
    await desktop.heading('Hello, kaethe.');
    await title('Sie sind angemeldet');
    await press(phone.page, phone.at('done'));
  });

  test('buy: approve, decline', async () => {
    const buy = async (good: string, answer: string) => {
      await press(desktop.page, desktop.page.getByRole('link', { name: 'Corner Shop' }).first());
      await press(desktop.page, desktop.page.getByRole('button', { name: `Buy ${good}` }));
      await title('Das freigeben?');
      await press(phone.page, phone.at(answer));
    };
    await buy('Sourdough loaf', 'approve');
    await desktop.heading('Thank you.');
    await title('Freigegeben');
    await press(phone.page, phone.at('done'));
    await buy('Olive oil', 'decline');
    await desktop.heading('Declined');
    await title('Abgelehnt');
    await press(phone.page, phone.at('done'));
    await press(desktop.page, desktop.page.locator('main').getByRole('link').first());
    await desktop.heading('Hello, kaethe.');
  });
});
