import { fromBase64Url, toBase64Url } from './base64url.ts';
import { concat, type Bytes } from './bytes.ts';
import { sha256 } from './crypto.ts';
import { HSID_SIZE, ID_SIZE, TOKEN_SIZE } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';

// docs/protocol/overview.md, section 4.

/** Reads a server or transaction id: 24 characters of base64 or base64url, never a mixture. @throws {ProtocolError} InvalidText. */
export function readId(text: string): Bytes {
  const isMixed = /[+/]/.test(text) && /[-_]/.test(text);
  if (text.length !== (ID_SIZE * 4) / 3 || isMixed) throw new ProtocolError('InvalidText');
  return fromBase64Url(text.replaceAll('+', '-').replaceAll('/', '_'));
}

/** Writes a server or transaction id: 24 characters of base64url. */
export function writeId(id: Uint8Array): string {
  return toBase64Url(id);
}

/** Reads a session id: 43 characters of base64url. @throws {ProtocolError} InvalidText. */
export function readHsid(text: string): Bytes {
  const bytes = fromBase64Url(text);
  if (bytes.length !== HSID_SIZE) throw new ProtocolError('InvalidText');
  return bytes;
}

/** The session id of a nonce, 1 to 512 visible ASCII characters. A phone needs it only for sessions it makes itself. */
export function deriveHsid(serverId: Uint8Array, nonce: string): Promise<Bytes> {
  return sha256(concat('nextauth hsid v1', Uint8Array.of(0), serverId, nonce));
}

/** What M1 of an enrolment names instead of the token (docs/protocol/messages.md, section 2.2), 16 bytes. */
export async function deriveEnrolId(token: Uint8Array): Promise<Bytes> {
  return (await sha256(concat('nextauth enrol id', token))).slice(0, TOKEN_SIZE);
}
