import { ConnectionEnded, Failure } from './failure.ts';
import type { OpenChannel, Told } from './open-channel.ts';

/** What a channel tells while an account moves, to be waited for one after the other. */
export class Inbox {
  readonly #told: Told[] = [];
  readonly #waiting = new Set<() => void>();
  #isOver = false;

  /** Begins to read the channel. */
  constructor(channel: OpenChannel) {
    const tell = (message: Told) => {
      this.#told.push(message);
      this.#wake();
    };
    void channel.serve(tell).then(() => {
      this.#isOver = true;
      this.#wake();
    });
  }

  /** The first message of this type. @throws {Failure} expired: the move has ended. @throws {ConnectionEnded} */
  async next<T extends Told['type']>(type: T): Promise<Extract<Told, { type: T }>> {
    for (;;) {
      const found = this.#told.find((message): message is Extract<Told, { type: T }> => message.type === type);
      if (found !== undefined) return found;
      if (this.#hasEnded()) throw new Failure('expired');
      if (this.#isOver) throw new ConnectionEnded();
      await this.#changed();
    }
  }

  /** Resolves when the move or the connection has ended. */
  async ended(): Promise<'ended'> {
    while (!this.#isOver && !this.#hasEnded()) await this.#changed();
    return 'ended';
  }

  /** How it has ended. */
  async end(): Promise<Failure | ConnectionEnded> {
    await this.ended();
    return this.#isOver && !this.#hasEnded() ? new ConnectionEnded() : new Failure('expired');
  }

  #hasEnded(): boolean {
    return this.#told.some(({ type }) => type === 'moveEnded');
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
