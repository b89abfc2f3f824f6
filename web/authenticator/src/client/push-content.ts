import { readUtf8, utf8, type Bytes } from '../protocol/bytes.ts';
import { writeId, readId } from '../protocol/ids.ts';
import { readJsonObject } from '../protocol/json.ts';
import { integer, object, required, text } from '../protocol/members.ts';
import { readPush, type Push } from '../protocol/messages.ts';

/** What a Web Push carries. It only wakes the phone: whatever it leads to is proven in a handshake. */
export interface PushContent {
  /** 24 characters of base64url. */
  readonly serverId: string;
  readonly accountId: number;
  readonly push: Push;
}

/**
 * Reads the plaintext of a Web Push, as text, as bytes, or as the object `event.data.json()` makes of it.
 * @returns undefined: it is none of ours, or malformed.
 */
export function readPushContent(data: unknown): PushContent | undefined {
  try {
    const content = readJsonObject(bytesOf(data));
    return {
      serverId: writeId(readId(required(text(content, 'server')))),
      accountId: required(integer(content, 'id')),
      push: complete(readPush(required(object(content, 'push')))),
    };
  } catch {
    return undefined;
  }
}

function bytesOf(data: unknown): Bytes {
  if (data instanceof Uint8Array) return utf8(readUtf8(data));
  return utf8(typeof data === 'string' ? data : JSON.stringify(data));
}

// A push that lacks what its kind is about leads nowhere, and nobody should be asked for it.
function complete(push: Push): Push {
  if (push.kind === 'login') {
    required(push.hsid);
    required(push.pushId);
  }
  if (push.kind === 'transaction') readId(required(push.tid));
  return push;
}
