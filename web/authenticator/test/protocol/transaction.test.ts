import { describe, expect, test } from 'vitest';
import { hex, utf8 } from '../../src/protocol/bytes.ts';
import { isSignedBy } from '../../src/protocol/crypto.ts';
import { readTransaction, transactionBytes } from '../../src/protocol/transaction.ts';
import { isTransactionText } from '../../src/protocol/transaction-text.ts';
import { fromHex } from './hex.ts';
import { refusalOf } from './refusal.ts';
import { vectors } from './vectors.ts';

const file = vectors('transactions.json') as {
  testOnlyKeys: { transaction: { public: string }; serverIdentity: { public: string } };
  good: { name: string; content: string; signed: string; signature: string }[];
  bad: { name: string; content: string; refusal: string }[];
  evidence: { file: string; serverSigned: string };
};

test.each(file.good)('$name', async ({ content, signed, signature }) => {
  const bytes = utf8(content);
  const read = readTransaction(bytes);
  const written = JSON.parse(content) as Record<string, unknown>;
  expect(read).toMatchObject({ accountId: written['account'], serverId: written['server'], transactionId: written['transaction'] });
  expect([read.amount, read.benificiary, read.description]).toEqual([written['amount'], written['benificiary'], written['description']]);
  expect(hex(await transactionBytes(bytes))).toBe(signed);
  expect(await isSignedBy(fromHex(file.testOnlyKeys.transaction.public), fromHex(signature), fromHex(signed))).toBe(true);
});

test.each(file.bad)('$name is refused', async ({ content, refusal }) => {
  expect(await refusalOf(() => readTransaction(utf8(content)))).toBe(refusal);
});

test('every single byte that is left out or doubled is refused', async () => {
  const bytes = utf8(file.good[0]!.content);
  for (let i = 0; i < bytes.length; i++) {
    const without = Uint8Array.from([...bytes.slice(0, i), ...bytes.slice(i + 1)]);
    const doubled = Uint8Array.from([...bytes.slice(0, i + 1), ...bytes.slice(i)]);
    for (const changed of [without, doubled]) {
      // What is read in spite of it says something else, in the one form of that.
      if ((await refusalOf(() => readTransaction(changed))) === undefined) expect(readTransaction(changed)).not.toEqual(readTransaction(bytes));
    }
  }
});

test('the evidence of an approval', async () => {
  const evidence = JSON.parse(file.evidence.file) as { serverKey: string; serverSignature: string };
  const decode = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  expect(await isSignedBy(decode(evidence.serverKey), decode(evidence.serverSignature), fromHex(file.evidence.serverSigned))).toBe(true);
});

describe('texts', () => {
  test.each([['a', true], ['', false], ['   ', false], ['\u3000', false], ['a b', true], ['ééé', true], ['日本', true], ['😀', true], ['שלום', true]])('%s', (text, isGood) => {
    expect(isTransactionText(text, 10)).toBe(isGood);
  });

  test.each([
    0x00, 0x0a, 0x1f, 0x7f, 0x9f, 0x2028, 0x2029, 0x061c, 0x200e, 0x200f, 0x202a, 0x202e, 0x2066, 0x2069, 0xad, 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180f, 0x200b,
    0x200d, 0x2060, 0x206f, 0x2800, 0x3164, 0xfe00, 0xfe0f, 0xfeff, 0xffa0, 0xfff0, 0xfffb, 0x1bca0, 0x1bca3, 0x1d173, 0x1d17a, 0xe000, 0xf8ff, 0xe0000, 0x10ffff, 0xfdd0, 0xfdef,
    0xfffd, 0xfffe, 0xffff, 0x1fffe, 0x1ffff, 0xd800,
  ])('with the code point %i are refused', (point) => {
    expect(isTransactionText(`a${String.fromCodePoint(point)}b`, 10)).toBe(false);
  });

  test.each([0x20, 0x7e, 0xa0, 0xac, 0xae, 0x2027, 0x2030, 0x2801, 0xfffc, 0x1bca4, 0xdffff - 2])('with the code point %i are read', (point) => {
    expect(isTransactionText(`a${String.fromCodePoint(point)}b`, 10)).toBe(true);
  });

  test('are counted in code points', () => {
    expect(isTransactionText('😀'.repeat(100), 100)).toBe(true);
    expect(isTransactionText('😀'.repeat(101), 100)).toBe(false);
  });
});
