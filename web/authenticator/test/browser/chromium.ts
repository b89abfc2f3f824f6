import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const path = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

// The same engine without windows, at a third of the work. It shows no notifications.
const shell = process.env['CHROMIUM_SHELL'] ?? process.env['CHROMIUM'] ?? ['/usr/bin/chromium-headless-shell'].find(existsSync) ?? path;

/** Without a browser these tests cannot say anything: they are left out on a laptop and fail in CI. */
export const hasChromium = existsSync(path);
if (!hasChromium) {
  const message = `No Chromium at ${path}: set CHROMIUM to run the tests of the screens.`;
  if (process.env['CI'] === 'true') throw new Error(message);
  console.warn(message);
}

export const launch = (...more: string[]): Promise<Browser> => start(shell, more);

/** The whole browser, which shows notifications. */
export const launchWhole = (...more: string[]): Promise<Browser> => start(path, more);

const start = (executablePath: string, more: string[]): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', ...more],
  });

const seen: string[][] = [];

/** What went wrong on the pages since the last call. A test that provokes something takes it out of its `faults`. */
export const takeFaults = (): string[] => seen.splice(0).flat();

/** A page that keeps what went wrong on it: whatever the content security policy stopped, and every error. */
export async function openPage(browser: Browser, options: BrowserContextOptions): Promise<{ page: Page; context: BrowserContext; faults: string[] }> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(8000);
  const page = await context.newPage();
  const faults: string[] = [];
  seen.push(faults);
  await context.exposeBinding('reportFault', (_, fault: string) => void faults.push(fault));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      (window as unknown as { reportFault: (fault: string) => void }).reportFault(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return { page, context, faults };
}
