import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { repository } from './programs.ts';

export const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Where what is looked at is kept. */
export const pictures = join(repository, 'artifacts/screenshots/e2e');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// A connection that is not there is written into the console by the browser itself, and some tests take it away. What a policy stops is told in another way, too.
const lost = /WebSocket connection to|net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|NETWORK_CHANGED)|WebSocket is closed before/;

const watched = new Set<BrowserContext>();

/** The pages of all browsers that are running. */
export function openPages(): Page[] {
  return [...watched].flatMap((context) => context.pages());
}

/** Everything that goes wrong in a browser and that nobody would see: errors, and whatever a content security policy has stopped. */
export class Faults {
  readonly #found: string[] = [];

  async watch(context: BrowserContext): Promise<void> {
    await context.exposeBinding('reportFault', (_, fault: string) => void this.#found.push(fault));
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        (window as unknown as { reportFault: (fault: string) => void }).reportFault(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    context.on('page', (page) => { this.#watchPage(page); });
    context.pages().forEach((page) => { this.#watchPage(page); });
    watched.add(context);
    context.on('close', () => watched.delete(context));
  }

  /** Fails when there was another one than is expected. */
  expectOnly(expected: RegExp): void {
    expect(this.#found.splice(0).filter((fault) => !expected.test(fault))).toEqual([]);
  }

  /** Fails when there was one. */
  expectNone(): void {
    expect(this.#found.splice(0)).toEqual([]);
  }

  #watchPage(page: Page): void {
    page.on('pageerror', (error) => this.#found.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !lost.test(message.text())) {
        this.#found.push(`${message.text()} (${page.url()})`);
      }
    });
    // Script of somebody else that runs would say so in this way.
    page.on('dialog', (dialog) => {
      this.#found.push(`A dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }
}

/** Looks at a screen as it is now: takes its picture, and fails on what sticks out at the side. */
export async function glance(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  // A question that has just come cannot be approved yet, and looks like it.
  await page.locator('[data-testid=approve][aria-disabled=true]').waitFor({ state: 'detached' });
  // Colours that fade in are measured halfway otherwise.
  await page.evaluate(() => Promise.all(document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity).map((one) => one.finished.catch(() => undefined))));
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${name} is too wide`).toBeLessThanOrEqual(0);
}

/** The same, and fails also on what WCAG 2.2 AA calls serious or critical. */
export async function look(page: Page, name: string): Promise<void> {
  await glance(page, name);
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    interface Found { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }
    const { axe: checker } = window as unknown as { axe: { run: (where: Document, options: object) => Promise<{ violations: Found[] }> } };
    // What lies halfway under the menu at the bottom is scrolled up before it is tapped.
    const isScrolled = (id: string, summary: string) => id === 'target-size' && summary.includes('partially obscured');
    const { violations } = await checker.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => ({ id, nodes: nodes.filter(({ failureSummary }) => !isScrolled(id, failureSummary)) }))
      .filter(({ nodes }) => nodes.length > 0)
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`);
  });
  expect(found, name).toEqual([]);
}
