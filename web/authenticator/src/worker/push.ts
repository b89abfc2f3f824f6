import type { PushKind } from './texts.ts';

/** As much of a push as its notification says. */
export interface PushHint {
  readonly kind: PushKind;
  readonly serverId?: string;
}

export function readPush(data: unknown): PushHint {
  const members = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  const kind = members['kind'];
  const serverId = members['server'];
  return {
    kind: kind === 'login' || kind === 'transaction' || kind === 'logout' ? kind : kind === 'accountRemoved' ? 'removed' : 'other',
    ...(typeof serverId === 'string' && { serverId }),
  };
}
