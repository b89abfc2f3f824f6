import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium as launcher, type ConsoleMessage, type Page as Tab } from 'playwright-core';
import jsQR from 'jsqr';
import { PNG } from 'pngjs';
import { expect } from 'vitest';
import { chromium, Phone, repository, Server } from './programs.ts';
import { type Page, Site } from './site.ts';

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
const pictures = join(repository, 'artifacts/screenshots');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The server, a site and a browser; each test has sessions, pages and phones of its own. */
export class World {
  readonly server: Server;
  readonly site: Site;
  readonly #browser: Browser;
  readonly #complaints: string[] = [];
  readonly #phones: Phone[] = [];
  readonly #frames = new WeakMap<Tab, string[]>();
  #count = 0;

  private constructor(server: Server, site: Site, browser: Browser) {
    this.server = server;
    this.site = site;
    this.#browser = browser;
    mkdirSync(pictures, { recursive: true });
  }

  static async start(settings?: Record<string, string>): Promise<World> {
    const server = await Server.start(settings);
    return new World(server, await Site.start(server), await launcher.launch({ executablePath: chromium, args: flags }));
  }

  async dispose(): Promise<void> {
    await this.#browser.close();
    this.site.stop();
    await this.server.dispose();
  }

  /** Ends what a test has begun. What the browser has complained about, of policies or errors, is a failure. */
  async clean(): Promise<void> {
    await Promise.all(this.#browser.contexts().map((context) => context.close()));
    await Promise.all(this.#phones.splice(0).map((phone) => phone.dispose()));
    expect(this.#complaints.splice(0)).toEqual([]);
  }

  /** What the browser has complained about so far, when a test wants it to. */
  complaintsOfBrowser(): string[] {
    return this.#complaints.splice(0);
  }

  name(of: string): string {
    return `${of}-${String(Date.now())}-${String(this.#count++)}`;
  }

  /** A phone with an account that has logged in in a session, which it has left again. */
  async phone(server: string, nonce: string, user = 'ada'): Promise<Phone> {
    const phone = this.stranger();
    const link = await this.server.call('GET', `/servers/${server}/sessions/qr/enrol?name=phone&userid=${encodeURIComponent(user)}`, nonce);
    expect(await phone.scan(link, 'y')).toContain('Enrolled as');
    await this.logOut(server, nonce);
    return phone;
  }

  stranger(): Phone {
    const phone = new Phone();
    this.#phones.push(phone);
    return phone;
  }

  async logOut(server: string, nonce: string): Promise<void> {
    await this.server.call('POST', `/servers/${server}/sessions/logout`, nonce);
  }

  block(server: string, nonce: string, what = 'login'): Promise<string> {
    return this.server.call('GET', `/servers/${server}/sessions/html/${what}`, nonce);
  }

  footer(server: string, nonce: string, sessions: { serverid: string; sessionid: string }[] = []): Promise<string> {
    return this.server.call('POST', `/servers/${server}/sessions/html/footer`, nonce, { sessions });
  }

  /** Puts a page on the site and opens it. */
  async open(page: Page, options: BrowserContextOptions & { clock?: boolean; prepare?: (tab: Tab) => Promise<unknown> } = {}): Promise<Tab> {
    const path = `/${this.name('page')}`;
    this.site.pages.set(path, page);
    const tab = await this.#tab(options);
    await options.prepare?.(tab);
    if (options.clock) {
      await tab.clock.install();
    }
    await tab.goto(this.site.url + path);
    return tab;
  }

  /** Opens a page of the server's own. */
  async visit(path: string, options: BrowserContextOptions = {}): Promise<Tab> {
    const tab = await this.#tab(options);
    await tab.goto(this.server.url + path);
    return tab;
  }

  async #tab(options: BrowserContextOptions): Promise<Tab> {
    const context = await this.#browser.newContext({ viewport: { width: 900, height: 900 }, reducedMotion: 'reduce', ...options });
    const tab = await context.newPage();
    // A socket that cannot be opened is written into the console, too, and an icon that a page has not named, where no policy keeps the browser from asking for it.
    const isNothing = (message: ConsoleMessage) => message.text().includes('WebSocket connection to') || message.location().url.endsWith('/favicon.ico');
    tab.on('console', (message) => message.type() === 'error' && !isNothing(message) && this.#complaints.push(message.text()));
    tab.on('pageerror', (error) => this.#complaints.push(String(error)));
    const frames: string[] = [];
    this.#frames.set(tab, frames);
    tab.on('websocket', (socket) => socket.on('framesent', ({ payload }) => frames.push(String(payload))));
    return tab;
  }

  /** Opens a page with the block of a session and its footer. */
  openLogin(server: string, nonce: string, options: Parameters<World['open']>[1] = {}, what = 'login'): Promise<Tab> {
    return this.open({ body: () => this.block(server, nonce, what), footer: () => this.footer(server, nonce) }, options);
  }

  /** What the page has sent over its sockets. */
  frames(tab: Tab): string[] {
    return this.#frames.get(tab) ?? [];
  }

  /** How often the page was loaded. */
  loads(tab: Tab): number {
    return this.site.loads.get(new URL(tab.url()).pathname) ?? 0;
  }

  async loaded(tab: Tab, times: number): Promise<void> {
    await expect.poll(() => this.loads(tab), { timeout: 15_000 }).toBe(times);
    // What is asked next must not be answered by the page before.
    await tab.locator(`html[data-load="${String(times)}"]`).waitFor({ state: 'attached' });
    await tab.waitForLoadState('load');
  }

  async picture(tab: Tab, name: string): Promise<void> {
    await tab.screenshot({ path: join(pictures, `html-${name}.png`) });
  }

  /** What WCAG 2.2 AA has to say about the page. */
  async complaints(tab: Tab): Promise<string[]> {
    await tab.evaluate(axe);
    return tab.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: { run: (where: string, options: object) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } })
        .axe.run('main', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], rules: { region: { enabled: false } } });
      return violations.map((found) => `${found.id}: ${found.nodes.map((node) => `${node.html} ${node.failureSummary}`).join('; ')}`);
    });
  }
}

/** Reads the code as a camera sees it. */
export async function read(tab: Tab, at = 0, code = '.nextauth-code'): Promise<string | undefined> {
  const { width, height, data } = PNG.sync.read(await tab.locator(code).nth(at).screenshot());
  return jsQR(new Uint8ClampedArray(data), width, height)?.data;
}

export const link = (tab: Tab, at = 0) => tab.locator('.nextauth-open a').nth(at).getAttribute('href');

/** The link, once code and link are the same: a fresh code may come while the picture is taken. */
export async function readSame(tab: Tab): Promise<string> {
  for (let i = 0; ; i++) {
    const shown = await link(tab);
    const seen = await read(tab);
    if (seen !== undefined && seen === shown) {
      return seen;
    }
    expect(i, `${String(seen)} is on the screen, and the link is ${String(shown)}`).toBeLessThan(3);
  }
}

export const status = (tab: Tab, at = 0) => tab.locator('.nextauth-status').nth(at);

export async function says(tab: Tab, text: string | RegExp, at = 0): Promise<void> {
  await expect.poll(() => status(tab, at).textContent(), { timeout: 20_000 }).toEqual(typeof text === 'string' ? text : expect.stringMatching(text));
}
