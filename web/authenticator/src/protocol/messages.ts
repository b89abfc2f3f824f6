import { utf8, type Bytes } from './bytes.ts';
import { readJsonObject, type JsonObject } from './json.ts';
import { HSID_SIZE, PUBLIC_KEY_SIZE, PUSH_ID_SIZE, TOKEN_SIZE } from './limits.ts';
import { NONCE_SIZE } from './move.ts';
import { boolean, bytes, integer, object, oneOf, required, text, texts, textsByName } from './members.ts';

// docs/protocol/messages.md, sections 4 and 5: what a phone reads, and what it writes.

export interface ServerParameters {
  /** Grows with every change. */
  readonly version: number;
  readonly serverName: string;
  /** base64 of a picture. */
  readonly logo?: string;
  readonly appname?: string;
  /** Seconds; over 0: continuous authentication. */
  readonly pingTime: number;
  readonly serverFlags: readonly string[];
  readonly siteurl?: string;
  /** WebSocket addresses of the server, best first. */
  readonly endpoints: readonly string[];
  /** The server's public key for Web Push (RFC 8292), 65 bytes. */
  readonly vapid?: Bytes;
}

/** What an application says about a login; a phone shows it as plain text. */
export interface SessionInfo {
  readonly info: Readonly<Record<string, string>>;
  readonly ip?: string;
  readonly useragent?: string;
  readonly logo?: string;
}

export interface LoginHello {
  readonly server: ServerParameters;
  readonly announceinfo?: SessionInfo;
  readonly typedCode: boolean;
  readonly secondFactor: boolean;
}

export interface EnrolHello {
  readonly server: ServerParameters;
  readonly label: string;
  readonly secondFactor: boolean;
}

export interface AccountHello {
  readonly server: ServerParameters;
}

const LOGIN_OUTCOMES = ['loggedIn', 'declined', 'expired', 'sessionChanged', 'blocked', 'wrongCode', 'refused', 'unavailable'] as const;
const ENROL_OUTCOMES = ['enrolled', 'refused', 'nameTaken', 'invalid', 'unavailable'] as const;
const PUSH_KINDS = ['login', 'transaction', 'logout', 'accountRemoved', 'ping'] as const;

export type LoginOutcome = (typeof LOGIN_OUTCOMES)[number];
export type EnrolOutcome = (typeof ENROL_OUTCOMES)[number];

export interface Push {
  readonly n: number;
  readonly kind: (typeof PUSH_KINDS)[number];
  readonly hsid?: Bytes;
  readonly pushId?: Bytes;
  readonly tid?: string;
  /** Unix seconds. */
  readonly expires?: number;
}

export type ServerMessage =
  | { readonly type: 'login'; readonly outcome: LoginOutcome; readonly sessioninfo?: SessionInfo; readonly pingTime: number }
  | { readonly type: 'enrol'; readonly outcome: EnrolOutcome; readonly accountId?: number; readonly loggedIn: boolean; readonly pingTime: number }
  | { readonly type: 'open'; readonly accountId: number }
  | ({ readonly type: 'push' } & Push)
  | { readonly type: 'ping' }
  | { readonly type: 'logout'; readonly hsid: Bytes; readonly n?: number }
  | { readonly type: 'transaction'; readonly content: Bytes }
  | { readonly type: 'moveOffer'; readonly token: Bytes; readonly expires: number }
  | { readonly type: 'moveRequest'; readonly authenticationKey: Bytes; readonly transactionKey: Bytes; readonly device?: string }
  | { readonly type: 'moveConfirmed' | 'moving' | 'moveEnded' }
  | { readonly type: 'moveNonce'; readonly nonce: Bytes }
  | { readonly type: 'moved'; readonly accountId: number }
  | { readonly type: 'answer'; readonly re: number; readonly done: boolean; readonly reason?: string };

/** @throws {ProtocolError} InvalidMessage; so do the others. */
export function readLoginHello(json: Bytes): LoginHello {
  const hello = readJsonObject(json);
  const announced = object(hello, 'announceinfo');
  return {
    server: serverParameters(hello),
    ...(announced && { announceinfo: sessionInfo(announced) }),
    typedCode: boolean(hello, 'typedCode') ?? false,
    secondFactor: boolean(hello, 'secondFactor') ?? false,
  };
}

export function readEnrolHello(json: Bytes): EnrolHello {
  const hello = readJsonObject(json);
  return { server: serverParameters(hello), label: required(text(hello, 'label')), secondFactor: boolean(hello, 'secondFactor') ?? false };
}

export function readAccountHello(json: Bytes): AccountHello {
  return { server: serverParameters(readJsonObject(json)) };
}

/** Reads a message of the channel; undefined: it is of a type this version does not know, and is to be ignored. */
export function readServerMessage(json: Bytes): ServerMessage | undefined {
  const message = readJsonObject(json);
  const type = required(text(message, 'type'));
  switch (type) {
    case 'login': {
      const info = object(message, 'sessioninfo');
      const outcome = required(oneOf(message, 'outcome', LOGIN_OUTCOMES));
      return { type, outcome, ...(info && { sessioninfo: sessionInfo(info) }), pingTime: integer(message, 'pingTime') ?? 0 };
    }
    case 'enrol':
      return {
        type,
        outcome: required(oneOf(message, 'outcome', ENROL_OUTCOMES)),
        ...given('accountId', integer(message, 'accountId')),
        loggedIn: boolean(message, 'loggedIn') ?? false,
        pingTime: integer(message, 'pingTime') ?? 0,
      };
    case 'open':
      return { type, accountId: required(integer(message, 'accountId')) };
    case 'push':
      return { type, ...readPush(message) };
    case 'ping':
      return { type };
    case 'logout':
      return { type, hsid: required(bytes(message, 'hsid', HSID_SIZE)), ...given('n', integer(message, 'n')) };
    case 'transaction':
      return { type, content: required(bytes(message, 'content')) };
    case 'answer':
      return { type, re: required(integer(message, 're')), done: required(boolean(message, 'done')), ...given('reason', text(message, 'reason')) };
    case 'moveOffer':
      return { type, token: required(bytes(message, 'token', TOKEN_SIZE)), expires: required(integer(message, 'expires')) };
    case 'moveRequest':
      return {
        type,
        authenticationKey: required(bytes(message, 'authenticationKey', PUBLIC_KEY_SIZE)),
        transactionKey: required(bytes(message, 'transactionKey', PUBLIC_KEY_SIZE)),
        ...given('device', text(message, 'device')),
      };
    case 'moveConfirmed':
    case 'moving':
    case 'moveEnded':
      return { type };
    case 'moveNonce':
      return { type, nonce: required(bytes(message, 'nonce', NONCE_SIZE)) };
    case 'moved':
      return { type, accountId: required(integer(message, 'accountId')) };
    default:
      return undefined;
  }
}

/** The members of a push, which come in a record, or in a Web Push. */
export function readPush(message: JsonObject): Push {
  return {
    n: required(integer(message, 'n')),
    kind: required(oneOf(message, 'kind', PUSH_KINDS)),
    ...given('hsid', bytes(message, 'hsid', HSID_SIZE)),
    ...given('pushId', bytes(message, 'pushId', PUSH_ID_SIZE)),
    ...given('tid', text(message, 'tid')),
    ...given('expires', integer(message, 'expires')),
  };
}

/** A message or request as JSON; what is undefined is left out. */
export function writeMessage(message: Readonly<Record<string, unknown>>): Bytes {
  return utf8(JSON.stringify(message));
}

function serverParameters(hello: JsonObject): ServerParameters {
  const server = required(object(hello, 'server'));
  return {
    version: required(integer(server, 'version')),
    serverName: required(text(server, 'serverName', 100)),
    ...given('logo', text(server, 'logo')),
    ...given('appname', text(server, 'appname')),
    pingTime: integer(server, 'pingTime') ?? 0,
    serverFlags: texts(server, 'serverFlags') ?? [],
    ...given('siteurl', text(server, 'siteurl')),
    endpoints: texts(server, 'endpoints') ?? [],
    ...given('vapid', bytes(server, 'vapid', PUBLIC_KEY_SIZE)),
  };
}

function sessionInfo(from: JsonObject): SessionInfo {
  return {
    info: textsByName(from, 'info') ?? {},
    ...given('ip', text(from, 'ip')),
    ...given('useragent', text(from, 'useragent')),
    ...given('logo', text(from, 'logo')),
  };
}

// A member that has no value is left out, not there and undefined.
function given<K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, V>);
}
