import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { Desktop } from '../src/desktop.ts';
import { chromium, missing, Shop } from '../src/programs.ts';
import { look } from '../src/screen.ts';

/** The steps that the README tells a newcomer to take, in one browser: the phone is another tab. */
describe.skipIf(missing)('As the README says', () => {
  let shop: Shop;
  let desktop: Desktop;
  let app: Page | undefined;

  beforeAll(async () => {
    shop = await Shop.start();
    desktop = await Desktop.start(shop, {}, chromium);
  });
  afterAll(async () => {
    desktop.faults.expectNone();
    await desktop.stop();
    await shop.stop();
  });

  /** The link opens a tab of its own, with the question in it. The one before stays open, behind it. */
  async function openAuthenticator(): Promise<void> {
    // Without a screen Chromium takes every tab for one that is seen.
    await app?.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    const tab = desktop.page.context().waitForEvent('page');
    await desktop.page.getByRole('link', { name: 'Open my authenticator' }).click();
    app = await tab;
  }

  async function sayYes(question: string): Promise<void> {
    await app!.getByTestId(question).waitFor();
    await app!.getByTestId('approve').click();
  }

  test('sign up, log in by the link, log in by the button, buy: with the authenticator in another tab', async () => {
    await desktop.signUp('newcomer');
    await openAuthenticator();
    await sayYes('enrol');
    await desktop.heading('Hello, newcomer.');

    await desktop.logOut();
    await desktop.openLogin();
    await openAuthenticator();
    await sayYes('login');
    await desktop.heading('Hello, newcomer.');

    await desktop.logOut();
    await desktop.openLogin();
    await desktop.push();
    await desktop.says('Your phone has it. Confirm there.');
    await sayYes('login');
    await desktop.heading('Hello, newcomer.');

    await desktop.buy('Sourdough loaf');
    await sayYes('transaction');
    await desktop.heading('Thank you.');
    await look(app!, '26-tab-approved');
  });
});
