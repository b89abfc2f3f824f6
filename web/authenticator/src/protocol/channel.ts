import { AlertReceived, readAlertCode } from './alert.ts';
import { concat, uint64, type Bytes } from './bytes.ts';
import { seal, unseal } from './crypto.ts';
import type { Exporter, KeySchedule } from './key-schedule.ts';
import { MAX_MESSAGE_SIZE, TAG_SIZE } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';

// docs/protocol/records.md.

const MESSAGE = 0x10;
const ALERT = 0x11;
const HEAD = 9;

/** Seals the records of one direction. */
class Sealer {
  readonly #key: CryptoKey;
  #sequence = 0;

  constructor(key: CryptoKey) {
    this.#key = key;
  }

  async seal(type: number, plaintext: Bytes): Promise<Bytes> {
    // The number is taken before anything is awaited: two calls at once would otherwise seal two records under one nonce.
    const number = this.#sequence++;
    const head = concat(Uint8Array.of(type), uint64(number));
    return concat(head, await seal(this.#key, number, head, plaintext));
  }
}

/** Opens the records of one direction. After a refusal or an alert it opens nothing more. */
class Opener {
  readonly #key: CryptoKey;
  #sequence = 0;
  #ended = false;

  constructor(key: CryptoKey) {
    this.#key = key;
  }

  async open(record: Bytes): Promise<Bytes> {
    if (record.length === 0) throw this.#refuse('WrongLength');
    const type = record[0]!;
    if ((type !== MESSAGE && type !== ALERT) || this.#ended) throw this.#refuse('UnexpectedType');
    if (record.length < HEAD + TAG_SIZE || record.length > HEAD + MAX_MESSAGE_SIZE + TAG_SIZE) throw this.#refuse('WrongLength');
    const number = this.#sequence++;
    const head = record.slice(0, HEAD);
    if (new DataView(record.buffer, record.byteOffset).getBigUint64(1) !== BigInt(number)) throw this.#refuse('InvalidSequence');
    const plaintext = await this.#unseal(number, head, record.slice(HEAD));
    if (type === MESSAGE) return plaintext;
    this.#ended = true;
    throw new AlertReceived(readAlertCode(plaintext));
  }

  async #unseal(number: number, head: Bytes, sealed: Bytes): Promise<Bytes> {
    try {
      return await unseal(this.#key, number, head, sealed);
    } catch (error) {
      this.#ended = true;
      throw error;
    }
  }

  #refuse(refusal: 'WrongLength' | 'UnexpectedType' | 'InvalidSequence'): ProtocolError {
    this.#ended = true;
    return new ProtocolError(refusal);
  }
}

/** The open channel, one end of it. Records must be opened one after the other, in the order they came. */
export class SecureChannel {
  readonly exporter: Exporter;
  readonly #sealer: Sealer;
  readonly #opener: Opener;

  private constructor(sending: CryptoKey, receiving: CryptoKey, exporter: Exporter) {
    this.#sealer = new Sealer(sending);
    this.#opener = new Opener(receiving);
    this.exporter = exporter;
  }

  /** The end of `side`, with the keys of a handshake that is complete there. */
  static async of(schedule: KeySchedule, th3: Bytes, side: 'phone' | 'server'): Promise<SecureChannel> {
    const other = side === 'phone' ? 'server' : 'phone';
    const [sending, receiving, exporter] = await Promise.all([schedule.recordKey(side, th3), schedule.recordKey(other, th3), schedule.exporter(th3)]);
    return new SecureChannel(sending, receiving, exporter);
  }

  /** A record with a message, JSON in UTF-8. */
  seal(message: Bytes): Promise<Bytes> {
    return this.#sealer.seal(MESSAGE, message);
  }

  /** The last record of this direction. */
  sealAlert(code: number): Promise<Bytes> {
    return this.#sealer.seal(ALERT, Uint8Array.of(code >> 8, code & 0xff));
  }

  /**
   * Opens the record that is due.
   * @throws {ProtocolError} as section 3 says; the connection is over then.
   * @throws {AlertReceived} it was an alert.
   */
  open(record: Bytes): Promise<Bytes> {
    return this.#opener.open(record);
  }
}
