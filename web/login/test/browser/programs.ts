// The real programs: the server, and a phone in a terminal. `dotnet build` has made them.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../../tests/browser/src/free-port.ts';

export const repository = fileURLToPath(new URL('../../../../', import.meta.url));

/** Chromium without windows, the same engine at a third of the work; where there is none, the whole browser. */
export const chromium =
  process.env.CHROMIUM_SHELL ?? process.env.CHROMIUM ?? ['/usr/bin/chromium-headless-shell'].find(existsSync) ?? '/usr/bin/chromium';
const host = join(repository, 'artifacts/bin/NextAuth.Host/debug/nextauth');
const phone = join(repository, 'artifacts/bin/NextAuth.Authenticator.Cli/debug/nextauth-phone');

/** What is missing for these tests, in words; `null`: nothing. */
export const missing = [chromium, host, phone].filter((file) => !existsSync(file)).map((file) => `${file} is missing`).join(', ') || null;

/** A program with what it has written. */
class Program {
  output = '';
  readonly ended: Promise<number | null>;
  readonly #process: ChildProcessWithoutNullStreams;

  constructor(file: string, args: string[], cwd: string) {
    this.#process = spawn(file, args, { cwd, env: { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1' } });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.ended = new Promise((resolve) => this.#process.once('exit', resolve));
  }

  async says(text: string | RegExp, seconds = 30): Promise<void> {
    const until = Date.now() + seconds * 1000;
    while (typeof text === 'string' ? !this.output.includes(text) : !text.test(this.output)) {
      if (Date.now() > until) {
        throw new Error(`"${String(text)}" was expected within ${String(seconds)} s, and this was said:\n${this.output}`);
      }
      await delay(20);
    }
  }

  answer(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#process.kill(signal);
    await this.ended;
  }
}

/** The server on a folder and a port of its own. */
export class Server {
  readonly url: string;
  rootKey = '';
  readonly #folder = mkdtempSync(join(tmpdir(), 'nextauth-login-'));
  readonly #operations: string;
  readonly #settings: Record<string, string>;
  #program: Program | undefined;

  private constructor(port: number, operations: number, settings: Record<string, string>) {
    this.url = `http://localhost:${String(port)}`;
    this.#operations = `http://127.0.0.1:${String(operations)}`;
    this.#settings = settings;
  }

  /** @param settings Settings by their names after `NextAuth:`. */
  static async start(settings: Record<string, string> = {}): Promise<Server> {
    const server = new Server(await freePort(), await freePort(), settings);
    await server.run();
    return server;
  }

  async run(): Promise<void> {
    this.#program = new Program(host, [`--NextAuth:Listen=${this.url}`, `--NextAuth:Operations:Url=${this.#operations}`, ...Object.entries(this.#settings).map(([name, value]) => `--NextAuth:${name}=${value}`)], this.#folder);
    for (let i = 0; ; i++) {
      const ready = await fetch(`${this.#operations}/ready`).then((answer) => answer.ok, () => false);
      if (ready) {
        break;
      }
      if (i > 300) {
        throw new Error(`The server is not ready: ${this.#program.output}`);
      }
      await delay(100);
    }
    this.rootKey = /Root API key .*: (\S+)/.exec(this.#program.output)?.[1] ?? this.rootKey;
  }

  async kill(): Promise<void> {
    await this.#program?.kill();
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Calls the REST API with the root key. */
  async call(method: string, path: string, nonce?: string, body?: unknown): Promise<string> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { 'X-apikey': this.rootKey, ...(nonce === undefined ? {} : { 'X-nonce': nonce }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${path}: ${String(answer.status)} ${text}`);
    }
    return text;
  }

  async create(settings: object): Promise<string> {
    return (JSON.parse(await this.call('POST', '/servers/', undefined, settings)) as { serverid: string }).serverid;
  }

  async isLoggedIn(server: string, nonce: string): Promise<boolean> {
    return (JSON.parse(await this.call('GET', `/servers/${server}/sessions/`, nonce)) as { loggedin: boolean }).loggedin;
  }
}

/** A phone with a store of its own. */
export class Phone {
  readonly #store = mkdtempSync(join(tmpdir(), 'nextauth-phone-'));
  readonly #running = new Set<Program>();

  /** Scans a code, answers what it asks, and ends. */
  async scan(link: string, ...answers: string[]): Promise<string> {
    const program = this.begin(link);
    answers.forEach((answer) => {
      program.answer(answer);
    });
    await program.ended;
    return program.output;
  }

  /** Scans a code and waits for its owner to answer. */
  begin(link: string): Program {
    return this.#start('scan', link);
  }

  async listen(): Promise<Program> {
    const program = this.#start('listen');
    await program.says('Listening as');
    return program;
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#running].map((program) => program.kill()));
    rmSync(this.#store, { recursive: true, force: true });
  }

  #start(...args: string[]): Program {
    const program = new Program(phone, [...args, '--insecure-store', '--store', this.#store], this.#store);
    this.#running.add(program);
    return program;
  }
}
