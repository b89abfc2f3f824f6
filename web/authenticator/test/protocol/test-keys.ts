import { toBase64Url } from '../../src/protocol/base64url.ts';
import { fromHex } from './hex.ts';

/** A key of a vector: `private` is the scalar, `public` 04, x, y; both in hex. */
export interface TestKey {
  readonly private: string;
  readonly public: string;
}

export async function importPair(key: TestKey, name: 'ECDH' | 'ECDSA'): Promise<CryptoKeyPair> {
  const [x, y, d] = [key.public.slice(2, 66), key.public.slice(66), key.private].map((part) => toBase64Url(fromHex(part))) as [string, string, string];
  const algorithm = { name, namedCurve: 'P-256' };
  const [own, others]: [KeyUsage[], KeyUsage[]] = name === 'ECDH' ? [['deriveBits', 'deriveKey'], []] : [['sign'], ['verify']];
  return {
    privateKey: await crypto.subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', x, y, d }, algorithm, false, own),
    publicKey: await crypto.subtle.importKey('raw', fromHex(key.public), algorithm, true, others),
  };
}
