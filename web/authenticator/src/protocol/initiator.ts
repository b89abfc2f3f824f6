import { SecureChannel } from './channel.ts';
import { concat, equalBytes, type Bytes } from './bytes.ts';
import { agree, exportPublicKey, hmac, isMac, isSignedBy, makeEphemeralKey, seal, sha256, sign, unseal } from './crypto.ts';
import { KeySchedule, signedBytes, transactionKeyBytes } from './key-schedule.ts';
import { MAC_SIZE, MAX_MESSAGE_SIZE, PUBLIC_KEY_SIZE, SIGNATURE_SIZE, TAG_SIZE } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';

// The phone's side of the handshake: docs/protocol/handshake.md, section 3; bytes in docs/protocol/messages.md, sections 2 and 3.

export const Purpose = { login: 1, enrol: 2, account: 3 } as const;
export type Purpose = (typeof Purpose)[keyof typeof Purpose];

/** By what the phone knows the server: the key it stored with the account, or the fingerprint of an enrol code. */
export type ExpectedServer = { readonly key: Bytes } | { readonly fingerprint: Bytes };

const VERSION = 1;
const SUITE = 1;
const M1 = 0x01;
const M2 = 0x02;
const M3 = 0x03;
const PROOF = PUBLIC_KEY_SIZE + SIGNATURE_SIZE + MAC_SIZE;
const M2_HEAD = 1 + PUBLIC_KEY_SIZE;

/** A handshake whose M1 is made. */
export class Initiator {
  readonly m1: Bytes;
  #ephemeral: CryptoKey | undefined;

  private constructor(m1: Bytes, ephemeral: CryptoKey) {
    this.m1 = m1;
    this.#ephemeral = ephemeral;
  }

  /** Makes M1. Only a test brings a key of its own. */
  static async start(purpose: Purpose, serverId: Bytes, context: Bytes, ephemeral?: CryptoKeyPair): Promise<Initiator> {
    const pair = ephemeral ?? (await makeEphemeralKey());
    const head = Uint8Array.of(M1, VERSION, SUITE, purpose);
    const m1 = concat(head, serverId, await exportPublicKey(pair.publicKey), Uint8Array.of(context.length), context);
    return new Initiator(m1, pair.privateKey);
  }

  /**
   * Checks M2, once: after a refusal the handshake is over.
   * @throws {ProtocolError} in the order of section 3, step 2.
   */
  async verify(m2: Bytes, expected: ExpectedServer): Promise<ProvenServer> {
    const ephemeral = this.#ephemeral;
    this.#ephemeral = undefined;
    // A second message tried against one ephemeral key would be a second guess.
    if (ephemeral === undefined) throw new ProtocolError('UnexpectedType');
    if (m2.length === 0) throw new ProtocolError('WrongLength');
    if (m2[0] !== M2) throw new ProtocolError('UnexpectedType');
    const least = M2_HEAD + PROOF + TAG_SIZE;
    if (m2.length < least || m2.length > least + MAX_MESSAGE_SIZE) throw new ProtocolError('WrongLength');

    const serverEphemeral = m2.slice(1, M2_HEAD);
    const sealed = m2.slice(M2_HEAD);
    const secret = await agree(ephemeral, serverEphemeral);
    const th1 = await sha256(concat(this.m1, serverEphemeral));
    const schedule = new KeySchedule(secret, th1);
    const plaintext = await unseal(await schedule.sealingKey('kr'), 0, th1, sealed);

    const serverKey = plaintext.slice(0, PUBLIC_KEY_SIZE);
    const signature = plaintext.slice(PUBLIC_KEY_SIZE, PUBLIC_KEY_SIZE + SIGNATURE_SIZE);
    const mac = plaintext.slice(PROOF - MAC_SIZE, PROOF);
    const hello = plaintext.slice(PROOF);
    if (!(await isExpected(serverKey, expected))) throw new ProtocolError('WrongServerKey');
    if (!(await isSignedBy(serverKey, signature, signedBytes('responder', th1, await sha256(hello))))) throw new ProtocolError('InvalidSignature');
    if (!(await isMac(await schedule.macKey('mr'), mac, concat(serverKey, th1)))) throw new ProtocolError('InvalidMac');
    // Made now, while the person has not been asked yet: what follows the answer is waited for.
    const [th2, macKey, sealingKey] = await Promise.all([sha256(concat(th1, sealed)), schedule.macKey('mi'), schedule.sealingKey('ki')]);
    return new ProvenServer(serverKey, hello, { schedule, th2, macKey, sealingKey });
  }
}

async function isExpected(serverKey: Bytes, expected: ExpectedServer): Promise<boolean> {
  return 'key' in expected ? equalBytes(serverKey, expected.key) : equalBytes(await sha256(serverKey), expected.fingerprint);
}

/** What M3 and the channel are made with. */
interface Secrets {
  readonly schedule: KeySchedule;
  readonly th2: Bytes;
  /** mi. */
  readonly macKey: CryptoKey;
  /** ki. */
  readonly sealingKey: CryptoKey;
}

/** A server that has proven who it is. Only now may the phone say anything of itself. */
export class ProvenServer {
  /** The server's identity key, 65 bytes. */
  readonly serverKey: Bytes;
  /** JSON, by the server. */
  readonly hello: Bytes;
  readonly #secrets: Secrets;

  constructor(serverKey: Bytes, hello: Bytes, secrets: Secrets) {
    this.serverKey = serverKey;
    this.hello = hello;
    this.#secrets = secrets;
  }

  get th2(): Bytes {
    return this.#secrets.th2;
  }

  /** The proof of a new transaction key, for the request of an enrolment; 64 bytes. */
  signTransactionKey(key: CryptoKey): Promise<Bytes> {
    return sign(key, transactionKeyBytes(this.th2));
  }

  /** Makes M3 with the request, JSON in UTF-8. Each step of the platform's cryptography is a way to another thread and back, so what can be done side by side is. */
  async complete(account: CryptoKeyPair, request: Bytes): Promise<Bytes> {
    const { th2, macKey, sealingKey } = this.#secrets;
    const [accountKey, hash] = await Promise.all([exportPublicKey(account.publicKey), sha256(request)]);
    const [signature, mac] = await Promise.all([sign(account.privateKey, signedBytes('initiator', th2, hash)), hmac(macKey, concat(accountKey, th2))]);
    return concat(Uint8Array.of(M3), await seal(sealingKey, 0, th2, concat(accountKey, signature, mac, request)));
  }

  /** The phone's end of the channel after this M3. */
  async channelAfter(m3: Bytes): Promise<SecureChannel> {
    return await SecureChannel.of(this.#secrets.schedule, await sha256(concat(this.th2, m3.slice(1))), 'phone');
  }
}
