import { describe, expect, test } from 'vitest';
import { readPushContent } from '../../src/client/push-content.ts';
import { utf8 } from '../../src/protocol/bytes.ts';

const server = '9K8jqa08iX7pPpVNO_VklFSt';
const hsid = 'JT-dXVRWn2xvwsN_r8MfigjVcC5sDr-gKnH_JYnw_n0';
const pushId = 'M6O6Ovu4NyotLAkPleryrw';
const login = { server, id: 42, push: { n: 7, kind: 'login', hsid, pushId, expires: 1_800_000_000 } };

test.each([
  ['text', JSON.stringify(login)],
  ['bytes', utf8(JSON.stringify(login))],
  ['an object', login],
])('reads %s', (_, data) => {
  expect(readPushContent(data)).toMatchObject({ serverId: server, accountId: 42, push: { n: 7, kind: 'login', expires: 1_800_000_000 } });
});

test('reads every kind, and skips what it does not know', () => {
  for (const push of [{ n: 1, kind: 'transaction', tid: server }, { n: 0, kind: 'accountRemoved' }, { n: 2, kind: 'logout', hsid }, { n: 3, kind: 'ping', later: [] }]) {
    expect(readPushContent({ ...login, push, later: {} })?.push.kind).toBe(push.kind);
  }
});

describe('is no push of ours', () => {
  test.each([
    undefined, null, 7, '', '{}', '[]', [], {},
    { ...login, server: 'x' },
    { ...login, id: '42' },
    { ...login, push: undefined },
    { ...login, push: { ...login.push, n: undefined } },
    { ...login, push: { ...login.push, kind: 'Login' } },
    { ...login, push: { ...login.push, hsid: undefined } },
    { ...login, push: { ...login.push, pushId: `${pushId}A` } },
    { ...login, push: { n: 1, kind: 'transaction', tid: 'x' } },
    { ...login, push: { n: 1, kind: 'transaction' } },
    `${JSON.stringify(login).slice(0, -1)},"id":43}`,
    `${JSON.stringify(login)} `.repeat(2),
    Uint8Array.of(0xff),
  ])('%j', (data) => {
    expect(readPushContent(data)).toBeUndefined();
  });
});
