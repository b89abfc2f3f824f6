// The push service of a browser, within this test: Chromium's own is a service of its vendor.
import { execFileSync } from 'node:child_process';
import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import ece from 'http_ece';
import type { BrowserContext } from 'playwright-core';
import { expect } from 'vitest';

const path = '/subscription/of-this-browser';

export class PushService {
  readonly #folder = mkdtempSync(join(tmpdir(), 'nextauth-push-'));
  readonly #browser = createECDH('prime256v1');
  readonly #auth = randomBytes(16);
  readonly #messages: string[] = [];
  readonly #faults: unknown[] = [];
  readonly #server: Server;
  #applicationServerKey = '';

  private constructor() {
    this.#browser.generateKeys();
    // The server demands https of push services. This certificate is its own authority, for the time of the test.
    const files = ['-keyout', join(this.#folder, 'tls.key'), '-out', this.certificate];
    const names = ['-subj', '/CN=push service of a test', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc', '-days', '2', ...files, ...names], { stdio: 'ignore' });
    this.#server = createServer({ key: readFileSync(join(this.#folder, 'tls.key')), cert: readFileSync(this.certificate) }, (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        try {
          expect([request.method, request.url]).toEqual(['POST', path]);
          this.#take(request.headers, Buffer.concat(parts));
          response.writeHead(201);
        } catch (error) {
          this.#faults.push(error);
          response.writeHead(400);
        }
        response.end();
      });
    });
  }

  static async start(): Promise<PushService> {
    const service = new PushService();
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  /** What a server needs to send to it. */
  get settings(): { server: Record<string, string>; environment: Record<string, string> } {
    return { server: { Push__AllowPrivateEndpoints: 'true', Push__WebPush__Subject: 'mailto:push@example.com' }, environment: { SSL_CERT_FILE: this.certificate } };
  }

  private get certificate(): string {
    return join(this.#folder, 'tls.pem');
  }

  /** Gives a browser subscriptions at this service, in place of those of its vendor. All else is the browser's. */
  async subscribe(context: BrowserContext): Promise<void> {
    const { port } = this.#server.address() as { port: number };
    const subscription = {
      endpoint: `https://localhost:${port}${path}`,
      expirationTime: null,
      keys: { p256dh: this.#browser.getPublicKey('base64url'), auth: this.#auth.toString('base64url') },
    };
    await context.exposeBinding('subscribed', (_, key: string) => {
      this.#applicationServerKey = key;
    });
    await context.addInitScript((json) => {
      const made = { ...json, toJSON: () => json, unsubscribe: () => Promise.resolve(true) } as unknown as PushSubscription;
      PushManager.prototype.getSubscription = () => Promise.resolve(localStorage.getItem('subscribed') === null ? null : made);
      PushManager.prototype.subscribe = async (options) => {
        if (!(options?.applicationServerKey instanceof Uint8Array)) {
          throw new TypeError('applicationServerKey');
        }
        localStorage.setItem('subscribed', '');
        const base64 = btoa(Array.from(options.applicationServerKey, (byte) => String.fromCharCode(byte)).join(''));
        await (window as unknown as { subscribed: (key: string) => Promise<void> }).subscribed(base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''));
        return made;
      };
    }, subscription);
  }

  /** The next message, opened as a browser opens it: the content that its page gets. */
  async next(): Promise<string> {
    const until = Date.now() + 20_000;
    while (Date.now() < until) {
      expect(this.#faults).toEqual([]);
      const message = this.#messages.shift();
      if (message !== undefined) {
        return message;
      }
      await delay(20);
    }
    throw new Error('Nothing was sent to the push service.');
  }

  /** Forgets what has come, and says how much it was. */
  clear(): number {
    return this.#messages.splice(0).length;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #take(headers: IncomingHttpHeaders, body: Buffer): void {
    this.#check(headers);
    expect(headers['content-encoding']).toBe('aes128gcm');
    expect(Number(headers.ttl)).toBeGreaterThan(0);
    this.#messages.push(ece.decrypt(body, { version: 'aes128gcm', privateKey: this.#browser, authSecret: this.#auth }).toString('utf8'));
  }

  // RFC 8292: signed by the key that the browser has subscribed for, and for this service.
  #check(headers: IncomingHttpHeaders): void {
    const [, token, key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(headers.authorization ?? '') ?? [];
    expect(key).toBe(this.#applicationServerKey);
    const point = Buffer.from(key!, 'base64url');
    const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
    const [header, claims, signature] = token!.split('.');
    const signed = Buffer.from(`${header!}.${claims!}`);
    expect(verify('sha256', signed, { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature!, 'base64url'))).toBe(true);
    expect((JSON.parse(Buffer.from(claims!, 'base64url').toString()) as { aud: string }).aud).toBe(`https://${headers.host!}`);
  }
}
