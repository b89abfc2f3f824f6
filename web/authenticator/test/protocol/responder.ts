import { SecureChannel } from '../../src/protocol/channel.ts';
import { concat, hex, type Bytes } from '../../src/protocol/bytes.ts';
import { agree, exportPublicKey, hmac, isMac, isSignedBy, makeEphemeralKey, seal, sha256, sign, unseal } from '../../src/protocol/crypto.ts';
import { KeySchedule, signedBytes } from '../../src/protocol/key-schedule.ts';
import { ProtocolError } from '../../src/protocol/protocol-error.ts';

// The server's side of the handshake, for tests alone (docs/protocol/handshake.md, section 2).

const CONTEXTS: Readonly<Record<number, (context: Bytes) => boolean>> = {
  1: (context) => (context.length === 45 && context[0] === 1) || (context.length === 49 && context[0] === 2),
  2: (context) => context.length === 16,
  3: (context) => context.length === 0,
};

export interface FirstMessage {
  readonly purpose: number;
  readonly serverId: Bytes;
  readonly ephemeral: Bytes;
  readonly context: Bytes;
}

/** Checks M1 in the order of docs/protocol/messages.md, section 2. */
export function readM1(m1: Bytes): FirstMessage {
  const refuseIf = (condition: boolean, refusal: ConstructorParameters<typeof ProtocolError>[0]) => {
    if (condition) throw new ProtocolError(refusal);
  };
  refuseIf(m1.length === 0, 'WrongLength');
  refuseIf(m1[0] !== 1, 'UnexpectedType');
  refuseIf(m1.length < 2, 'WrongLength');
  refuseIf(m1[1] !== 1, 'UnsupportedVersion');
  refuseIf(m1.length > 2 && m1[2] !== 1, 'UnsupportedSuite');
  refuseIf(m1.length < 88 || m1.length !== 88 + m1[87]!, 'WrongLength');
  const isContext = CONTEXTS[m1[3]!];
  refuseIf(isContext === undefined, 'UnknownPurpose');
  const context = m1.slice(88);
  refuseIf(!isContext!(context), 'InvalidContext');
  return { purpose: m1[3]!, serverId: m1.slice(4, 22), ephemeral: m1.slice(22, 87), context };
}

export class Responder {
  #schedule!: KeySchedule;
  #th2!: Bytes;
  readonly first: FirstMessage;
  readonly #m1: Bytes;

  constructor(m1: Bytes) {
    this.#m1 = m1;
    this.first = readM1(m1);
  }

  async answer(identity: CryptoKeyPair, hello: Bytes, ephemeral?: CryptoKeyPair): Promise<Bytes> {
    const pair = ephemeral ?? (await makeEphemeralKey());
    const [own, th1] = await this.#begin(pair);
    const serverKey = await exportPublicKey(identity.publicKey);
    const signature = await sign(identity.privateKey, signedBytes('responder', th1, await sha256(hello)));
    const mac = await hmac(await this.#schedule.macKey('mr'), concat(serverKey, th1));
    const sealed = await seal(await this.#schedule.sealingKey('kr'), 0, th1, concat(serverKey, signature, mac, hello));
    this.#th2 = await sha256(concat(th1, sealed));
    return concat(Uint8Array.of(2), own, sealed);
  }

  /** Goes on as if this M2 had been made by `ephemeral`. */
  async resume(m2: Bytes, ephemeral: CryptoKeyPair): Promise<this> {
    const [, th1] = await this.#begin(ephemeral);
    this.#th2 = await sha256(concat(th1, m2.slice(66)));
    return this;
  }

  /** `accounts`: the keys it knows, hex; undefined: every one, as at enrolment. */
  async verify(m3: Bytes, accounts?: ReadonlySet<string>): Promise<{ accountKey: Bytes; request: Bytes; channel: SecureChannel; th2: Bytes }> {
    if (m3.length === 0) throw new ProtocolError('WrongLength');
    if (m3[0] !== 3) throw new ProtocolError('UnexpectedType');
    if (m3.length < 178 || m3.length > 178 + 49_152) throw new ProtocolError('WrongLength');
    const plaintext = await unseal(await this.#schedule.sealingKey('ki'), 0, this.#th2, m3.slice(1));
    const [accountKey, signature, mac, request] = [plaintext.slice(0, 65), plaintext.slice(65, 129), plaintext.slice(129, 161), plaintext.slice(161)];
    const isKnown = accounts?.has(hex(accountKey)) ?? true;
    const isSigned = await isSignedBy(accountKey, signature, signedBytes('initiator', this.#th2, await sha256(request)));
    if (!isKnown || !isSigned) throw new ProtocolError('InvalidSignature');
    if (!(await isMac(await this.#schedule.macKey('mi'), mac, concat(accountKey, this.#th2)))) throw new ProtocolError('InvalidMac');
    const th3 = await sha256(concat(this.#th2, m3.slice(1)));
    return { accountKey, request, channel: await SecureChannel.of(this.#schedule, th3, 'server'), th2: this.#th2 };
  }

  async #begin(pair: CryptoKeyPair): Promise<[own: Bytes, th1: Bytes]> {
    const own = await exportPublicKey(pair.publicKey);
    const th1 = await sha256(concat(this.#m1, own));
    this.#schedule = new KeySchedule(await agree(pair.privateKey, this.first.ephemeral), th1);
    return [own, th1];
  }
}
