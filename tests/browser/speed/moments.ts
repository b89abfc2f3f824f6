import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';

// Whoever looks from outside puts 300 kB of script into the page, in the midst of its loading, and asks anew in each frame.
const undisturbed = 1_000;

interface Moments {
  /** When what a selector names was first on the screen, by the clock of the machine. */
  seen: Record<string, number>;
  tapped: number;
}

/**
 * Makes the pages of a browser note when something is on the screen, and when the person pressed: measured in the page, since looking from outside takes longer than
 * some pages do. A picture counts once its pixels are there. Nothing is asked for frame by frame: on a machine without a graphics card that would cost what is measured.
 */
export async function watch(context: BrowserContext, ...selectors: string[]): Promise<void> {
  await context.addInitScript((names) => {
    const moments: Moments = { seen: {}, tapped: 0 };
    (window as unknown as { moments: Moments }).moments = moments;
    const isShown = (element: Element | null) =>
      element?.checkVisibility() === true && [element, ...element.querySelectorAll('img')].every((part) => !(part instanceof HTMLImageElement) || (part.complete && part.naturalWidth > 0));
    const missing = new Set(names);
    const check = () => {
      for (const name of [...missing].filter((one) => isShown(document.querySelector(one)))) {
        missing.delete(name);
        // In the frame that shows it, and that is over when the next one begins.
        requestAnimationFrame(() => requestAnimationFrame(() => (moments.seen[name] = performance.timeOrigin + performance.now())));
      }
      if (missing.size === 0) {
        observer.disconnect();
      }
    };
    const observer = new MutationObserver(check);
    if (missing.size > 0) {
      observer.observe(document, { subtree: true, childList: true, attributes: true });
      for (const event of ['DOMContentLoaded', 'load']) {
        addEventListener(event, check, { capture: true });
      }
    }
    addEventListener('click', (event) => (moments.tapped = performance.timeOrigin + event.timeStamp), { capture: true });
  }, selectors);
}

/** When something came onto the screen of a page, in milliseconds since 1970; not before the page was painted at all. Leaves the page alone for a while, then waits for it. */
export async function seen(page: Page, selector: string): Promise<number> {
  await delay(undisturbed);
  const moment = await page.waitForFunction((name) => {
    const drawn = (window as unknown as { moments: Moments }).moments.seen[name];
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    return drawn && paint && Math.max(drawn, performance.timeOrigin + paint.startTime);
  }, selector);
  return (await moment.jsonValue())!;
}

/**
 * When the words of an element came onto the screen of a page, in milliseconds since 1970, as the browser itself has noted it (Largest Contentful Paint: of the first words of it
 * that were the largest until then). Nothing is put into the page before: a script of ours at its beginning would be waited for, and here 13 ms of its way are the making of
 * what scripts run in.
 */
export async function painted(page: Page, selector: string): Promise<number> {
  await delay(undisturbed);
  await page.locator(selector).waitFor();
  return await page.evaluate(async (name) => {
    type Paint = PerformanceEntry & { element: Element | null; renderTime: number };
    const paints = await new Promise<Paint[]>((resolve) => {
      new PerformanceObserver((list) => { resolve(list.getEntries() as Paint[]); }).observe({ type: 'largest-contentful-paint', buffered: true });
    });
    const first = paints.find(({ element }) => element?.closest(name));
    if (first === undefined) {
      throw new Error(`Nothing of ${name} was ever the largest of the page.`);
    }
    return performance.timeOrigin + first.renderTime;
  }, selector);
}

/** When the person pressed for the last time. */
export const tapped = (page: Page): Promise<number> => page.evaluate(() => (window as unknown as { moments: Moments }).moments.tapped);

/** When the navigation to a page began. */
export const began = (page: Page): Promise<number> => page.evaluate(() => performance.timeOrigin);
