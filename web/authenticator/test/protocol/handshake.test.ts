import { describe, expect, test, vi } from 'vitest';
import { AlertReceived } from '../../src/protocol/alert.ts';
import { concat, hex, utf8, type Bytes } from '../../src/protocol/bytes.ts';
import { exportPublicKey, isSignedBy, makeSigningKey, sha256 } from '../../src/protocol/crypto.ts';
import { deriveEnrolId } from '../../src/protocol/ids.ts';
import { ProtocolError } from '../../src/protocol/protocol-error.ts';
import { Initiator, type ProvenServer, type Purpose } from '../../src/protocol/initiator.ts';
import { fromHex, turned } from './hex.ts';
import { refusalOf } from './refusal.ts';
import { Responder } from './responder.ts';
import { importPair, type TestKey } from './test-keys.ts';
import { vectors } from './vectors.ts';

interface Handshake {
  testOnlyKeys: Record<'phoneEphemeral' | 'serverEphemeral' | 'serverIdentity' | 'account', TestKey> & { transaction?: TestKey };
  purpose: Purpose;
  serverId: string;
  context: string;
  hello: string;
  request: string;
  m1: string;
  m2: string;
  m3: string;
  values: Record<string, string>;
  records: { from: 'phone' | 'server'; type: number; sequence: number; message: string; record: string }[];
  token?: string;
  transactionKeyInput?: string;
}

const names = ['login-code', 'login-push', 'enrol', 'account'] as const;
const load = (name: string) => vectors(`handshake-${name}.json`) as Handshake;

async function phone(vector: Handshake): Promise<Initiator> {
  return await Initiator.start(vector.purpose, fromHex(vector.serverId), fromHex(vector.context), await importPair(vector.testOnlyKeys.phoneEphemeral, 'ECDH'));
}

async function proven(vector: Handshake): Promise<ProvenServer> {
  return await (await phone(vector)).verify(fromHex(vector.m2), { key: fromHex(vector.testOnlyKeys.serverIdentity.public) });
}

async function server(vector: Handshake): Promise<Responder> {
  return await new Responder(fromHex(vector.m1)).resume(fromHex(vector.m2), await importPair(vector.testOnlyKeys.serverEphemeral, 'ECDH'));
}

const accounts = (vector: Handshake) => new Set([vector.testOnlyKeys.account.public]);

describe.each(names)('handshake-%s.json', (name) => {
  const vector = load(name);

  test('the phone makes M1', async () => {
    expect(hex((await phone(vector)).m1)).toBe(vector.m1);
  });

  test('the phone reads M2', async () => {
    const seen = await proven(vector);
    expect(hex(seen.th2)).toBe(vector.values['th2']);
    expect(new TextDecoder().decode(seen.hello)).toBe(vector.hello);
    expect(hex(seen.serverKey)).toBe(vector.testOnlyKeys.serverIdentity.public);
  });

  test('the phone knows the server by its fingerprint as well, and refuses another', async () => {
    const fingerprint = await sha256(fromHex(vector.testOnlyKeys.serverIdentity.public));
    expect(hex((await (await phone(vector)).verify(fromHex(vector.m2), { fingerprint })).th2)).toBe(vector.values['th2']);
    expect(await refusalOf(async () => (await phone(vector)).verify(fromHex(vector.m2), { fingerprint: turned(fingerprint, 0) }))).toBe('WrongServerKey');
  });

  test('the phone opens the records of the server and seals its own', async () => {
    const channel = await (await proven(vector)).channelAfter(fromHex(vector.m3));
    for (const { from, type, message, record } of vector.records) {
      if (from === 'phone') {
        expect(hex(type === 0x10 ? await channel.seal(fromHex(message)) : await channel.sealAlert(parseInt(message, 16)))).toBe(record);
      } else if (type === 0x10) {
        expect(hex(await channel.open(fromHex(record)))).toBe(message);
      } else {
        await expect(channel.open(fromHex(record))).rejects.toEqual(new AlertReceived(parseInt(message, 16)));
      }
    }
  });

  test('the keys taken from the channel', async () => {
    const channel = await (await proven(vector)).channelAfter(fromHex(vector.m3));
    expect(hex(await channel.exporter.export('push'))).toBe(vector.values['pushKey']);
    expect(hex(await channel.exporter.export('rotate'))).toBe(vector.values['rotateBinding']);
    const key = await channel.exporter.pushKey();
    expect(key.extractable).toBe(false);
    // It is that key: what its bytes seal, it opens.
    const sealing = await crypto.subtle.importKey('raw', fromHex(vector.values['pushKey']!), 'AES-GCM', false, ['encrypt']);
    const iv = new Uint8Array(12);
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, sealing, utf8('x'));
    expect(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed))).toBe('x');
  });

  test('the server takes M3 and the records of the phone', async () => {
    const { accountKey, request, channel } = await (await server(vector)).verify(fromHex(vector.m3), accounts(vector));
    expect(hex(accountKey)).toBe(vector.testOnlyKeys.account.public);
    expect(new TextDecoder().decode(request)).toBe(vector.request);
    for (const { record, message } of vector.records.filter(({ from }) => from === 'phone')) {
      expect(hex(await channel.open(fromHex(record)))).toBe(message);
    }
  });

  test('after the answer no key is derived before M3 leaves', async () => {
    const phone = await proven(vector);
    const account = await importPair(vector.testOnlyKeys.account, 'ECDSA');
    const deriving = vi.spyOn(crypto.subtle, 'deriveKey');
    try {
      const m3 = await phone.complete(account, utf8(vector.request));
      expect(deriving).not.toHaveBeenCalled();
      await phone.channelAfter(m3);
      expect(deriving).toHaveBeenCalledTimes(3);
    } finally {
      deriving.mockRestore();
    }
  });

  test('an M3 of the phone is taken by the server, and both have one channel', async () => {
    const phone = await proven(vector);
    const m3 = await phone.complete(await importPair(vector.testOnlyKeys.account, 'ECDSA'), utf8(vector.request));
    const channel = await phone.channelAfter(m3);
    const taken = await (await server(vector)).verify(m3, accounts(vector));
    expect(new TextDecoder().decode(taken.request)).toBe(vector.request);
    expect(await taken.channel.open(await channel.seal(utf8('{"type":"pong"}')))).toEqual(utf8('{"type":"pong"}'));
    expect(await channel.open(await taken.channel.seal(utf8('{"type":"ping"}')))).toEqual(utf8('{"type":"ping"}'));
  });
});

test('the proof of a transaction key', async () => {
  const vector = load('enrol');
  expect(hex(await deriveEnrolId(fromHex(vector.token!)))).toBe(vector.context);
  const pair = await importPair(vector.testOnlyKeys.transaction!, 'ECDSA');
  const signature = await (await proven(vector)).signTransactionKey(pair.privateKey);
  expect(await isSignedBy(fromHex(vector.testOnlyKeys.transaction!.public), signature, fromHex(vector.transactionKeyInput!))).toBe(true);
});

describe('handshake-negative.json', () => {
  const file = vectors('handshake-negative.json') as { base: string; cases: { at: string; name: string; messages: string[]; refusal: string }[] };
  const base = vectors(file.base) as Handshake;

  const receivers: Record<string, () => Promise<(message: Bytes) => Promise<unknown>>> = {
    m1: () => Promise.resolve(async (m1) => new Responder(m1).answer(await makeSigningKey(), utf8('{}'))),
    m2: async () => {
      const waiting = await phone(base);
      return (m2) => waiting.verify(m2, { key: fromHex(base.testOnlyKeys.serverIdentity.public) });
    },
    m3: async () => {
      const waiting = await server(base);
      return (m3) => waiting.verify(m3, accounts(base));
    },
    record: async () => {
      const { channel } = await (await server(base)).verify(fromHex(base.m3), accounts(base));
      return (record) => channel.open(record);
    },
  };

  test.each(file.cases)('$at: $name', async ({ at, messages, refusal }) => {
    const receive = await receivers[at]!();
    for (const good of messages.slice(0, -1)) await receive(fromHex(good));
    expect(await refusalOf(() => receive(fromHex(messages.at(-1)!)))).toBe(refusal);
  });

  test('the cases of every side are there', () => {
    expect(new Set(file.cases.map(({ at }) => at))).toEqual(new Set(Object.keys(receivers)));
  });
});

describe('one bit turned', { timeout: 120_000 }, () => {
  const vector = load('account');

  test('anywhere in M2 is refused', async () => {
    const m2 = fromHex(vector.m2);
    const pair = await importPair(vector.testOnlyKeys.phoneEphemeral, 'ECDH');
    const key = fromHex(vector.testOnlyKeys.serverIdentity.public);
    for (let bit = 0; bit < m2.length * 8; bit++) {
      const waiting = await Initiator.start(vector.purpose, fromHex(vector.serverId), fromHex(vector.context), pair);
      const refusal = await refusalOf(() => waiting.verify(turned(m2, bit), { key }));
      if (refusal === undefined) expect.fail(`bit ${bit} was accepted`);
      if (bit < 8) expect(refusal).toBe('UnexpectedType');
      else if (bit >= 66 * 8) expect(refusal).toBe('DecryptionFailed');
    }
  });

  test('anywhere in a record is refused, and nothing after it is opened', async () => {
    const record = fromHex(vector.records.find(({ from }) => from === 'server')!.record);
    const seen = await proven(vector);
    for (let bit = 0; bit < record.length * 8; bit++) {
      const channel = await seen.channelAfter(fromHex(vector.m3));
      expect(await refusalOf(() => channel.open(turned(record, bit))), `bit ${bit}`).toBeDefined();
      expect(await refusalOf(() => channel.open(record)), `bit ${bit}`).toBe('UnexpectedType');
    }
  });

  test('anywhere in M1 makes another handshake', async () => {
    const m1 = fromHex(vector.m1);
    let answered = 0;
    for (let bit = 0; bit < m1.length * 8; bit += 7) {
      let m2: Bytes;
      try {
        m2 = await new Responder(turned(m1, bit)).answer(await importPair(vector.testOnlyKeys.serverIdentity, 'ECDSA'), utf8(vector.hello));
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
        continue;
      }
      answered++;
      const waiting = await phone(vector);
      expect(await refusalOf(() => waiting.verify(m2, { key: fromHex(vector.testOnlyKeys.serverIdentity.public) })), `bit ${bit}`).toBe('DecryptionFailed');
    }
    // The server id is the part of it that may be anything.
    expect(answered).toBeGreaterThan(15);
  });
});

describe('rules of the phone', () => {
  const vector = load('account');

  test('M2 is looked at once, even after a refusal', async () => {
    const waiting = await phone(vector);
    const key = fromHex(vector.testOnlyKeys.serverIdentity.public);
    expect(await refusalOf(() => waiting.verify(turned(fromHex(vector.m2), 1000), { key }))).toBeDefined();
    expect(await refusalOf(() => waiting.verify(fromHex(vector.m2), { key }))).toBe('UnexpectedType');
  });

  test('two handshakes have two ephemeral keys', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => Initiator.start(3, fromHex(vector.serverId), new Uint8Array())));
    expect(hex(one!.m1.slice(22, 87))).not.toBe(hex(other!.m1.slice(22, 87)));
  });

  test('records that are sealed at once have numbers of their own', async () => {
    const channel = await (await proven(vector)).channelAfter(fromHex(vector.m3));
    const records = await Promise.all([1, 2, 3].map((n) => channel.seal(utf8(`{"n":${n}}`))));
    expect(records.map((record) => record[8])).toEqual([0, 1, 2]);
  });

  test('a sealed alert ends the direction', async () => {
    const { channel } = await (await server(vector)).verify(fromHex(vector.m3), accounts(vector));
    const end = await (await proven(vector)).channelAfter(fromHex(vector.m3));
    const alert = await channel.sealAlert(4);
    const after = await channel.seal(utf8('{}'));
    await expect(end.open(alert)).rejects.toEqual(new AlertReceived(4));
    expect(await refusalOf(() => end.open(after))).toBe('UnexpectedType');
  });

  test('an alert in the clear is no record', async () => {
    const end = await (await proven(vector)).channelAfter(fromHex(vector.m3));
    expect(await refusalOf(() => end.open(Uint8Array.of(0x11, 0, 4)))).toBe('WrongLength');
  });

  test('keys of accounts are made so that no script can read them', async () => {
    const pair = await makeSigningKey();
    expect(pair.privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('pkcs8', pair.privateKey)).rejects.toThrow();
    expect((await exportPublicKey(pair.publicKey)).length).toBe(65);
    expect(concat(await exportPublicKey(pair.publicKey))[0]).toBe(4);
  });
});
