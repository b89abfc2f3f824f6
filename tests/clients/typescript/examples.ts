// The published examples of the area Sessions, in their order, by a client that knows nothing but the API's description.
// What the other end has to do (scan, look at the phone) is told to whoever started this: one line of JSON on the standard output, and it waits for one on the standard input.
import assert from 'node:assert/strict';
import { createInterface } from 'node:readline/promises';
import { client } from './generated/client.gen';
import { getQrLogin, getSession, logout, provokeLogin, provokeLoginOnAccount, provokeLoginOnUser } from './generated/sdk.gen';
import type { UserContext } from './generated/types.gen';

const { BASE, KEY, ROLE, SERVER, NONCE, ACCOUNT, USERID } = process.env as Record<string, string>;
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function tell(what: object): Promise<void> {
  console.log(JSON.stringify(what));
  assert.equal((await lines.next()).value, 'done');
}

client.setConfig({ baseURL: BASE, auth: (scheme) => (scheme.name === 'X-apikey' ? KEY : ROLE) });

const session = { path: { serverid: SERVER }, headers: { 'X-nonce': NONCE } };
const userContext: UserContext = {
  announceinfo: { info: { Till: '4' }, ip: '192.0.2.7', useragent: 'Firefox' },
  sessioninfo: { info: { Order: '17' } },
};

async function main(): Promise<void> {
  // getQrLogin: a picture, and the bytes that it holds. The context is for the phone that scans.
  const picture = await getQrLogin({ ...session, query: { img: 'png', s: 200 }, body: userContext, responseType: 'arraybuffer', throwOnError: true });
  assert.equal(picture.headers['content-type'], 'image/png');
  const code = await getQrLogin({ ...session, body: userContext, responseType: 'text', throwOnError: true });
  await tell({ scan: code.data });

  // getSession: the phone has logged in.
  const status = await getSession({ ...session, throwOnError: true });
  assert.equal(status.data.loggedin, true);
  assert.equal(status.data.canprovoke, true);
  assert.equal(status.data.userid, USERID);
  assert.equal(status.data.accountid, Number(ACCOUNT));

  // logout: nothing is answered. Repeating it is no error.
  for (let i = 0; i < 2; i++) {
    const nothing = await logout({ ...session, throwOnError: true });
    assert.equal(nothing.status, 200);
    assert.equal(nothing.headers['content-length'], '0');
  }
  assert.equal((await getSession({ ...session, throwOnError: true })).data.loggedin, false);

  // provokeLogin, provokeLoginOnAccount, provokeLoginOnUser: the phone that listens approves.
  const pushes = [
    () => provokeLogin({ ...session, body: userContext, throwOnError: true }),
    () => provokeLoginOnAccount({ path: { serverid: SERVER, accountid: Number(ACCOUNT) }, headers: session.headers, body: userContext, throwOnError: true }),
    () => provokeLoginOnUser({ path: { serverid: SERVER, userid: USERID }, headers: session.headers, body: userContext, throwOnError: true }),
  ];
  for (const push of pushes) {
    assert.equal((await push()).status, 200);
    while (!(await getSession({ ...session, throwOnError: true })).data.loggedin) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await logout({ ...session, throwOnError: true });
  }

  // A refusal has the described form.
  const refused = await getSession({ path: { serverid: SERVER }, headers: { 'X-nonce': 'not a nonce' } });
  assert.equal(refused.error?.type, 'urn:nextauth:problem:invalid-nonce');
  assert.equal(refused.error?.status, 400);

  await tell({ finished: true });
}

main().then(() => process.exit(0), (failure) => {
  console.error(failure);
  process.exit(1);
});
