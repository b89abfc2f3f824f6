import { describe, expect, test } from 'vitest';
import { hex, uint32, concat } from '../../src/protocol/bytes.ts';
import { deriveEnrolId, deriveHsid, readHsid, readId, writeId } from '../../src/protocol/ids.ts';
import { toBase64Url } from '../../src/protocol/base64url.ts';
import { fromHex } from './hex.ts';
import { refusalOf } from './refusal.ts';
import { vectors } from './vectors.ts';

const file = vectors('ids.json') as {
  hsid: { serverId: string; nonce: string; hsid: string; text: string }[];
  enrolId: { token: string; enrolId: string }[] | { token: string; enrolId: string };
  loginTag: { qrSecret: string; hsid: string; expiry: number; epoch: number; tag: string }[];
  serverId: { text: string; bytes: string | null; refusal: string | null }[];
};

test.each(file.hsid)('the session id of the nonce $nonce', async ({ serverId, nonce, hsid, text }) => {
  expect(hex(await deriveHsid(fromHex(serverId), nonce))).toBe(hsid);
  expect(hex(readHsid(text))).toBe(hsid);
  expect(toBase64Url(fromHex(hsid))).toBe(text);
});

test('a session id with unused bits set is refused', async () => {
  const last = file.hsid[0]!.text;
  expect(await refusalOf(() => readHsid(last.slice(0, -1) + '1'))).toBe('InvalidText');
  expect(await refusalOf(() => readHsid(last.slice(0, -1)))).toBe('InvalidText');
  expect(await refusalOf(() => readHsid(`${last}=`))).toBe('InvalidText');
});

test.each([file.enrolId].flat())('the enrol id of a token', async ({ token, enrolId }) => {
  expect(hex(await deriveEnrolId(fromHex(token)))).toBe(enrolId);
});

// The server's: here because a second computation finds what the first got wrong in the text.
test.each(file.loginTag)('the tag of a login code at epoch $epoch', async ({ qrSecret, hsid, expiry, epoch, tag }) => {
  const key = await crypto.subtle.importKey('raw', fromHex(qrSecret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const mac = await crypto.subtle.sign('HMAC', key, concat('login', fromHex(hsid), uint32(expiry), uint32(epoch)));
  expect(hex(new Uint8Array(mac)).slice(0, 16)).toBe(tag);
});

describe('a server id', () => {
  test.each(file.serverId)('$text', async ({ text, bytes, refusal }) => {
    expect((await refusalOf(() => readId(text))) ?? null).toBe(refusal);
    if (bytes !== null) {
      expect(hex(readId(text))).toBe(bytes);
      expect(hex(readId(writeId(readId(text))))).toBe(bytes);
    }
  });
});
