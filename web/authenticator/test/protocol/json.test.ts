import { describe, expect, test } from 'vitest';
import { readJsonObject, JsonObject, JsonNumber, type JsonValue } from '../../src/protocol/json.ts';
import { utf8 } from '../../src/protocol/bytes.ts';
import { bytes, integer, oneOf, required, text } from '../../src/protocol/members.ts';
import { readServerMessage } from '../../src/protocol/messages.ts';
import { refusalOf } from './refusal.ts';
import { vectors } from './vectors.ts';

const { cases } = vectors('json.json') as { cases: { of: 'loginRequest' | 'phoneMessage'; json: string; refusal: string | null }[] };

// The server's two readers of docs/protocol/messages.md, sections 4.1 and 5.1, as far as the vectors go.
const readers = {
  loginRequest(json: string) {
    const request = readJsonObject(utf8(json));
    required(oneOf(request, 'decision', ['approve', 'decline']));
    text(request, 'code');
  },
  phoneMessage(json: string) {
    const message = readJsonObject(utf8(json));
    integer(message, 'id');
    const type = oneOf(message, 'type', ['listen', 'pushed', 'pong', 'logout', 'describe', 'rotate', 'delete', 'appLogin', 'transaction']);
    if (required(type) === 'pushed') required(integer(message, 'n'));
  },
};

test.each(cases)('$of $json', async ({ of, json, refusal }) => {
  expect((await refusalOf(() => { readers[of](json); })) ?? null).toBe(refusal);
});

function plain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (value instanceof JsonObject) return Object.fromEntries([...value.members].map(([name, item]) => [name, plain(item)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

describe('reads what the platform reads', () => {
  test.each([
    '{}', ' {\t"a" :\n1 ,"b":[ ] , "c":{}}\r\n', '{"a":[1,-0,0.5,-12e3,1E-2,123456789012]}', '{"a":[true,false,null,"x"]}',
    '{"a":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00é😀"}', '{"":1,"\\u0061":2}', `{"a":${'['.repeat(15)}${']'.repeat(15)}}`,
  ])('%s', (json) => {
    expect(plain(readJsonObject(utf8(json)))).toEqual(JSON.parse(json));
  });
});

describe('refuses', () => {
  test.each([
    '', ' ', '[]', '1', '"a"', 'null', '{', '{"a"', '{"a":', '{"a":1', '{"a":1,}', '{,}', '{"a":1}{}', '{"a":1} x', "{'a':1}", '{a:1}', '{"a":01}', '{"a":+1}',
    '{"a":.5}', '{"a":1.}', '{"a":1e}', '{"a":NaN}', '{"a":tru}', '{"a":[1,]}', '{"a":[1 2]}', '{"a":"\\x"}', '{"a":"\\u12"}', '{"a":"\n"}', '{"a":"\u0000"}',
    '{"a":1}//', '/**/{}', '\ufeff{}', '{"a":"\\ud800"}', '{"a":"\\udc00\\ud800"}', '{"\\ud800":1}', `{"a":${'['.repeat(16)}${']'.repeat(16)}}`, `{"a":${'['.repeat(100_000)}`,
  ])('%s', async (json) => {
    expect(await refusalOf(() => readJsonObject(utf8(json)))).toBe('InvalidMessage');
  });

  test('bytes that are no UTF-8', async () => {
    expect(await refusalOf(() => readJsonObject(Uint8Array.of(0x7b, 0x22, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d)))).toBe('InvalidMessage');
  });

  test('more than 49,152 bytes', async () => {
    expect(readJsonObject(utf8(`{"a":"${'x'.repeat(49_144)}"}`)).members.size).toBe(1);
    expect(await refusalOf(() => readJsonObject(utf8(`{"a":"${'x'.repeat(49_145)}"}`)))).toBe('InvalidMessage');
  });
});

describe('members', () => {
  const read = (json: string) => readJsonObject(utf8(json));

  test('an unknown one may come twice, a known one not', async () => {
    const object = read('{"x":1,"x":2,"a":1,"b":2,"b":2}');
    expect(integer(object, 'a')).toBe(1);
    expect(await refusalOf(() => integer(object, 'b'))).toBe('InvalidMessage');
  });

  test('null and missing are the same', () => {
    expect(integer(read('{"a":null}'), 'a')).toBeUndefined();
    expect(text(read('{}'), 'a')).toBeUndefined();
  });

  test.each(['1.0', '1e2', '"1"', 'true', '9007199254740992', '-9007199254740992'])('%s is no integer', async (value) => {
    expect(await refusalOf(() => integer(read(`{"a":${value}}`), 'a'))).toBe('InvalidMessage');
  });

  test('the greatest and least integers', () => {
    expect(integer(read('{"a":9007199254740991}'), 'a')).toBe(Number.MAX_SAFE_INTEGER);
    expect(integer(read('{"a":-9007199254740991}'), 'a')).toBe(Number.MIN_SAFE_INTEGER);
  });

  test('text is counted in code points', async () => {
    expect(text(read('{"a":"😀😀"}'), 'a', 2)).toBe('😀😀');
    expect(await refusalOf(() => text(read('{"a":"😀😀x"}'), 'a', 2))).toBe('InvalidMessage');
  });

  test('bytes have the size they are asked for', async () => {
    expect(bytes(read('{"a":"AAEC"}'), 'a', 3)).toEqual(Uint8Array.of(0, 1, 2));
    expect(await refusalOf(() => bytes(read('{"a":"AAEC"}'), 'a', 4))).toBe('InvalidMessage');
    expect(await refusalOf(() => bytes(read('{"a":"AAE="}'), 'a'))).toBe('InvalidMessage');
  });
});

describe('messages of a server', () => {
  test('of a later version are ignored', () => {
    expect(readServerMessage(utf8('{"type":"dance","a":[]}'))).toBeUndefined();
  });

  test('the type may stand anywhere', () => {
    expect(readServerMessage(utf8('{"done":false,"reason":"refused","re":3,"type":"answer"}'))).toEqual({ type: 'answer', re: 3, done: false, reason: 'refused' });
  });

  test.each(['{"a":1}', '{"type":"answer","re":1}', '{"type":"login","outcome":"LoggedIn"}', '{"type":"push","n":1,"kind":"Login"}', '{"type":"logout","hsid":"AA"}', '{"type":"open"}'])(
    '%s is malformed',
    async (json) => {
      expect(await refusalOf(() => readServerMessage(utf8(json)))).toBe('InvalidMessage');
    },
  );
});
