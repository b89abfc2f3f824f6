import type { Bytes } from './bytes.ts';
import { ProtocolError } from './protocol-error.ts';

/** docs/protocol/messages.md, section 6. */
export const AlertCode = {
  UnsupportedVersion: 1,
  UnsupportedSuite: 2,
  UnknownPurpose: 3,
  Malformed: 4,
  UnknownServer: 5,
  Expired: 6,
  Refused: 7,
  AlreadyLoggedIn: 8,
  HandshakeFailed: 9,
  TooManyConnections: 10,
  TimedOut: 11,
  Unavailable: 12,
  InvalidRecord: 13,
  NoAccount: 32,
  Cancelled: 33,
} as const;

const TYPE = 0x11;
const SIZE = 3;

/** The other side has ended the connection and says why. In the clear anybody on the line can say so: nothing else follows from it. */
export class AlertReceived extends Error {
  /** One of `AlertCode`, or another, which is taken like `Malformed`. */
  readonly code: number;

  constructor(code: number) {
    super(`alert ${code}`);
    this.name = 'AlertReceived';
    this.code = code;
  }
}

/** An alert in the clear, for the time before the phone has sent M3. */
export function writeAlert(code: number): Bytes {
  return Uint8Array.of(TYPE, code >> 8, code & 0xff);
}

/** Reads an alert in the clear; undefined: it is none. */
export function readAlert(message: Uint8Array): number | undefined {
  return message.length === SIZE && message[0] === TYPE ? (message[1]! << 8) | message[2]! : undefined;
}

/** The code of a sealed alert; one of another length counts as malformed (docs/protocol/records.md, section 3). */
export function readAlertCode(plaintext: Uint8Array): number {
  return plaintext.length === 2 ? (plaintext[0]! << 8) | plaintext[1]! : AlertCode.Malformed;
}

/** Lets everything pass but an alert in the clear. @throws {AlertReceived} */
export function refuseAlert(message: Bytes): Bytes {
  const code = readAlert(message);
  if (code !== undefined) throw new AlertReceived(code);
  return message;
}

/** What an alert to the other side says about a refusal of ours. */
export function alertFor(error: ProtocolError): number {
  return error.refusal === 'InvalidSequence' || error.refusal === 'DecryptionFailed' ? AlertCode.InvalidRecord : AlertCode.Malformed;
}
