import { AlertCode, refuseAlert, writeAlert } from '../protocol/alert.ts';
import type { Bytes } from '../protocol/bytes.ts';
import { Initiator, type ExpectedServer, type ProvenServer, type Purpose } from '../protocol/initiator.ts';
import type { SecureChannel } from '../protocol/channel.ts';
import type { Exporter } from '../protocol/key-schedule.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import { Failure, failureOf, failureOfProof } from './failure.ts';
import { FrameSocket, type WebSocketConstructor } from './frame-socket.ts';
import { ANSWER_TIMEOUT, OpenChannel } from './open-channel.ts';

const CONNECT_TIMEOUT = 10_000;

/** Whom to talk to, and about what. */
export interface Target {
  readonly purpose: Purpose;
  readonly serverId: Bytes;
  readonly context: Bytes;
  readonly expected: ExpectedServer;
}

/** M3, ready to be sent. */
export interface Proof {
  exporter(): Promise<Exporter>;
  /** Sends it at once; the keys of the channel are made while the server reads it. */
  send(): Promise<OpenChannel>;
}

/** A handshake in which the server has proven itself and the phone has said nothing of itself (docs/protocol/handshake.md, section 3, steps 1 to 3). */
export class Handshake {
  readonly server: ProvenServer;
  readonly #socket: FrameSocket;

  private constructor(socket: FrameSocket, server: ProvenServer) {
    this.#socket = socket;
    this.server = server;
  }

  get host(): string {
    return new URL(this.#socket.url).host;
  }

  /** Connects to the first of the endpoints that can be reached. @throws {Failure} */
  static async begin(endpoints: readonly string[], target: Target, constructor: WebSocketConstructor, signal: AbortSignal): Promise<Handshake> {
    const socket = await connect(endpoints, constructor, signal);
    const stop = () => {
      socket.close();
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      const initiator = await Initiator.start(target.purpose, target.serverId, target.context);
      socket.send(initiator.m1);
      const m2 = refuseAlert(await socket.receive(ANSWER_TIMEOUT));
      return new Handshake(socket, await initiator.verify(m2, target.expected));
    } catch (error) {
      if (error instanceof ProtocolError) socket.send(writeAlert(AlertCode.Malformed));
      socket.close();
      throw failureOfProof(error);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Whoever has no account to say so with: M1, whatever M2 says, alert 32. @throws {Failure} the server did not even answer. */
  static async sayNoAccount(endpoints: readonly string[], target: Omit<Target, 'expected'>, constructor: WebSocketConstructor, signal: AbortSignal): Promise<void> {
    const socket = await connect(endpoints, constructor, signal);
    try {
      socket.send((await Initiator.start(target.purpose, target.serverId, target.context)).m1);
      refuseAlert(await socket.receive(ANSWER_TIMEOUT));
      socket.send(writeAlert(AlertCode.NoAccount));
    } catch (error) {
      throw failureOf(error);
    } finally {
      socket.close();
    }
  }

  /**
   * Waits for the person. The prompt goes away when the server ends the connection, when `expires` (milliseconds since 1970) has passed, and when `signal` says so.
   * @returns undefined: turned away.
   * @throws {Failure} the server ended it, or it took too long.
   */
  async decide<T>(ask: (signal: AbortSignal) => Promise<T>, expires: number, signal: AbortSignal): Promise<T | undefined> {
    const ending = this.#socket.arrival().then(() => 'ended' as const);
    const answer = await decideWithin(ask, expires, signal, ending);
    if (answer === 'ended') throw await this.#ended();
    return answer;
  }

  /** Makes M3. What must be saved before the server can have it is saved between this and `send`. */
  async prove(account: CryptoKeyPair, request: Bytes): Promise<Proof> {
    const m3 = await this.server.complete(account, request);
    let made: Promise<SecureChannel> | undefined;
    const channel = () => (made ??= this.server.channelAfter(m3));
    const exporter = async () => (await channel()).exporter;
    const send = async () => {
      this.#socket.send(m3);
      return new OpenChannel(this.#socket, await channel());
    };
    return { exporter, send };
  }

  /** Ends it without saying which account this phone would have taken. */
  turnAway(): void {
    this.#socket.send(writeAlert(AlertCode.Cancelled));
    this.#socket.close();
  }

  /** Ends it without a word: an alert would tell the site that somebody has declined. */
  abandon(): void {
    this.#socket.close();
  }

  /** Ends it because what the server said makes no sense. */
  refuse(): Failure {
    this.#socket.send(writeAlert(AlertCode.Malformed));
    this.#socket.close();
    return new Failure('protocol');
  }

  async #ended(): Promise<Failure> {
    try {
      refuseAlert(await this.#socket.receive());
      return this.refuse();
    } catch (error) {
      this.#socket.close();
      return failureOf(error);
    }
  }
}

/** Asks the person, as `decide` of a handshake does, where no connection waits. `ending`: something else that ends it. */
export async function decideWithin<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  expires: number,
  signal: AbortSignal,
  ending?: Promise<'ended'>,
): Promise<T | 'ended' | undefined> {
  if (signal.aborted) return undefined;
  const asking = new AbortController();
  let stop = (): void => undefined;
  const stopped = new Promise<undefined>((resolve) => {
    stop = () => {
      resolve(undefined);
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, Math.min(Math.max(expires - Date.now(), 0), 2 ** 31 - 1), 'late');
  });
  try {
    // A prompt that fails, because its screen went away, is one that was turned away.
    const answer = await Promise.race([ask(asking.signal).catch(() => undefined), stopped, late, ...(ending === undefined ? [] : [ending])]);
    if (answer === 'late') throw new Failure('expired');
    return answer;
  } finally {
    asking.abort();
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

async function connect(endpoints: readonly string[], constructor: WebSocketConstructor, signal: AbortSignal): Promise<FrameSocket> {
  let failure = new Failure('offline');
  for (const endpoint of endpoints) {
    try {
      return await FrameSocket.open(endpoint, constructor, CONNECT_TIMEOUT, signal);
    } catch (error) {
      failure = failureOf(error);
    }
  }
  throw failure;
}

