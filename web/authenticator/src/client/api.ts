// What the screens may ask of the phone. The screens know nothing of keys, frames or records; the phone knows nothing of screens.

/** An account as it is shown. Its private keys are in the browser's key store and never in an object of this kind. */
export interface Account {
  /** `{serverId}.{accountId}`; names the account on this phone only. */
  readonly key: string;
  /** 24 characters of base64url. */
  readonly serverId: string;
  /** The number the server gave the account. */
  readonly accountId: number;
  /** The name of the person, as the site gave it at enrolment. */
  readonly label: string;
  /** The person's own name for it on this phone; shown instead of `label` when there. */
  readonly alias?: string;
  readonly server: ServerInfo;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Milliseconds since 1970; missing: never since the enrolment. */
  readonly used?: number;
}

/** What a server says about itself, proven to come from it. All text is as the server sent it: show it through `displayText`. */
export interface ServerInfo {
  readonly serverName: string;
  /** base64 of a picture; not checked to be one. */
  readonly logo?: string;
  readonly appname?: string;
  readonly siteurl?: string;
  readonly version: number;
  /** Seconds; over 0: the login ends when this phone falls silent. */
  readonly pingTime: number;
  /** The visual hash (docs/protocol/visual-hash.md) as a PNG data URL; missing: the server does not want it shown. */
  readonly picture?: string;
}

/** What an application says of a login, in its own words. Nothing of it is checked. */
export interface Said {
  readonly info: Readonly<Record<string, string>>;
  readonly ip?: string;
  readonly useragent?: string;
  /** base64 of a picture; not checked to be one. */
  readonly logo?: string;
}

export interface HistoryEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly accountKey: string;
  readonly serverName: string;
  readonly what: 'enrolled' | 'loggedIn' | 'declined' | 'reported' | 'loggedOut' | 'approved' | 'declinedTransaction' | 'removed' | 'failed';
  /** One line for the reader: browser address, amount, or why it failed. */
  readonly detail?: string;
  /** What the site said after a login. */
  readonly said?: Omit<Said, 'logo'>;
}

export interface EnrolPrompt {
  readonly kind: 'enrol';
  readonly server: ServerInfo;
  readonly label: string;
  readonly host: string;
  /**
   * Six digits: the account comes from another phone, which must show the same ones. To be compared, and approved only when they are the same: with other digits
   * it is somebody else's phone that is being talked to. Missing: the account is new.
   */
  readonly code?: string;
}

/** Asked on the phone that has the account, when another one has scanned its code. */
export interface MoveAwayPrompt {
  readonly kind: 'moveAway';
  readonly account: Account;
  /** Six digits, which the other phone must show as well. */
  readonly code: string;
  /** What the other phone calls itself. Its own words. */
  readonly device?: string;
  readonly expires: number;
}

export interface LoginPrompt {
  readonly kind: 'login';
  readonly server: ServerInfo;
  readonly accounts: readonly Account[];
  readonly ip?: string;
  readonly useragent?: string;
  /** What the application says, in its own words. */
  readonly announced: Readonly<Record<string, string>>;
  /** base64 of a picture that the application shows with it; not checked to be one. */
  readonly logo?: string;
  readonly needsCode: boolean;
  readonly isPush: boolean;
  /** Milliseconds since 1970: not good after this. */
  readonly expires: number;
}

export interface TransactionPrompt {
  readonly kind: 'transaction';
  readonly server: ServerInfo;
  readonly account: Account;
  readonly amount?: string;
  readonly benificiary?: string;
  readonly description?: string;
  readonly isPush: boolean;
  readonly expires: number;
}

export type Prompt = EnrolPrompt | LoginPrompt | TransactionPrompt;

export interface Answer {
  /** `report`: declined, and the server is told that it was not the person. Ends as `declined` when the server has not said that it heard it. */
  readonly decision: 'approve' | 'decline' | 'report';
  /** One of the prompt's accounts; may be missing when there is just one. */
  readonly account?: Account;
  /** The six digits, when `needsCode`. */
  readonly code?: string;
}

/** How it ended. Every failure is one of these words; the screens have a sentence and a way on for each. */
export type Outcome =
  | { readonly ok: true; readonly what: 'enrolled' | 'loggedIn' | 'declined' | 'reported' | 'approved' | 'loggedOut' | 'removed'; readonly account?: Account; readonly said?: Said }
  | { readonly ok: false; readonly why: FailureReason };

export type FailureReason =
  | 'notACode' // what was read is no link of ours
  | 'otherServer' // a code of a server at another address than this app's; cannot be reached from here
  | 'noAccount' // no account on that server on this phone
  | 'expired' // the code or push is over
  | 'used' // already used
  | 'sessionChanged' | 'blocked' | 'wrongCode' | 'refused' | 'nameTaken' | 'unavailable'
  | 'wrongServer' // the server could not prove who it is: danger
  | 'removed' // the account was removed on the server, and is now removed here
  | 'decided' // transaction: already decided
  | 'offline' // no connection
  | 'lost' // the connection ended before the result: not known how it ended
  | 'protocol'; // the other side does not speak the protocol

export interface Phone {
  accounts(): Promise<readonly Account[]>;
  history(): Promise<readonly HistoryEntry[]>;
  clearHistory(): Promise<void>;
  rename(account: Account, alias: string): Promise<void>;
  /** Deletes on the server and here. When the server cannot be reached: `offline`, nothing changed, and `forget` may be offered. */
  delete(account: Account): Promise<Outcome>;
  /** Removes it from this phone only. */
  forget(account: Account): Promise<void>;

  /** Reads a link, a bare payload or a payload under any scheme, does what it says, and asks through `ask`. `signal` turns away. */
  scan(text: string, ask: (prompt: Prompt, signal: AbortSignal) => Promise<Answer>, signal: AbortSignal): Promise<Outcome>;

  /** A push that a service worker has shown and the person has tapped: `data` as it was in the push message. */
  openPush(data: unknown, ask: (prompt: Prompt, signal: AbortSignal) => Promise<Answer>, signal: AbortSignal): Promise<Outcome>;

  /** Keeps a channel of every account open while the app is; reconnects by itself; answers pings. Returns how to stop. */
  listen(events: ListenEvents): () => void;

  /** Tells every server where to wake this phone, or (null) not to any more. */
  setPushEndpoint(subscription: PushSubscriptionJSON | null): Promise<void>;
  /** The VAPID key to subscribe with (65 bytes), from any account's server; missing: that server sends no Web Push. */
  applicationServerKey(): Promise<Uint8Array | undefined>;
  /** Ends every login of the account (lost browser, stranger's computer). */
  logout(account: Account): Promise<Outcome>;
}

/** A phone that can give an account to another one. */
export interface MovingPhone extends Phone {
  /**
   * Gives an account to another phone, and has it no more: outcome `removed`. `show` gets what follows the app's address in the code to be scanned, as `#` and this; with
   * `ask` the person compares. Turned away, by `signal` or by the answer: `declined`, nothing changed.
   */
  moveAway(
    account: Account,
    show: (payload: string, expires: number) => void,
    ask: (prompt: MoveAwayPrompt, signal: AbortSignal) => Promise<Answer>,
    signal: AbortSignal,
  ): Promise<Outcome>;
}

export interface ListenEvents {
  ask(prompt: Prompt, signal: AbortSignal): Promise<Answer>;
  /** After a pushed prompt was answered. */
  ended(prompt: Prompt | undefined, outcome: Outcome): void;
  /** `online`: every channel is open. */
  state(state: 'connecting' | 'online' | 'offline'): void;
  /** Accounts or history changed: read them again. */
  changed(): void;
  loggedOut(account: Account): void;
  /** The site of this name has removed an account. Not told of what the person deletes here. */
  removed(serverName: string): void;
}
