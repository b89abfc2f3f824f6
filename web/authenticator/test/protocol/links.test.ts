import { expect, test } from 'vitest';
import { hex } from '../../src/protocol/bytes.ts';
import { toBase64Url } from '../../src/protocol/base64url.ts';
import { readLink, type Link } from '../../src/protocol/links.ts';
import { fromHex } from './hex.ts';
import { refusalOf } from './refusal.ts';
import { vectors } from './vectors.ts';

const file = vectors('links.json') as {
  good: { kind: string; text: string; payload: string; appurl?: string }[];
  bad: { name: string; text: string; refusal: string }[];
};

// The payload again, from what was read of it.
function payloadOf(link: Link): string {
  switch (link.kind) {
    case 'login':
      return `0101${hex(link.serverId)}${hex(link.context.slice(1))}`;
    case 'enrol':
      return `0102${hex(link.serverId)}${hex(link.token)}${hex(link.fingerprint)}`;
    case 'move':
      return `0104${hex(link.serverId)}${hex(link.token)}${hex(link.fingerprint)}${hex(link.commitment)}`;
    case 'transaction':
      return `0103${hex(link.serverId)}${hex(link.transactionId)}`;
  }
}

test.each(file.good)('$kind: $text', ({ kind, text, payload }) => {
  const link = readLink(text);
  expect(link.kind).toBe(kind);
  expect(payloadOf(link)).toBe(payload);
  expect(text.trim().endsWith(toBase64Url(fromHex(payload)))).toBe(true);
});

test('a login link says until when it is good, and for which session', () => {
  const { text, payload } = file.good.find((good) => good.kind === 'login')!;
  const link = readLink(text);
  expect(link).toMatchObject({ expiry: parseInt(payload.slice(104, 112), 16) });
  expect(link.kind === 'login' && hex(link.hsid)).toBe(payload.slice(40, 104));
});

test.each(file.bad)('$name', async ({ text, refusal }) => {
  expect(await refusalOf(() => readLink(text))).toBe(refusal);
});

test('a text of 4,096 characters is looked at, a longer one is not', async () => {
  const { text } = file.good.find((good) => good.appurl === undefined)!;
  expect(readLink(`https://${'a'.repeat(4087 - text.length)}#${text}`).kind).toBe('login');
  expect(await refusalOf(() => readLink(`https://${'a'.repeat(4088 - text.length)}#${text}`))).toBe('InvalidText');
});
