import { describe, expect, test } from 'vitest';
import { readPushContent } from '../../src/client/push-content.ts';
import { fromBase64Url } from '../../src/protocol/base64url.ts';
import { readUtf8, uint64, type Bytes } from '../../src/protocol/bytes.ts';
import { readJsonObject } from '../../src/protocol/json.ts';
import { readPush, type Push } from '../../src/protocol/messages.ts';
import { fromHex } from './hex.ts';
import { vectors } from './vectors.ts';

const file = vectors('push.json') as {
  pushKey: string;
  account: number;
  good: { name: string; nonce: string; content: string; box: string }[];
  bad: { name: string; box: string }[];
  webPush: { content: string };
};
const enrolment = vectors('handshake-enrol.json') as { values: { pushKey: string } };

/** A box of docs/protocol/push.md, section 4. Browsers get Web Pushes, which need none, so the app has no need of this. */
async function open(box: string): Promise<Bytes> {
  const bytes = fromBase64Url(box);
  const key = await crypto.subtle.importKey('raw', fromHex(file.pushKey), 'AES-GCM', false, ['decrypt']);
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes.slice(0, 12), additionalData: uint64(file.account) }, key, bytes.slice(12)));
}

const read = async (box: string): Promise<Push> => readPush(readJsonObject(await open(box)));

describe('A box', () => {
  test('is for the key that is made at the enrolment', () => {
    expect(file.pushKey).toBe(enrolment.values.pushKey);
  });

  test.each(file.good)('with $name', async ({ nonce, content, box }) => {
    expect(fromBase64Url(box).slice(0, 12)).toEqual(fromHex(nonce));
    expect(readUtf8(await open(box))).toBe(content);
    const { n, kind, expires } = JSON.parse(content) as Push;
    expect(await read(box)).toMatchObject({ n, kind, expires });
  });

  test.each(file.bad)('with $name is not read', async ({ box }) => {
    await expect(read(box)).rejects.toThrow();
  });
});

test('A Web Push', () => {
  const { server, id, push } = JSON.parse(file.webPush.content) as { server: string; id: number; push: { n: number; expires: number } };
  expect(readPushContent(file.webPush.content)).toMatchObject({ serverId: server, accountId: id, push: { n: push.n, kind: 'login', expires: push.expires } });
});
