import { type Browser, type BrowserContext, chromium as launcher, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import es from '../../../web/authenticator/src/app/texts/es.ts';
import fr from '../../../web/authenticator/src/app/texts/fr.ts';
import nl from '../../../web/authenticator/src/app/texts/nl.ts';
import { missing, shell, Shop } from '../src/programs.ts';
import { Faults, flags, glance } from '../src/screen.ts';

// German is with the keyboard. `push` is the texts of notifications.
const texts = { fr, nl, es };

describe.skipIf(missing)('A phone in another language', () => {
  let shop: Shop;
  let browser: Browser;
  let context: BrowserContext;
  const faults = new Faults();

  beforeAll(async () => {
    shop = await Shop.start();
    browser = await launcher.launch({ executablePath: shell, args: flags });
  });
  afterEach(async () => {
    await context.close();
    faults.expectNone();
  });
  afterAll(async () => {
    await browser.close();
    await shop.stop();
  });

  test.each(['fr', 'nl', 'es'] as const)('enrol and log in, nothing in other words: %s', async (language) => {
    // A small phone: where a long word does not fit, it is there.
    context = await browser.newContext({ viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: `${language}-${language.toUpperCase()}` });
    context.setDefaultTimeout(20_000);
    await faults.watch(context);
    const page = await context.newPage();
    const words = texts[language];
    const today = new Date().toLocaleDateString(language, { dateStyle: 'long' });
    const screen = async (name: string, title: string) => {
      await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
      expect((await foreign(page, words)).filter((text) => text !== today), name).toEqual([]);
      expect(await cut(page), `${name} is cut off`).toEqual([]);
      await glance(page, `90-${language}-${name}`);
    };
    const paste = async (link: string) => {
      await page.getByTestId('paste').click();
      await page.locator('#link').fill(link);
      await page.getByTestId('paste-go').click();
    };
    const sessions = `/servers/${shop.serverId}/sessions`;
    const announced = { announceinfo: { info: {}, ip: '127.0.0.1', useragent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36' } };

    await page.goto(shop.appUrl);
    await screen('first', words['home.welcome']);
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    await paste(await shop.call('GET', `${sessions}/qr/enrol?name=${language}&userid=${language}`, language));
    await screen('enrol', words['enrol.title']);
    await page.getByTestId('approve').click();
    await screen('enrolled', words['ended.enrolled']);
    await page.getByTestId('done').click();
    await page.locator('.channel.online').waitFor();
    await screen('home', words['home.ready']);

    await shop.call('POST', `${sessions}/logout`, language);
    await paste(await shop.call('POST', `${sessions}/qr/login`, language, announced));
    await screen('log-in', words['login.title']);
    await page.getByTestId('approve').click();
    await screen('logged-in', words['ended.loggedIn']);
    await page.getByTestId('done').click();
    await page.getByTestId('nav-history').click();
    await screen('history', words['history.title']);
  });
});

/** What is to be read on the screen, or is read out, and stands in none of the texts. What comes from outside, and times, have no language. */
async function foreign(page: Page, words: Record<string, string>): Promise<string[]> {
  const known = Object.values(words).map((text) => new RegExp(`^${text.split(/\{\{\w+\}\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`));
  const read = await page.evaluate(() => {
    const found: string[] = [...document.querySelectorAll('[aria-label], [alt], [placeholder]')].flatMap((one) => ['aria-label', 'alt', 'placeholder'].map((name) => one.getAttribute(name) ?? ''));
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement!.closest('.outside, .letter, time, script, style, template, noscript')) {
        found.push(node.textContent!);
      }
    }
    return found;
  });
  return read.map((text) => text.trim().replace(/^\((.*)\)$/, '$1')).filter((text) => /\p{L}/u.test(text) && !known.some((one) => one.test(text)));
}

/** Buttons and headings whose words do not fit into them. */
const cut = (page: Page) =>
  page.evaluate(() => [...document.querySelectorAll<HTMLElement>('button, h1, h2, a')].filter((one) => one.checkVisibility() && !one.closest('.sr, .skip') && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1).map((one) => one.outerHTML));
