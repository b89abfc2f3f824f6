import { expect, test } from 'vitest';
import { hex } from '../../src/protocol/bytes.ts';
import { isSignedBy } from '../../src/protocol/crypto.ts';
import { commitTo, isCommitted, moveBytes, moveCode } from '../../src/protocol/move.ts';
import { fromHex } from './hex.ts';
import { vectors } from './vectors.ts';

const file = vectors('move.json') as Record<'nonce' | 'commitment' | 'authenticationKey' | 'transactionKey' | 'code' | 'binding' | 'signed' | 'signature', string> & {
  testOnlyKeys: { account: { public: string } };
  codes: { nonce: string; code: string }[];
};
const keys = [fromHex(file.authenticationKey), fromHex(file.transactionKey)] as const;

test('the commitment', async () => {
  expect(hex(await commitTo(fromHex(file.nonce)))).toBe(file.commitment);
});

test.each([file, ...file.codes])('the code $code', async ({ nonce, code }) => {
  expect(await moveCode(fromHex(nonce), ...keys)).toBe(code);
});

test('a code with zeros in front is among them', () => {
  expect(file.codes.some(({ code }) => code.startsWith('00'))).toBe(true);
});

test('what the old phone signs', async () => {
  expect(hex(moveBytes(fromHex(file.binding), ...keys))).toBe(file.signed);
  expect(await isSignedBy(fromHex(file.testOnlyKeys.account.public), fromHex(file.signature), fromHex(file.signed))).toBe(true);
});

interface Case {
  at: 'reveal' | 'approve';
  name: string;
  commitment?: string;
  nonce?: string;
  signature?: string;
  refusal: string;
}

const { cases } = vectors('move-negative.json') as { cases: Case[] };

// What is not given is right. The answer is the reason of docs/protocol/move.md, section 6.
async function refusal({ at, commitment = file.commitment, nonce = file.nonce, signature = file.signature }: Omit<Case, 'name' | 'refusal'>): Promise<string | undefined> {
  if (at === 'reveal') return (await isCommitted(fromHex(commitment), fromHex(nonce))) ? undefined : 'invalid';
  const given = fromHex(signature);
  if (given.length !== 64) return 'invalid';
  return (await isSignedBy(fromHex(file.testOnlyKeys.account.public), given, moveBytes(fromHex(file.binding), ...keys))) ? undefined : 'refused';
}

test.each(cases)('is not taken at $at: $name', async (one) => {
  expect(await refusal(one)).toBe(one.refusal);
});

test.each(['reveal', 'approve'] as const)('is taken at %s when nothing of it is wrong', async (at) => {
  expect(await refusal({ at })).toBeUndefined();
});
