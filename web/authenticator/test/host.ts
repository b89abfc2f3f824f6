import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../tests/browser/src/free-port.ts';

/** A server, started for a test: the built program, on files and ports of its own. */
export class Host {
  readonly url: string;
  readonly #key: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, key: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.#key = key;
    this.#process = process;
    this.#folder = folder;
  }

  get socket(): string {
    return `${this.url.replace('http', 'ws')}/ns/sigmai`;
  }

  /** `program`: the path of `nextauth`, or of its DLL. */
  static async start(program: string, settings: Readonly<Record<string, string>>): Promise<Host> {
    const folder = await mkdtemp(join(tmpdir(), 'nextauth-web-'));
    const [port, operations] = [await freePort(), await freePort()];
    const url = `http://localhost:${port}`;
    const key = randomBytes(32).toString('base64url');
    const [command, args] = program.endsWith('.dll') ? ['dotnet', ['exec', program]] : [program, []];
    const child = spawn(command, args, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        ASPNETCORE_URLS: url,
        NEXTAUTH_NS_PUBLIC_URL: url,
        NEXTAUTH_NS_DATA_DIR: join(folder, 'data'),
        NEXTAUTH_NS_ROOT_API_KEY: key,
        NextAuth__Operations__Url: `http://127.0.0.1:${operations}`,
        NextAuth__Log__Level: 'Error',
        ...settings,
      },
    });
    const host = new Host(url, key, child, folder);
    await host.#ready(`http://127.0.0.1:${operations}/ready`);
    return host;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.#process.exitCode === null) {
      this.#process.kill('SIGKILL');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** A call of the REST API; the body of the answer. @throws {Error} it was refused. */
  async call(method: string, path: string, options: { nonce?: string; body?: unknown } = {}): Promise<string> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { 'X-apikey': this.#key, ...(options.nonce !== undefined && { 'X-nonce': options.nonce }) },
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text;
  }

  async json<T>(method: string, path: string, options: { nonce?: string; body?: unknown } = {}): Promise<T> {
    return JSON.parse(await this.call(method, path, options)) as T;
  }

  async #ready(address: string): Promise<void> {
    for (let i = 0; i < 300; i++) {
      if (this.#process.exitCode !== null) throw new Error(`the host ended with ${this.#process.exitCode}`);
      try {
        if ((await fetch(address)).ok) return;
      } catch {
        // Not yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the host did not become ready');
  }
}

/** A virtual server on a host, and what a web application does there. */
export class Site {
  readonly id: string;
  readonly #host: Host;

  private constructor(host: Host, id: string) {
    this.#host = host;
    this.id = id;
  }

  static async make(host: Host, configuration: Readonly<Record<string, unknown>> = {}): Promise<Site> {
    const { serverid } = await host.json<{ serverid: string }>('POST', '/servers/', { body: { serverName: 'Test Shop', ...configuration } });
    return new Site(host, serverid);
  }

  nonce(): string {
    return randomBytes(18).toString('base64url');
  }

  enrolCode(name: string, nonce = this.nonce()): Promise<string> {
    return this.#host.call('GET', `${this.#path}/sessions/qr/enrol?name=${encodeURIComponent(name)}`, { nonce });
  }

  loginCode(nonce: string, context: { announceinfo?: Readonly<Record<string, unknown>>; sessioninfo?: Readonly<Record<string, unknown>> } = {}): Promise<string> {
    return this.#host.call('POST', `${this.#path}/sessions/qr/login`, { nonce, body: context });
  }

  session(nonce: string): Promise<{ loggedin: boolean; accountid?: number }> {
    return this.#host.json('GET', `${this.#path}/sessions/`, { nonce });
  }

  /** What the page is to show: the six digits, or nothing. */
  async provoke(nonce: string, accountId: number): Promise<string | undefined> {
    const text = await this.#host.call('POST', `${this.#path}/accounts/${accountId}/provokelogin`, { nonce, body: {} });
    return text === '' ? undefined : (JSON.parse(text) as { code: string }).code;
  }

  async transaction(nonce: string, body: Readonly<Record<string, string>>): Promise<{ tid: string; code: string }> {
    const { tid, qrdata } = await this.#host.json<{ tid: string; qrdata: string }>('POST', `${this.#path}/sessions/transactions`, { nonce, body });
    return { tid, code: Buffer.from(qrdata, 'base64').toString() };
  }

  async transactionStatus(tid: string): Promise<string> {
    return (await this.#host.json<{ tstatus: string }>('GET', `${this.#path}/transactions/${tid}`)).tstatus;
  }

  evidence(tid: string): Promise<Readonly<Record<string, string>>> {
    return this.#host.json('GET', `${this.#path}/transactions/${tid}/evidence`);
  }

  async logout(nonce: string): Promise<void> {
    await this.#host.call('POST', `${this.#path}/sessions/logout`, { nonce });
  }

  async deleteAccount(accountId: number): Promise<void> {
    await this.#host.call('DELETE', `${this.#path}/accounts/${accountId}/`);
  }

  async block(accountId: number): Promise<void> {
    await this.#host.call('PUT', `${this.#path}/accounts/${accountId}/?blocked=true`);
  }

  async accounts(): Promise<number[]> {
    const { accounts } = await this.#host.json<{ accounts: { id: number }[] }>('GET', `${this.#path}/accounts/`);
    return accounts.map(({ id }) => id);
  }

  get #path(): string {
    return `/servers/${this.id}`;
  }
}
