// A site as somebody makes it with the blocks for pages: another origin than the server, with the policy that docs/api/html.md asks for, and no script of its own.
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { freePort } from './free-port.ts';
import type { Shop } from './programs.ts';

// What the phone shall show of the browser.
const context = { announceinfo: { info: { Site: 'A site with blocks' }, ip: '127.0.0.1', useragent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140' } };

/** A site for one person: who is not logged in finds the block to log in by, at `/enrol` the one to enrol by; who is finds a greeting, and at `/block` the block all the same. Its accounts are those of the shop's virtual server, if it is told no other. */
export class Site {
  readonly url: string;
  readonly server: string;
  readonly nonce = randomBytes(16).toString('hex');
  readonly #shop: Shop;
  readonly #http: Server;

  private constructor(shop: Shop, server: string, port: number) {
    this.url = `http://localhost:${port}`;
    [this.#shop, this.server] = [shop, server];
    this.#http = createServer((request, response) => {
      this.#page(request.url ?? '').then(
        (text) => response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': this.#policy(), 'Cache-Control': 'no-store' }).end(text),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
    this.#http.listen(port, '127.0.0.1');
  }

  static async start(shop: Shop, server = shop.serverId): Promise<Site> {
    return new Site(shop, server, await freePort());
  }

  call(method: string, operation: string, body?: unknown): Promise<string> {
    return this.#shop.call(method, `/servers/${this.server}/sessions/${operation}`, this.nonce, body);
  }

  stop(): void {
    this.#http.closeAllConnections();
    this.#http.close();
  }

  #policy(): string {
    const server = this.#shop.serverUrl;
    return `default-src 'none'; script-src ${server}; style-src ${server}; connect-src ${server.replace('http', 'ws')}; `
      + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
  }

  async #page(path: string): Promise<string> {
    const { loggedin, userid } = JSON.parse(await this.call('GET', '')) as { loggedin: boolean; userid?: string };
    const footer = await this.call('GET', 'html/footer');
    const block = () => (path === '/enrol' ? this.call('GET', 'html/enrol?userid=ada') : this.call('POST', 'html/login', context));
    const main = loggedin && path !== '/block' ? `<h1>Welcome, ${encode(userid!)}.</h1>` : `<h1>A site</h1>${await block()}`;
    return '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
      + `<title>A site</title></head><body><main>${main}</main>${footer}</body></html>`;
  }
}

const encode = (text: string) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

/** The block in a page. */
export class Block {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get code() {
    return this.#page.locator('.nextauth-code');
  }

  get push() {
    return this.#page.locator('.nextauth-push');
  }

  get digits() {
    return this.#page.locator('.nextauth-digits output');
  }

  /** The button that leads on. */
  get way() {
    return this.#page.locator('.nextauth-way');
  }

  /** Where the button is, the code is behind a line that one opens. */
  async scanInstead(): Promise<void> {
    await this.#page.locator('summary').click();
    await this.code.locator('svg').waitFor();
  }

  /** Has a code that stays for two minutes. */
  async keep(): Promise<void> {
    const before = await this.link();
    await this.#page.locator('.nextauth-keep').click();
    await expect.poll(() => this.link()).not.toBe(before);
  }

  async link(): Promise<string> {
    return (await this.#page.locator('.nextauth-open a').getAttribute('href'))!;
  }

  async says(words: string): Promise<void> {
    await expect.poll(() => this.#page.locator('.nextauth-status').textContent(), { timeout: 20_000 }).toBe(words);
  }
}
