import { alertFor, refuseAlert } from '../protocol/alert.ts';
import type { Bytes } from '../protocol/bytes.ts';
import type { SecureChannel } from '../protocol/channel.ts';
import { readServerMessage, writeMessage, type ServerMessage } from '../protocol/messages.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import { ConnectionEnded, ofReason } from './failure.ts';
import type { FrameSocket } from './frame-socket.ts';

/** How long a server may take to answer, in milliseconds. */
export const ANSWER_TIMEOUT = 15_000;

type Answer = Extract<ServerMessage, { type: 'answer' }>;
/** What a channel brings beside pings and answers. */
export type Told = Exclude<ServerMessage, { type: 'ping' | 'answer' | 'transaction' }>;
/** What a question brings beside its answer. */
export type Fetched = Extract<ServerMessage, { type: 'transaction' }>;

interface Question {
  answer(answer: Answer): void;
  fail(error: unknown): void;
  readonly fetched: ((message: Fetched) => void) | undefined;
}

/** The connection after M3: sends, asks, answers pings (docs/protocol/messages.md, section 5). */
export class OpenChannel {
  readonly #socket: FrameSocket;
  readonly #secure: SecureChannel;
  readonly #questions = new Map<number, Question>();
  #nextId = 1;
  #sending: Promise<void> = Promise.resolve();
  #isFirst = true;
  #isOver = false;

  constructor(socket: FrameSocket, secure: SecureChannel) {
    this.#socket = socket;
    this.#secure = secure;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** A key taken from the channel, 32 bytes (docs/protocol/key-schedule.md, section 4). */
  export(label: string): Promise<Bytes> {
    return this.#secure.exporter.export(label);
  }

  /** The first record, which tells how the ceremony ended. @throws {AlertReceived} of either form: whether M3 was accepted is not known. */
  async first(): Promise<ServerMessage | undefined> {
    try {
      return await this.#read(ANSWER_TIMEOUT);
    } catch (error) {
      await this.#refuse(error);
      throw error;
    }
  }

  /**
   * Reads until the connection ends, and says how it did. Pings are answered, questions get their answers, the rest goes to `tell`, one after the other.
   * `silence`: after so many milliseconds without a message the connection counts as dead.
   */
  async serve(tell: (message: Told) => void, silence?: number): Promise<unknown> {
    try {
      for (;;) {
        const message = await this.#read(silence);
        if (message !== undefined) this.#hear(message, tell);
      }
    } catch (error) {
      await this.#refuse(error);
      this.close();
      for (const question of this.#questions.values()) question.fail(error);
      return error;
    }
  }

  /** Sends a message that gets no answer. */
  send(message: Readonly<Record<string, unknown>>): void {
    // One after the other: sealing is asynchronous, and records must leave in the order of their numbers.
    const sealed = this.#secure.seal(writeMessage(message));
    this.#sending = this.#sending.then(async () => {
      this.#socket.send(await sealed);
    });
  }

  /** Sends a message and waits for its answer; `serve` must be running. @throws {Failure} it was not done. @throws {ConnectionEnded} */
  async ask(message: Readonly<Record<string, unknown>>, fetched?: (message: Fetched) => void): Promise<void> {
    if (this.#isOver) throw new ConnectionEnded();
    const id = this.#nextId++;
    const answered = new Promise<Answer>((answer, fail) => {
      this.#questions.set(id, { answer, fail, fetched });
    });
    const timer = setTimeout(() => {
      this.close();
    }, ANSWER_TIMEOUT);
    try {
      this.send({ ...message, id });
      const { done, reason } = await answered;
      if (!done) throw ofReason(reason);
    } finally {
      clearTimeout(timer);
      this.#questions.delete(id);
    }
  }

  close(): void {
    this.#isOver = true;
    void this.#sending.then(() => {
      this.#socket.close();
    });
  }

  #hear(message: ServerMessage, tell: (message: Told) => void): void {
    switch (message.type) {
      case 'ping':
        this.send({ type: 'pong' });
        break;
      case 'answer':
        this.#questions.get(message.re)?.answer(message);
        break;
      case 'transaction':
        for (const question of this.#questions.values()) question.fetched?.(message);
        break;
      default:
        tell(message);
    }
  }

  async #read(timeout?: number): Promise<ServerMessage | undefined> {
    const record = await this.#socket.receive(timeout);
    if (this.#isFirst) refuseAlert(record);
    const json = await this.#secure.open(record);
    this.#isFirst = false;
    return readServerMessage(json);
  }

  // The server is told what was wrong; whoever altered a record on the line cannot make it look like an end that the phone wanted.
  async #refuse(error: unknown): Promise<void> {
    if (!(error instanceof ProtocolError)) return;
    const alert = await this.#secure.sealAlert(alertFor(error));
    await this.#sending;
    this.#socket.send(alert);
    this.close();
  }
}

