import { concat, equalBytes, type Bytes } from './bytes.ts';
import { HASH_SIZE, PUBLIC_KEY_SIZE } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';

// docs/protocol/overview.md, section 1: one suite, all of it the platform's.

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ECDH = { name: 'ECDH', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;
const NONCE_SIZE = 12;

export async function sha256(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', data));
}

/** A key pair whose private half no script can read, ours neither: what runs in the page can use it while it runs, and take nothing away. */
export async function makeSigningKey(): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(ECDSA, false, ['sign', 'verify']);
}

/** A key pair for one handshake. */
export async function makeEphemeralKey(): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(ECDH, false, ['deriveBits', 'deriveKey']);
}

/** 65 bytes: 04, x, y. */
export async function exportPublicKey(key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', key));
}

/** ECDSA with SHA-256, 64 bytes: r, s. */
export async function sign(key: CryptoKey, data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign(SIGNATURE, key, data));
}

/** Whether a signature is by this public key (65 bytes). @throws {ProtocolError} InvalidKey. */
export async function isSignedBy(publicKey: Bytes, signature: Bytes, data: Bytes): Promise<boolean> {
  const key = await importPoint(publicKey, ECDSA, ['verify']);
  return await crypto.subtle.verify(SIGNATURE, key, signature, data);
}

/**
 * The shared secret of two ephemeral keys, as a key for HKDF that cannot be read.
 * @throws {ProtocolError} InvalidKey: the other side's is no point of the curve. A wrong point would give away bits of our key.
 */
export async function agree(own: CryptoKey, other: Bytes): Promise<CryptoKey> {
  const key = await importPoint(other, ECDH, []);
  return await crypto.subtle.deriveKey({ name: 'ECDH', public: key }, own, 'HKDF', false, ['deriveBits', 'deriveKey']);
}

async function importPoint(point: Bytes, algorithm: typeof ECDSA | typeof ECDH, usages: KeyUsage[]): Promise<CryptoKey> {
  // Compressed and hybrid forms, which platforms may accept, would be second texts for the same key.
  if (point.length !== PUBLIC_KEY_SIZE || point[0] !== 4) throw new ProtocolError('InvalidKey');
  try {
    // Fails for coordinates beyond the field's prime and for points off the curve (Web Cryptography API, ECDSA and ECDH, import key, raw).
    return await crypto.subtle.importKey('raw', point, algorithm, true, usages);
  } catch {
    throw new ProtocolError('InvalidKey');
  }
}

export async function hmac(key: CryptoKey, data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, data));
}

/** Compares a MAC in constant time. */
export async function isMac(key: CryptoKey, mac: Bytes, data: Bytes): Promise<boolean> {
  return equalBytes(await hmac(key, data), mac);
}

/** HKDF-Expand (RFC 5869, section 2.3) for one block of 32 bytes; `key` is the pseudorandom key, for HMAC. */
export function expand(key: CryptoKey, info: Uint8Array | string): Promise<Bytes> {
  return hmac(key, concat(info, Uint8Array.of(1)));
}

/** Key types that are made of derived bits. Neither can be read by a script. */
export const MAC_KEY = { name: 'HMAC', hash: 'SHA-256', length: HASH_SIZE * 8 } as const;
export const SEAL_KEY = { name: 'AES-GCM', length: 256 } as const;

/** AES-256-GCM; the nonce is four zero bytes and the number (docs/protocol/records.md, section 1). The tag follows the ciphertext. */
export async function seal(key: CryptoKey, number: number, associated: Bytes, plaintext: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce(number), additionalData: associated }, key, plaintext));
}

/** Opens what `seal` made. @throws {ProtocolError} DecryptionFailed. */
export async function unseal(key: CryptoKey, number: number, associated: Bytes, sealed: Bytes): Promise<Bytes> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce(number), additionalData: associated }, key, sealed));
  } catch {
    throw new ProtocolError('DecryptionFailed');
  }
}

function nonce(number: number): Bytes {
  const bytes = new Uint8Array(NONCE_SIZE);
  new DataView(bytes.buffer).setBigUint64(NONCE_SIZE - 8, BigInt(number));
  return bytes;
}
