import { readPushContent } from '../client/push-content.ts';
import type { PushKind } from './texts.ts';

/** As much of a push as its notification says. */
export interface PushHint {
  readonly kind: PushKind;
  readonly serverId?: string;
}

/** A push that cannot be read is shown all the same: browsers insist. */
export function readPush(data: unknown): PushHint {
  const content = readPushContent(data);
  if (!content) return { kind: 'other' };
  const { serverId, push } = content;
  switch (push.kind) {
    case 'login':
    case 'transaction':
    case 'logout':
      return { kind: push.kind, serverId };
    case 'accountRemoved':
      return { kind: 'removed', serverId };
    default:
      return { kind: 'other', serverId };
  }
}
