import type { Bytes } from './bytes.ts';
import { ProtocolError } from './protocol-error.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Map(Array.from(ALPHABET, (character, value) => [character, value]));

/** base64url without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const characters = Math.min(bytes.length - i, 3) + 1;
    for (let k = 0; k < characters; k++) text += ALPHABET[(bits >> (18 - 6 * k)) & 63]!;
  }
  return text;
}

/**
 * Reads base64url without padding in its only form: nothing but the alphabet, no length that no bytes have, unused bits zero.
 * Two texts for the same bytes would let one thing be taken for two.
 * @throws {ProtocolError} InvalidText.
 */
export function fromBase64Url(text: string): Bytes {
  if (text.length % 4 === 1) throw new ProtocolError('InvalidText');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let count = 0;
  let at = 0;
  for (const character of text) {
    const value = VALUES.get(character);
    if (value === undefined) throw new ProtocolError('InvalidText');
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes[at++] = (bits >> count) & 0xff;
    }
  }
  if ((bits & ((1 << count) - 1)) !== 0) throw new ProtocolError('InvalidText');
  return bytes;
}
