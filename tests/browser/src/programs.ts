// The shop as a person starts it. It starts the server; `dotnet build` has made both.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

export const repository = fileURLToPath(new URL('../../../', import.meta.url));
/** The whole browser. */
export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Chromium without windows: the same engine, at a third of the work. It shows no notifications. Where there is none, the whole browser. */
export const shell = process.env.CHROMIUM_SHELL ?? process.env.CHROMIUM ?? ['/usr/bin/chromium-headless-shell'].find(existsSync) ?? chromium;

// The figures in bench/ are of what is shipped.
const configuration = process.env.NEXTAUTH_CONFIGURATION ?? 'debug';
const program = join(repository, `artifacts/bin/Shop/${configuration}/Shop.dll`);
const app = join(repository, `artifacts/bin/NextAuth.Host/${configuration}/nextauth.dll`);

/** What is missing for these tests, in words; `null`: nothing. */
export const missing =
  [
    ...[chromium, shell, program, app].filter((file) => !existsSync(file)).map((file) => `${file} is missing`),
    ...(spawnSync('openssl', ['version']).error ? ['openssl is missing'] : []),
  ].join(', ') || null;

if (missing) {
  if (process.env.CI) {
    throw new Error(`The tests in two browsers can't run: ${missing}.`);
  }
  console.warn(`The tests in two browsers are left out: ${missing}. They need 'dotnet build samples/Shop', openssl, and Chromium at the path in CHROMIUM.`);
}

/** Whether phones could reach this machine: `--lan` needs an address. */
export const hasNetwork = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ family, internal }) => family === 'IPv4' && !internal));

export interface ShopSettings {
  name?: string;
  typedCode?: boolean;
  /** For the network; the machine needs one, see `hasNetwork`. */
  lan?: boolean;
  /** Settings of the server, as its environment has them: `Push__Lifetime`. The shop hands its environment on. */
  server?: Record<string, string>;
  environment?: Record<string, string>;
}

// Limits that a test reaches sooner than a person does. That they hold is tested elsewhere, over the REST API.
const generous = { Push__MaxPushes: '1000', Push__MaxDeclined: '100', Push__BrowserInterval: '00:00:00', Transactions__MaxDeclined: '100', Sessions__MaxLogins: '100000' };

/** A shop with its server, on ports and in a folder of their own. */
export class Shop {
  /** Of this machine; with `lan` it is told by what the shop has printed. */
  readonly url: string;
  readonly serverUrl: string;
  readonly #operations: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'nextauth-shop-'));
  readonly #settings: ShopSettings;
  #process: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  #said = '';

  private constructor(ports: number[], settings: ShopSettings) {
    this.url = `http://localhost:${ports[0]!}`;
    this.serverUrl = `http://localhost:${ports[1]!}`;
    this.#operations = ports[2]!;
    this.#settings = settings;
  }

  static async start(settings: ShopSettings = {}): Promise<Shop> {
    const shop = new Shop([await freePort(), await freePort(), await freePort()], settings);
    await shop.#run();
    return shop;
  }

  /** What it has printed in the terminal. */
  get said(): string {
    return this.#said;
  }

  /** The web authenticator. */
  get appUrl(): string {
    return `${this.serverUrl}/app/`;
  }

  /** The shop's virtual server. */
  get serverId(): string {
    return (JSON.parse(readFileSync(join(this.#folder, 'shop.json'), 'utf8')) as { ServerId: string }).ServerId;
  }

  async #run(): Promise<void> {
    const { name, typedCode = false, lan = false, server, environment } = this.#settings;
    const settings = Object.entries({ ...generous, ...server }).map(([key, value]) => [`NextAuth__${key}`, value] as const);
    const started = spawn(
      'dotnet',
      [
        'exec', program, `--Shop:Url=${this.url}`, `--Shop:ServerUrl=${this.serverUrl}`, `--Shop:ServerOpsPort=${this.#operations}`, `--Shop:Data=${join(this.#folder)}`,
        `--Shop:TypedCode=${typedCode}`, ...(name === undefined ? [] : [`--Shop:Name=${name}`]),
        ...(lan ? ['--lan', `--Shop:LanPort=${await freePort()}`, `--Shop:LanServerPort=${await freePort()}`] : []),
      ],
      { cwd: this.#folder, env: { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', ...Object.fromEntries(settings), ...environment } },
    );
    this.#process = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.#said += text));
    }
    this.#ended = new Promise((resolve) => started.once('exit', resolve));
    const until = Date.now() + 90_000;
    while (!this.#said.includes(' is open at ')) {
      if (started.exitCode !== null || Date.now() > until) {
        throw new Error(`The shop did not open: ${this.#said}`);
      }
      await delay(50);
    }
  }

  /** Calls the server's REST API with the root key. */
  async call(method: string, path: string, nonce?: string, body?: unknown): Promise<string> {
    const answer = await fetch(this.serverUrl + path, {
      method,
      headers: { 'X-apikey': readFileSync(join(this.#folder, 'root.key'), 'utf8'), ...(nonce === undefined ? {} : { 'X-nonce': nonce }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    }
    return text;
  }

  async stop(): Promise<void> {
    this.#process?.kill('SIGTERM');
    await this.#ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
