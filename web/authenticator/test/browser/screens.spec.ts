import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHarness } from './build-harness.ts';
import { hasChromium, launch, openPage } from './chromium.ts';
import { screens, show } from './screens.ts';
import { serve, type Site } from './serve.ts';

const shots = fileURLToPath(new URL('../../../../artifacts/screenshots/', import.meta.url));
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const phone = { width: 360, height: 740 };
const desk = { width: 1280, height: 860 };

const looks = [
  { look: 'phone-light', viewport: phone, colorScheme: 'light' },
  { look: 'phone-dark', viewport: phone, colorScheme: 'dark' },
  { look: 'desk-light', viewport: desk, colorScheme: 'light' },
  { look: 'desk-dark', viewport: desk, colorScheme: 'dark' },
] as const;

describe.skipIf(!hasChromium)('Every screen', () => {
  let browser: Browser;
  let site: Site;

  beforeAll(async () => {
    mkdirSync(shots, { recursive: true });
    site = await serve(await buildHarness());
    browser = await launch();
  });

  afterAll(async () => {
    await browser.close();
    await site.stop();
  });

  test.each(looks)('is fit for everybody: $look', { timeout: 300_000 }, async ({ look, ...options }) => {
    const { page, context, faults } = await openPage(browser, { ...options, locale: 'en-GB', reducedMotion: 'reduce' });
    const found: string[] = [];
    for (const screen of screens) {
      await show(page, site.url, screen);
      found.push(...(await examine(page, `${screen.name} ${look}`)));
      await page.screenshot({ path: `${shots}${screen.name}-${look}.png` });
    }
    await context.close();
    expect(found).toEqual([]);
    expect(unexpected(faults)).toEqual([]);
  });

  test.each(['de', 'fr', 'nl', 'es'])('has room for its words, and is in one language: %s', { timeout: 300_000 }, async (locale) => {
    const { page, context, faults } = await openPage(browser, { viewport: { width: 320, height: 640 }, locale, reducedMotion: 'reduce' });
    const found: string[] = [];
    for (const screen of screens) {
      await show(page, site.url, screen);
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(locale);
      found.push(...[...(await overflows(page)), ...(await broken(page))].map((what) => `${screen.name}: ${what}`));
      if (['home-new', 'login-code', 'transaction', 'settings', 'account'].includes(screen.name)) await page.screenshot({ path: `${shots}${screen.name}-${locale}.png` });
    }
    await context.close();
    expect(found).toEqual([]);
    expect(unexpected(faults)).toEqual([]);
  });
});

/** @returns What axe finds serious or critical, what is wider than the screen, and what is too small for a finger. */
async function examine(page: Page, where: string): Promise<string[]> {
  // Through the debugger: the content security policy rightly stops scripts that are put into the page.
  const { readFile } = await import('node:fs/promises');
  if (!(await page.evaluate('typeof axe !== "undefined"'))) await page.evaluate(await readFile(axe, 'utf8'));
  const violations = await page.evaluate(async () => {
    // What the bar at the bottom covers can be scrolled out from under it.
    for (const element of [document.querySelector('.scroll'), document.documentElement]) element?.scrollTo(0, element.scrollHeight);
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    for (const element of [document.querySelector('.scroll'), document.documentElement]) element?.scrollTo(0, 0);
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`);
  });
  return [...violations, ...(await overflows(page)), ...(await small(page))].map((what) => `${where}: ${what}`);
}

const overflows = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const wide = [...document.querySelectorAll('#app *, dialog *')].filter((element) => {
      const { right, width } = element.getBoundingClientRect();
      return width > 0 && right > window.innerWidth + 1 && !element.closest('.sr, svg, .finder');
    });
    return wide.map((element) => `wider than the screen: ${element.outerHTML.slice(0, 120)}`);
  });

// A word that goes on in the next line is hard to read. Where there is a hyphen it may.
const broken = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, (text) => (text.parentElement?.closest('.button') ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP));
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      for (const word of (text.textContent ?? '').matchAll(/[^\s\u00ad-]+/gu)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) found.push(`broken: ${word[0]}`);
      }
    }
    return found;
  });

// WCAG 2.2, 2.5.8: 24 by 24 CSS pixels.
const small = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, summary, select, textarea, input:not([type=radio], [type=file])')]
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width > 0 && (width < 24 || height < 24);
      })
      .map((element) => `too small: ${element.outerHTML.slice(0, 120)}`),
  );

// The harness makes these happen.
const unexpected = (faults: readonly string[]): readonly string[] =>
  faults.filter((fault) => !/The storage is switched off|No storage\.|Cannot read properties of null|Failed to (load resource|fetch dynamically imported module)/.test(fault));
