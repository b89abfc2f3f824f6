import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium as launcher, type Locator, type Page } from 'playwright-core';
import { shell, type Shop } from './programs.ts';
import { Faults, flags } from './screen.ts';
import { film } from './video.ts';

export interface PhoneSettings {
  locale?: string;
  colorScheme?: 'light' | 'dark';
  /** Of the browser. */
  executablePath?: string;
  /** Before any page. */
  prepare?: (context: BrowserContext) => Promise<unknown>;
}

/** A person's phone: a browser of the size of one with the web authenticator in it, and with a camera that sees what it is shown. It keeps what it has when it is switched off. */
export class Phone {
  readonly faults = new Faults();
  readonly #shop: Shop;
  readonly #settings: PhoneSettings;
  readonly #folder = mkdtempSync(join(tmpdir(), 'nextauth-phone-'));
  #context: BrowserContext | undefined;
  #page: Page | undefined;

  private constructor(shop: Shop, settings: PhoneSettings) {
    [this.#shop, this.#settings] = [shop, settings];
  }

  /** Switches it on and opens the app. */
  static async start(shop: Shop, settings: PhoneSettings = {}): Promise<Phone> {
    const phone = new Phone(shop, settings);
    await phone.#switchOn();
    await phone.open();
    return phone;
  }

  get context(): BrowserContext {
    return this.#context!;
  }

  get page(): Page {
    return this.#page!;
  }

  at(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  async open(fragment = ''): Promise<void> {
    await this.page.goto(this.#shop.appUrl + fragment);
    await this.page.locator('main').waitFor();
  }

  /** A window of its own for the app, when the one before was closed. */
  async reopen(): Promise<void> {
    this.#page = await this.context.newPage();
    await this.open();
  }

  async press(testId: string): Promise<void> {
    await this.at(testId).click();
  }

  /** Until it hears what is pushed. */
  async listens(): Promise<void> {
    await this.page.locator('.channel.online').waitFor();
  }

  /** Holds the camera before something and presses "Scan a code". Chromium takes the film for its camera only when it starts, so it starts anew with what it has kept. */
  async scan(what: Locator): Promise<void> {
    const file = join(this.#folder, 'camera.y4m');
    await film(what, file);
    await this.#context!.close();
    await this.#switchOn('--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`);
    await this.open();
    await this.press('scan');
  }

  /** Without a camera: the link that stands beside the code. */
  async paste(link: string): Promise<void> {
    await this.press('paste');
    await this.page.locator('#link').fill(link);
    await this.press('paste-go');
  }

  /** Ends what is on the screen. */
  async done(): Promise<void> {
    await this.press('done');
    await this.at('home').waitFor();
  }

  async stop(): Promise<void> {
    await this.#context?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #switchOn(...more: string[]): Promise<void> {
    const { locale = 'en-GB', colorScheme = 'light', executablePath = shell, prepare } = this.#settings;
    this.#context = await launcher.launchPersistentContext(join(this.#folder, 'profile'), {
      executablePath,
      args: [...flags, ...more],
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true,
      locale,
      colorScheme,
    });
    this.#context.setDefaultTimeout(20_000);
    await this.faults.watch(this.#context);
    await prepare?.(this.#context);
    this.#page = this.#context.pages()[0] ?? (await this.#context.newPage());
  }
}
