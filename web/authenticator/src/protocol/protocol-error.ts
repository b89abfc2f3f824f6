/** Why bytes or text from outside were refused. The names are those of docs/protocol; they never travel. */
export type Refusal =
  | 'WrongLength'
  | 'UnexpectedType'
  | 'UnsupportedVersion'
  | 'UnsupportedSuite'
  | 'UnknownPurpose'
  | 'InvalidContext'
  | 'InvalidKey'
  | 'DecryptionFailed'
  | 'WrongServerKey'
  | 'InvalidSignature'
  | 'InvalidMac'
  | 'InvalidSequence'
  | 'InvalidMessage'
  | 'InvalidText';

/** Something from outside breaks a rule of docs/protocol. The handshake or channel it came on is over. */
export class ProtocolError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal);
    this.name = 'ProtocolError';
    this.refusal = refusal;
  }
}
