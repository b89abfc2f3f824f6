import type { Bytes } from '../protocol/bytes.ts';
import { MAX_FRAME_SIZE, SUBPROTOCOL } from '../protocol/limits.ts';
import { ConnectionEnded, Failure } from './failure.ts';

/** More unread messages than any honest server sends before it is answered. */
const MAX_UNREAD = 256;

/** The part of WebSocket that is used; `ws` for Node has it, too. */
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocket;

/** A WebSocket as a queue of binary messages. */
export class FrameSocket {
  readonly url: string;
  readonly #socket: WebSocket;
  readonly #unread: Bytes[] = [];
  readonly #waiting = new Set<() => void>();
  #end: Error | undefined;

  private constructor(url: string, socket: WebSocket) {
    this.url = url;
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      this.#take(event.data);
    });
    socket.addEventListener('close', () => {
      this.#finish(new ConnectionEnded());
    });
    socket.addEventListener('error', () => {
      this.#finish(new ConnectionEnded());
    });
  }

  /** Connects. @throws {ConnectionEnded} it could not, within `timeout` milliseconds; or `signal` said to stop. */
  static async open(url: string, constructor: WebSocketConstructor, timeout: number, signal: AbortSignal): Promise<FrameSocket> {
    if (signal.aborted) throw new ConnectionEnded();
    const socket = new constructor(url, [SUBPROTOCOL]);
    const frames = new FrameSocket(url, socket);
    const opened = new Promise<void>((resolve) => {
      socket.addEventListener('open', () => {
        resolve();
      });
    });
    const stop = () => {
      frames.close();
    };
    signal.addEventListener('abort', stop, { once: true });
    const timer = setTimeout(stop, timeout);
    try {
      await Promise.race([opened, frames.#changed()]);
      if (frames.#end !== undefined) throw frames.#end;
      return frames;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  /** Sends, or does nothing when the connection has ended: whoever waits for the answer hears of that. */
  send(message: Bytes): void {
    if (this.#end === undefined) this.#socket.send(message);
  }

  /** Resolves when a message can be read or the connection has ended. */
  async arrival(): Promise<void> {
    while (this.#unread.length === 0 && this.#end === undefined) await this.#changed();
  }

  /** The next message. @throws {ConnectionEnded} none came any more, or none within `timeout` milliseconds. @throws {Failure} protocol. */
  async receive(timeout?: number): Promise<Bytes> {
    const timer =
      timeout === undefined
        ? undefined
        : setTimeout(() => {
            this.close();
          }, timeout);
    try {
      await this.arrival();
    } finally {
      clearTimeout(timer);
    }
    const message = this.#unread.shift();
    if (message === undefined) throw this.#end ?? new ConnectionEnded();
    return message;
  }

  close(): void {
    this.#finish(new ConnectionEnded());
    try {
      this.#socket.close(1000);
    } catch {
      // It was never open, which is the aim.
    }
  }

  #take(data: unknown): void {
    if (this.#end !== undefined) return;
    const isGood = data instanceof ArrayBuffer && data.byteLength <= MAX_FRAME_SIZE && this.#unread.length < MAX_UNREAD;
    if (isGood) {
      this.#unread.push(new Uint8Array(data));
      this.#wake();
    } else {
      this.#finish(new Failure('protocol'));
      this.#socket.close(1000);
    }
  }

  #finish(end: Error): void {
    this.#end ??= end;
    this.#wake();
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add(resolve);
    });
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
