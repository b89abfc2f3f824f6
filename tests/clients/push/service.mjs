// The three push services that a nextAuth server sends to, in one: Web Push (RFC 8030, 8188, 8291, 8292), Firebase Cloud Messaging with the service that gives its tokens,
// and APNs. It believes nothing: it checks every signature and header, opens what is encrypted for a browser with http_ece, and prints what it has found, a JSON object a line.
import assert from 'node:assert/strict';
import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { createInterface } from 'node:readline';
import ece from 'http_ece';

const folder = process.argv[2];
const googleKey = readFileSync(`${folder}/google.pub`);
const appleKey = readFileSync(`${folder}/apple.pub`);

// What a browser makes when it subscribes.
const browser = createECDH('prime256v1');
browser.generateKeys();
const auth = randomBytes(16);

let answer = 0;
let vapidKey = '';
let token = '';

const print = line => process.stdout.write(JSON.stringify(line) + '\n');
const json = text => JSON.parse(Buffer.from(text, 'base64url'));
const now = () => Math.floor(Date.now() / 1000);

function openToken(jwt, algorithm, key) {
  const [header, claims, signature] = jwt.split('.');
  assert.equal(json(header).alg, algorithm);
  const signed = Buffer.from(`${header}.${claims}`);
  const bytes = Buffer.from(signature, 'base64url');
  assert.ok(verify('sha256', signed, algorithm === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' } : key, bytes), 'the signature does not hold');
  return { header: json(header), claims: json(claims) };
}

// RFC 8292, section 3: the key travels beside the token, and must be the one the browser has subscribed for.
function checkVapid(headers) {
  const [, jwt, key] = headers.authorization.match(/^vapid t=([\w.-]+), k=([\w-]+)$/);
  assert.equal(key, vapidKey);
  const point = Buffer.from(key, 'base64url');
  assert.equal(point.length, 65);
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
  const { header, claims } = openToken(jwt, 'ES256', createPublicKey({ key: jwk, format: 'jwk' }));
  assert.equal(header.typ, 'JWT');
  assert.equal(claims.aud, `https://${headers[':authority'] ?? headers.host}`);
  assert.ok(claims.exp > now() && claims.exp <= now() + 24 * 3600, 'exp');
  assert.equal(claims.sub, 'mailto:push@example.com');
}

function webPush(headers, body) {
  checkVapid(headers);
  assert.equal(headers['content-encoding'], 'aes128gcm');
  assert.ok(Number(headers.ttl) > 0 && Number(headers.ttl) <= 30 * 24 * 3600, 'ttl');
  assert.equal(headers.urgency, 'high');
  assert.match(headers.topic, /^[\w-]{1,32}$/);
  assert.ok(body.length <= 4096);
  const opened = ece.decrypt(body, { version: 'aes128gcm', privateKey: browser, authSecret: auth });
  print({ webPush: opened.toString('utf8'), size: body.length });
  return [201, ''];
}

function giveToken(body) {
  const form = new URLSearchParams(body.toString());
  assert.equal(form.get('grant_type'), 'urn:ietf:params:oauth:grant-type:jwt-bearer');
  const { claims } = openToken(form.get('assertion'), 'RS256', googleKey);
  assert.equal(claims.scope, 'https://www.googleapis.com/auth/firebase.messaging');
  assert.ok(claims.exp > now() && claims.exp <= now() + 3600, 'exp');
  token = randomBytes(16).toString('hex');
  return [200, JSON.stringify({ access_token: token, expires_in: 3600, token_type: 'Bearer' })];
}

function fcm(headers, body) {
  assert.equal(headers.authorization, `Bearer ${token}`);
  const { message } = JSON.parse(body);
  assert.deepEqual(Object.keys(message.data).sort(), ['box', 'id', 'server']);
  assert.ok(Object.values(message.data).every(value => typeof value === 'string'), 'FCM takes texts alone');
  assert.equal(message.android.priority, 'HIGH');
  assert.match(message.android.ttl, /^\d+s$/);
  print({ fcm: message.data, token: message.token });
  return [200, JSON.stringify({ name: 'projects/example-project/messages/1' })];
}

function apns(headers, body, device, version) {
  assert.equal(version, '2.0');
  const { header, claims } = openToken(headers.authorization.replace(/^bearer /, ''), 'ES256', appleKey);
  assert.equal(header.kid, 'ABCDE12345');
  assert.equal(claims.iss, 'TEAM123456');
  assert.ok(claims.iat <= now() + 5 && claims.iat > now() - 3600, 'iat');
  assert.equal(headers['apns-topic'], 'com.example.phone');
  assert.equal(headers['apns-push-type'], 'alert');
  assert.equal(headers['apns-priority'], '10');
  assert.ok(Number(headers['apns-expiration']) > now(), 'apns-expiration');
  assert.ok(Buffer.byteLength(headers['apns-collapse-id']) <= 64);
  assert.ok(body.length <= 4096);
  const { aps, ...rest } = JSON.parse(body);
  assert.equal(aps['mutable-content'], 1);
  print({ apns: rest, token: device, alert: aps.alert.body });
  return [200, ''];
}

function handle(path, headers, body, version) {
  if (path === '/token') {
    return giveToken(body);
  }

  if (answer) {
    print({ refused: answer });
    return [answer, ''];
  }

  const device = path.match(/^\/3\/device\/([0-9a-f]+)$/)?.[1];
  return device ? apns(headers, body, device, version)
    : path === '/v1/projects/example-project/messages:send' ? fcm(headers, body)
    : path === '/subscription/secret-of-the-browser' ? webPush(headers, body)
    : [404, ''];
}

const server = createSecureServer({ allowHTTP1: true, key: readFileSync(`${folder}/tls.key`), cert: readFileSync(`${folder}/tls.pem`) }, (request, response) => {
  const parts = [];
  request.on('data', part => parts.push(part));
  request.on('end', () => {
    try {
      const [status, text] = handle(request.url, request.headers, Buffer.concat(parts), request.httpVersion);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(text);
    } catch (error) {
      print({ error: String(error.stack) });
      response.writeHead(400);
      response.end();
    }
  });
});

// "answer 410": so it answers from now on; "vapid KEY": the browser has subscribed for this key; "answer 0": as it should again.
createInterface({ input: process.stdin }).on('line', line => {
  const [command, value] = line.split(' ');
  if (command === 'answer') {
    answer = Number(value);
  } else if (command === 'vapid') {
    vapidKey = value;
  }
  print({ did: line });
}).on('close', () => process.exit(0));

server.listen(0, '127.0.0.1', () => print({ port: server.address().port, p256dh: browser.getPublicKey('base64url'), auth: auth.toString('base64url') }));
