import { fromBase64Url, toBase64Url } from './base64url.ts';
import { concat, type Bytes } from './bytes.ts';
import { MAX_LINK_LENGTH } from './limits.ts';
import { ProtocolError } from './protocol-error.ts';

// docs/protocol/links.md.

/** A login code. */
export interface LoginLink {
  readonly kind: 'login';
  readonly serverId: Bytes;
  readonly hsid: Bytes;
  /** Unix seconds. */
  readonly expiry: number;
  /** The context of M1: kind, hsid, expiry and tag, as the link has them. */
  readonly context: Bytes;
}

/** A code that makes an account. The token is a secret until it is used. */
export interface EnrolLink {
  readonly kind: 'enrol';
  readonly serverId: Bytes;
  readonly token: Bytes;
  /** SHA-256 of the server's identity key. */
  readonly fingerprint: Bytes;
}

/** A code that leads to a transaction. */
export interface TransactionLink {
  readonly kind: 'transaction';
  readonly serverId: Bytes;
  readonly transactionId: Bytes;
}

/** A code by which an account comes from another phone (docs/protocol/move.md). The token is a secret until it is used. */
export interface MoveLink {
  readonly kind: 'move';
  readonly serverId: Bytes;
  readonly token: Bytes;
  /** SHA-256 of the server's identity key. */
  readonly fingerprint: Bytes;
  /** What the other phone is committed to. */
  readonly commitment: Bytes;
}

export type Link = LoginLink | EnrolLink | TransactionLink | MoveLink;

const VERSION = 1;
const HEAD = 20;
const KINDS = { login: 1, enrol: 2, transaction: 3, move: 4 } as const;
const LENGTHS: Readonly<Record<number, number>> = { [KINDS.login]: 64, [KINDS.enrol]: 68, [KINDS.transaction]: 38, [KINDS.move]: 100 };
const TEXT_LENGTHS = [86, 91, 51, 134];

/**
 * Reads a link, a payload under any scheme, or a bare payload.
 * @throws {ProtocolError} InvalidText, UnsupportedVersion, UnexpectedType or WrongLength, as section 4 says.
 */
export function readLink(text: string): Link {
  if (text.length > MAX_LINK_LENGTH) throw new ProtocolError('InvalidText');
  const payload = /[A-Za-z0-9_-]*$/.exec(text.trim())![0];
  if (!TEXT_LENGTHS.includes(payload.length)) throw new ProtocolError('InvalidText');
  return readPayload(fromBase64Url(payload));
}

function readPayload(bytes: Bytes): Link {
  const kind = bytes[1]!;
  if (bytes[0] !== VERSION) throw new ProtocolError('UnsupportedVersion');
  if (LENGTHS[kind] === undefined) throw new ProtocolError('UnexpectedType');
  if (bytes.length !== LENGTHS[kind]) throw new ProtocolError('WrongLength');
  const serverId = bytes.slice(2, HEAD);
  const rest = bytes.slice(HEAD);
  switch (kind) {
    case KINDS.login: {
      const context = new Uint8Array(1 + rest.length);
      context[0] = KINDS.login;
      context.set(rest, 1);
      return { kind: 'login', serverId, hsid: rest.slice(0, 32), expiry: new DataView(rest.buffer).getUint32(32), context };
    }
    case KINDS.enrol:
      return { kind: 'enrol', serverId, token: rest.slice(0, 16), fingerprint: rest.slice(16) };
    case KINDS.move:
      return { kind: 'move', serverId, token: rest.slice(0, 16), fingerprint: rest.slice(16, 48), commitment: rest.slice(48) };
    default:
      return { kind: 'transaction', serverId, transactionId: rest };
  }
}

/** The payload of a move link; the address that opens the app on the other phone stands before it. */
export function writeMoveLink(serverId: Bytes, token: Bytes, fingerprint: Bytes, commitment: Bytes): string {
  return toBase64Url(concat(Uint8Array.of(VERSION, KINDS.move), serverId, token, fingerprint, commitment));
}
