import { AlertCode, AlertReceived } from '../protocol/alert.ts';
import type { EnrolOutcome, LoginOutcome } from '../protocol/messages.ts';
import { ProtocolError } from '../protocol/protocol-error.ts';
import type { FailureReason } from './api.ts';

/** A flow ends without its aim, in one of the words the screens know. */
export class Failure extends Error {
  readonly why: FailureReason;
  /** The alert the server ended the connection with, if it did. */
  readonly alert: number | undefined;

  constructor(why: FailureReason, alert?: number) {
    super(why);
    this.name = 'Failure';
    this.why = why;
    this.alert = alert;
  }
}

/** The connection could not be made, or ended without an alert. */
export class ConnectionEnded extends Error {
  constructor() {
    super('the connection ended');
    this.name = 'ConnectionEnded';
  }
}

/** What went wrong, as a failure; what is none of what can go wrong goes on as it is. `lost`: the word for a connection that ended. */
export function failureOf(error: unknown, lost: 'offline' | 'lost' = 'offline'): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ConnectionEnded) return new Failure(lost);
  if (error instanceof AlertReceived) return new Failure(ofAlert(error.code), error.code);
  if (error instanceof ProtocolError) return new Failure('protocol');
  throw error;
}

/** A refusal of M2. Who cannot show a proof of the key we know is not the server we know. */
export function failureOfProof(error: unknown): Failure {
  const isUnproven =
    error instanceof ProtocolError && ['DecryptionFailed', 'WrongServerKey', 'InvalidSignature', 'InvalidMac'].includes(error.refusal);
  return isUnproven ? new Failure('wrongServer') : failureOf(error);
}

function ofAlert(code: number): FailureReason {
  switch (code) {
    case AlertCode.UnknownServer:
      return 'otherServer';
    case AlertCode.Expired:
    case AlertCode.TimedOut:
      return 'expired';
    case AlertCode.Refused:
    case AlertCode.AlreadyLoggedIn:
      return 'used';
    case AlertCode.HandshakeFailed:
      return 'refused';
    case AlertCode.TooManyConnections:
    case AlertCode.Unavailable:
      return 'unavailable';
    default:
      return 'protocol';
  }
}

/** An outcome that is not the one the phone asked for. */
export function ofLoginOutcome(outcome: LoginOutcome): Failure {
  return new Failure(outcome === 'loggedIn' || outcome === 'declined' ? 'protocol' : outcome);
}

export function ofEnrolOutcome(outcome: Exclude<EnrolOutcome, 'enrolled'>): Failure {
  switch (outcome) {
    case 'refused':
      return new Failure('used');
    case 'invalid':
      return new Failure('protocol');
    case 'nameTaken':
    case 'unavailable':
      return new Failure(outcome);
  }
}

/** The reasons of an `answer` (docs/protocol/messages.md, section 5.2). */
export function ofReason(reason: string | undefined): Failure {
  switch (reason) {
    case 'refused':
    case 'expired':
    case 'decided':
    case 'unavailable':
      return new Failure(reason);
    default:
      return new Failure('protocol');
  }
}
