import { toBase64Url } from '../../src/protocol/base64url.ts';
import type { SecureChannel } from '../../src/protocol/channel.ts';
import { concat, hex, readUtf8, utf8, type Bytes } from '../../src/protocol/bytes.ts';
import { exportPublicKey, makeSigningKey, sha256 } from '../../src/protocol/crypto.ts';
import { writeId } from '../../src/protocol/ids.ts';
import type { WebSocketConstructor } from '../../src/client/frame-socket.ts';
import { Responder } from '../protocol/responder.ts';

type Json = Readonly<Record<string, unknown>>;

/** One connection of a phone, as the server sees it. */
export class Connection {
  readonly purpose: number;
  accountId = 0;
  readonly received: Json[] = [];
  /** What M3 asked for. */
  readonly request: Json;
  /** The key of M3, hex. */
  key = '';
  readonly #channel: SecureChannel;
  readonly #socket: FakeSocket;
  #sending: Promise<void> = Promise.resolve();

  constructor(purpose: number, request: Json, channel: SecureChannel, socket: FakeSocket) {
    this.purpose = purpose;
    this.request = request;
    this.#channel = channel;
    this.#socket = socket;
  }

  send(message: Json): Promise<void> {
    return this.sendBytes(() => this.#channel.seal(utf8(JSON.stringify(message))));
  }

  sendBytes(make: () => Bytes | Promise<Bytes>): Promise<void> {
    this.#sending = this.#sending.then(async () => {
      this.#socket.deliver(await make());
    });
    return this.#sending;
  }

  sealed(message: Json): Promise<Bytes> {
    return this.#channel.seal(utf8(JSON.stringify(message)));
  }

  async open(record: Bytes): Promise<Json> {
    const message = JSON.parse(readUtf8(await this.#channel.open(record))) as Json;
    this.received.push(message);
    return message;
  }

  close(): void {
    this.#socket.drop();
  }
}

/** A server in memory that does as the protocol says, until a test makes it do otherwise. */
export class FakeServer {
  readonly serverId = crypto.getRandomValues(new Uint8Array(18));
  readonly connections: Connection[] = [];
  /** Types of the frames phones have sent, and the M3s among them. */
  readonly frames: number[] = [];
  /** What phones have said in the clear. */
  readonly alerts: number[] = [];
  readonly accounts = new Map<string, number>();
  readonly removed = new Set<string>();
  parameters: Json = { version: 1, serverName: 'Fake Shop' };
  hello: Json = {};
  isDown = false;
  /** Takes M1 and says nothing. */
  isSilent = false;
  sockets = new Set<FakeSocket>();

  /** What a test replaces. */
  identity!: CryptoKeyPair;
  alterM2 = (m2: Bytes): Bytes => m2;
  /** Instead of M2. */
  refuse: number | undefined;
  /** With the M3 accepted and done: false ends the connection without a record. */
  afterM3: (connection: Connection) => boolean | Promise<boolean> = () => true;
  /** Instead of the account that is made. */
  enrolAnswer: Json | undefined;
  loginAnswer: Json = { type: 'login', outcome: 'loggedIn', pingTime: 0 };
  answer: (message: Json, connection: Connection) => Json | undefined | Promise<Json | undefined> = () => ({ done: true });

  static async make(): Promise<FakeServer> {
    const server = new FakeServer();
    server.identity = await makeSigningKey();
    return server;
  }

  get id(): string {
    return writeId(this.serverId);
  }

  get webSocket(): WebSocketConstructor {
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const server = this;
    return class extends FakeSocket {
      constructor(url: string) {
        super(url, server);
      }
    } as unknown as WebSocketConstructor;
  }

  async enrolCode(): Promise<string> {
    const fingerprint = await sha256(await exportPublicKey(this.identity.publicKey));
    return toBase64Url(concat(Uint8Array.of(1, 2), this.serverId, crypto.getRandomValues(new Uint8Array(16)), fingerprint));
  }

  async moveCode(commitment: Bytes): Promise<string> {
    const fingerprint = await sha256(await exportPublicKey(this.identity.publicKey));
    return toBase64Url(concat(Uint8Array.of(1, 4), this.serverId, crypto.getRandomValues(new Uint8Array(16)), fingerprint, commitment));
  }

  loginCode(): string {
    return toBase64Url(concat(Uint8Array.of(1, 1), this.serverId, crypto.getRandomValues(new Uint8Array(44))));
  }

  transactionCode(tid: Bytes): string {
    return toBase64Url(concat(Uint8Array.of(1, 3), this.serverId, tid));
  }

  /** The connections whose phones listen. */
  get listening(): Connection[] {
    return this.connections.filter(({ received }) => received.some(({ type }) => type === 'listen'));
  }

  dropAll(): void {
    for (const socket of this.sockets) socket.drop();
  }

  serve(socket: FakeSocket): (frame: Bytes) => Promise<void> {
    let responder: Responder | undefined;
    let connection: Connection | undefined;
    return async (frame) => {
      this.frames.push(frame[0]!);
      if (frame[0] === 0x11 && frame.length === 3) this.alerts.push(frame[2]!);
      if (frame[0] === 0x11 && connection === undefined) {
        socket.drop();
      } else if (responder === undefined) {
        responder = new Responder(frame);
        await this.#answer(responder, socket);
      } else if (connection === undefined) {
        connection = await this.#accept(responder, frame, socket);
      } else if (frame[0] === 0x10) {
        await this.#hear(connection, await connection.open(frame));
      }
    };
  }

  async #answer(responder: Responder, socket: FakeSocket): Promise<void> {
    if (this.isSilent) return;
    if (this.refuse !== undefined) {
      socket.deliver(Uint8Array.of(0x11, 0, this.refuse));
      socket.drop();
      return;
    }
    const label = responder.first.purpose === 2 ? { label: 'anna' } : {};
    const hello = { server: this.parameters, ...label, ...this.hello };
    socket.deliver(this.alterM2(await responder.answer(this.identity, utf8(JSON.stringify(hello)))));
  }

  async #accept(responder: Responder, m3: Bytes, socket: FakeSocket): Promise<Connection | undefined> {
    const { purpose } = responder.first;
    const { accountKey, request, channel } = await responder.verify(m3);
    const key = hex(accountKey);
    if (purpose === 2) this.accounts.set(key, 1000 + this.accounts.size);
    const accountId = this.accounts.get(key);
    if (accountId === undefined && !this.removed.has(key)) {
      socket.deliver(Uint8Array.of(0x11, 0, 9));
      socket.drop();
      return undefined;
    }
    const connection = new Connection(purpose, JSON.parse(readUtf8(request)) as Json, channel, socket);
    connection.accountId = accountId ?? 0;
    connection.key = key;
    this.connections.push(connection);
    if (!(await this.afterM3(connection))) {
      socket.drop();
      return connection;
    }
    if (accountId === undefined) await connection.send({ type: 'push', n: 0, kind: 'accountRemoved' });
    else if (purpose === 1) await connection.send(this.loginAnswer);
    else if (purpose === 2 && this.enrolAnswer !== undefined) await connection.send(this.enrolAnswer);
    else if (purpose === 2) await connection.send({ type: 'enrol', outcome: 'enrolled', accountId, loggedIn: false, pingTime: 0 });
    else await connection.send({ type: 'open', accountId });
    return connection;
  }

  async #hear(connection: Connection, message: Json): Promise<void> {
    if (message['id'] === undefined) return;
    const answer = await this.answer(message, connection);
    if (answer !== undefined) await connection.send({ type: 'answer', re: message['id'], ...answer });
  }
}

/** A WebSocket whose other end is in this program. */
export class FakeSocket extends EventTarget {
  binaryType = 'blob';
  readonly url: string;
  readonly #serve: (frame: Bytes) => Promise<void>;
  readonly #server: FakeServer;
  #receiving: Promise<void> = Promise.resolve();
  #isOpen = false;
  #isClosed = false;

  constructor(url: string, server: FakeServer) {
    super();
    this.url = url;
    this.#server = server;
    this.#serve = server.serve(this);
    queueMicrotask(() => {
      if (server.isDown) {
        this.drop();
        return;
      }
      server.sockets.add(this);
      this.#isOpen = true;
      this.dispatchEvent(new Event('open'));
    });
  }

  send(frame: Bytes): void {
    if (!this.#isOpen || this.#isClosed) return;
    const copy = frame.slice();
    this.#receiving = this.#receiving.then(() => this.#serve(copy));
  }

  /** The server's end sends. */
  deliver(frame: Bytes): void {
    if (this.#isClosed) return;
    const data = frame.slice().buffer;
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  drop(): void {
    this.close();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#server.sockets.delete(this);
    this.dispatchEvent(new Event('close'));
  }
}
