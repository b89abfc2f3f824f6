import { hearRemoved, remember, subject, type Context } from './context.ts';
import type { OpenChannel, Told } from './open-channel.ts';
import type { Push } from '../protocol/messages.ts';
import type { StoredAccount } from './store.ts';

/**
 * What every open channel of an account may tell, whatever it was opened for: that a login has ended, that the account is gone.
 * @returns the push, if a person has to be asked about it.
 */
export async function hear(context: Context, stored: StoredAccount, channel: OpenChannel, message: Told): Promise<Push | undefined> {
  if (message.type === 'logout') {
    // Without a number this phone has ended it itself, and knows.
    if (message.n !== undefined) await loggedOut(context, stored, channel, message.n);
    return undefined;
  }
  if (message.type !== 'push') return undefined;
  switch (message.kind) {
    case 'login':
    case 'transaction':
      return message;
    case 'logout':
      await loggedOut(context, stored, channel, message.n);
      return undefined;
    case 'accountRemoved':
      await hearRemoved(context, stored);
      channel.close();
      return undefined;
    case 'ping':
      channel.send({ type: 'pushed', n: message.n });
      return undefined;
  }
}

async function loggedOut(context: Context, stored: StoredAccount, channel: OpenChannel, n: number): Promise<void> {
  await remember(context, subject(stored), 'loggedOut');
  channel.send({ type: 'pushed', n });
  context.loggedOut(stored);
}
