import { type Browser, type BrowserContext, type BrowserContextOptions, chromium as launcher, type Locator, type Page } from 'playwright-core';
import { shell, type Shop } from './programs.ts';
import { Faults, flags } from './screen.ts';

/** A person's desktop: a browser with the shop in it. */
export class Desktop {
  readonly page: Page;
  readonly faults: Faults;
  readonly #shop: Shop;
  readonly #browser: Browser;
  readonly #context: BrowserContext;

  private constructor(shop: Shop, browser: Browser, context: BrowserContext, page: Page, faults: Faults) {
    [this.#shop, this.#browser, this.#context, this.page, this.faults] = [shop, browser, context, page, faults];
  }

  /** `isWatched`: whether what goes wrong is looked for, by script in every page; not where time is measured. */
  static async start(shop: Shop, options: BrowserContextOptions = {}, executablePath = shell, isWatched = true): Promise<Desktop> {
    const browser = await launcher.launch({ executablePath, args: flags });
    const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
    context.setDefaultTimeout(20_000);
    const faults = new Faults();
    if (isWatched) await faults.watch(context);
    return new Desktop(shop, browser, context, await context.newPage(), faults);
  }

  /** The code as it is on the screen. */
  get code(): Locator {
    return this.page.locator('.qr-card');
  }

  get progress(): Locator {
    return this.page.locator('#progress');
  }

  /** What the page says of the login, or the order, once it says this. */
  async says(words: string | RegExp): Promise<void> {
    await this.progress
      .filter({ hasText: words })
      .waitFor()
      .catch(async (error: unknown) => {
        throw new Error(`The page says: ${(await this.progress.textContent()) ?? 'nothing'}`, { cause: error });
      });
  }

  async heading(words: string | RegExp): Promise<void> {
    await this.page.getByRole('heading', { level: 1 }).filter({ hasText: words }).waitFor();
  }

  /** The link of the code, which stands beside it. */
  async link(): Promise<string> {
    return (await this.page.locator('#link').textContent())!;
  }

  async signUp(name: string): Promise<void> {
    await this.page.goto(`${this.#shop.url}/signup`);
    await this.page.getByLabel('User name').fill(name);
    await this.page.getByRole('button', { name: 'Continue' }).click();
    await this.code.waitFor();
  }

  async logOut(): Promise<void> {
    await this.page.getByRole('button', { name: 'Log out' }).click();
    await this.page.getByRole('link', { name: 'Sign up' }).first().waitFor();
  }

  async openLogin(): Promise<void> {
    await this.page.goto(`${this.#shop.url}/`);
    await this.page.getByRole('link', { name: 'Log in' }).first().click();
    await this.code.waitFor();
  }

  async push(): Promise<void> {
    await this.page.getByRole('button', { name: 'Log in on my phone' }).click();
  }

  async buy(good: string): Promise<void> {
    await this.page.goto(`${this.#shop.url}/`);
    await this.page.getByRole('button', { name: `Buy ${good}` }).click();
  }

  async stop(): Promise<void> {
    await this.#context.close();
    await this.#browser.close();
  }
}
