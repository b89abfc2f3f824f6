import { concat, utf8, type Bytes } from './bytes.ts';
import { MAC_KEY, SEAL_KEY, expand } from './crypto.ts';

// docs/protocol/key-schedule.md. HKDF of the platform is Extract and Expand in one: with th1 as salt and the shared secret as input it gives the keys
// of section 3, and `prk` itself never comes into being.

const LABEL = 'nextauth sigma-i v1 ';

/** What a signature in a role is over. The roles keep one side's signature from being shown as the other's. */
export function signedBytes(role: 'responder' | 'initiator', transcript: Bytes, hash: Bytes): Bytes {
  return concat(LABEL + role, transcript, hash);
}

/** What a new transaction key signs at enrolment. */
export function transactionKeyBytes(th2: Bytes): Bytes {
  return concat(`${LABEL}transaction key`, th2);
}

/** The keys of one handshake, from the shared secret and th1. */
export class KeySchedule {
  readonly #secret: CryptoKey;
  readonly #th1: Bytes;

  constructor(secret: CryptoKey, th1: Bytes) {
    this.#secret = secret;
    this.#th1 = th1;
  }

  /** kr or ki. */
  sealingKey(name: 'kr' | 'ki'): Promise<CryptoKey> {
    return this.#derive(utf8(LABEL + name), SEAL_KEY, ['encrypt', 'decrypt']);
  }

  /** mr or mi. */
  macKey(name: 'mr' | 'mi'): Promise<CryptoKey> {
    return this.#derive(utf8(LABEL + name), MAC_KEY, ['sign']);
  }

  /** kp or ks. */
  recordKey(side: 'phone' | 'server', th3: Bytes): Promise<CryptoKey> {
    return this.#derive(concat(LABEL + side, th3), SEAL_KEY, ['encrypt', 'decrypt']);
  }

  /** The key that other parts of the system take theirs from. */
  async exporter(th3: Bytes): Promise<Exporter> {
    return new Exporter(await this.#derive(concat(`${LABEL}export`, th3), MAC_KEY, ['sign']));
  }

  #derive(info: Bytes, type: typeof MAC_KEY | typeof SEAL_KEY, usages: KeyUsage[]): Promise<CryptoKey> {
    return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: this.#th1, info }, this.#secret, type, false, usages);
  }
}

/** Keys taken from a channel by a label (docs/protocol/key-schedule.md, section 4). */
export class Exporter {
  readonly #key: CryptoKey;

  constructor(key: CryptoKey) {
    this.#key = key;
  }

  /** 32 bytes. */
  export(label: string): Promise<Bytes> {
    return expand(this.#key, label);
  }

  /** The account's push key, which cannot be read again. */
  async pushKey(): Promise<CryptoKey> {
    const bytes = await this.export('push');
    try {
      return await crypto.subtle.importKey('raw', bytes, SEAL_KEY.name, false, ['decrypt']);
    } finally {
      bytes.fill(0);
    }
  }
}
