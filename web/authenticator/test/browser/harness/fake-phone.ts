import type { Account, Answer, HistoryEntry, ListenEvents, MoveAwayPrompt, MovingPhone, Outcome, Prompt, ServerInfo } from '../../../src/client/api.ts';

type Ask = (prompt: Prompt, signal: AbortSignal) => Promise<Answer>;

/** A phone without keys and servers, which does what a test says. It is the test's own and in no build. */
export class FakePhone implements MovingPhone {
  accountList: Account[] = [];
  historyList: HistoryEntry[] = [];
  /** What the next scan or push asks; missing: it fails at once. */
  next: Prompt | undefined;
  /** How it ends; missing: as the person answers. */
  outcome: Outcome | undefined;
  /** Holds everything up until it is released. */
  gate: Promise<unknown> = Promise.resolve();
  readonly answers: Answer[] = [];
  readonly scanned: string[] = [];
  readonly pushed: unknown[] = [];
  readonly endpoints: (PushSubscriptionJSON | null)[] = [];
  isBroken = false;
  events: ListenEvents | undefined;
  readonly controllers = new Set<AbortController>();

  async accounts(): Promise<readonly Account[]> {
    await this.gate;
    if (this.isBroken) throw new Error('The storage is switched off.');
    return this.accountList;
  }

  async history(): Promise<readonly HistoryEntry[]> {
    await this.gate;
    return this.historyList;
  }

  clearHistory(): Promise<void> {
    this.historyList = [];
    return Promise.resolve();
  }

  rename(account: Account, alias: string): Promise<void> {
    this.accountList = this.accountList.map((one) => {
      const { alias: _, ...rest } = one;
      return one.key === account.key ? (alias ? { ...rest, alias } : rest) : one;
    });
    return Promise.resolve();
  }

  delete(account: Account): Promise<Outcome> {
    if (this.outcome) return Promise.resolve(this.outcome);
    this.accountList = this.accountList.filter(({ key }) => key !== account.key);
    return Promise.resolve({ ok: true, what: 'removed', account });
  }

  forget(account: Account): Promise<void> {
    this.accountList = this.accountList.filter(({ key }) => key !== account.key);
    return Promise.resolve();
  }

  logout(account: Account): Promise<Outcome> {
    return Promise.resolve(this.outcome ?? { ok: true, what: 'loggedOut', account });
  }

  scan(text: string, ask: Ask, signal: AbortSignal): Promise<Outcome> {
    this.scanned.push(text);
    return this.#run(ask, signal);
  }

  openPush(data: unknown, ask: Ask, signal: AbortSignal): Promise<Outcome> {
    this.pushed.push(data);
    return this.#run(ask, signal);
  }

  /** The other phone has scanned the code. */
  scannedByOther: () => void = () => undefined;

  async moveAway(
    account: Account,
    show: (payload: string, expires: number) => void,
    ask: (prompt: MoveAwayPrompt, signal: AbortSignal) => Promise<Answer>,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const expires = Date.now() + 120_000;
    const scanned = new Promise<void>((resolve) => (this.scannedByOther = resolve));
    show(`AQQ${'A'.repeat(131)}`, expires);
    await scanned;
    const answer = await ask({ kind: 'moveAway', account, code: '042917', device: 'Firefox (Android)', expires }, signal);
    this.answers.push(answer);
    if (this.outcome) return this.outcome;
    if (answer.decision !== 'approve') return { ok: true, what: 'declined' };
    this.accountList = this.accountList.filter(({ key }) => key !== account.key);
    return { ok: true, what: 'removed', account };
  }

  listen(events: ListenEvents): () => void {
    this.events = events;
    events.state('online');
    return () => (this.events = undefined);
  }

  setPushEndpoint(subscription: PushSubscriptionJSON | null): Promise<void> {
    this.endpoints.push(subscription);
    return Promise.resolve();
  }

  applicationServerKey(): Promise<Uint8Array | undefined> {
    return Promise.resolve(undefined);
  }

  /** Something comes over an open channel. */
  async push(prompt: Prompt): Promise<void> {
    const controller = new AbortController();
    this.controllers.add(controller);
    const answer = await this.events!.ask(prompt, controller.signal).catch(() => undefined);
    if (!answer) return;
    this.answers.push(answer);
    await this.gate;
    this.events?.ended(prompt, this.outcome ?? this.#outcomeOf(prompt, answer));
  }

  async #run(ask: Ask, signal: AbortSignal): Promise<Outcome> {
    await this.gate;
    signal.throwIfAborted();
    if (!this.next) return this.outcome ?? { ok: false, why: 'notACode' };
    const prompt = this.next;
    const answer = await ask(prompt, signal);
    this.answers.push(answer);
    await this.gate;
    const outcome = this.outcome ?? this.#outcomeOf(prompt, answer);
    if (outcome.ok && outcome.what === 'enrolled') this.accountList = [...this.accountList, account({ key: 's.99', accountId: 99 })];
    return outcome;
  }

  #outcomeOf(prompt: Prompt, { decision }: Answer): Outcome {
    if (decision === 'decline') return { ok: true, what: 'declined' };
    if (decision === 'report') return { ok: true, what: 'reported' };
    return { ok: true, what: prompt.kind === 'enrol' ? 'enrolled' : prompt.kind === 'login' ? 'loggedIn' : 'approved' };
  }
}

const logo = btoa(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#b4532a" d="M4 13 7 4h18l3 9a4 4 0 0 1-3 4v11H7V17a4 4 0 0 1-3-4z"/><path fill="#fff8ee" d="M13 28v-8a3 3 0 0 1 6 0v8z"/></svg>',
);

export const server = (change: Partial<ServerInfo> = {}): ServerInfo => ({
  serverName: 'Corner Shop',
  logo,
  siteurl: 'https://shop.example.com',
  version: 1,
  pingTime: 0,
  picture: drawVash(),
  ...change,
});

export const account = (change: Partial<Account> = {}): Account => ({
  key: 's.1',
  serverId: 'c2VydmVyLTEtb2YtdGVzdHM_',
  accountId: 7,
  label: 'anna.schmidt',
  server: server(),
  created: Date.now() - 40 * 86_400_000,
  used: Date.now() - 3 * 3_600_000,
  ...change,
});

function drawVash(): string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 11;
  const context = canvas.getContext('2d')!;
  const colours = ['#fff', '#1565C0', '#2E7D32', '#212121'];
  context.fillStyle = '#fff';
  context.fillRect(0, 0, 11, 11);
  for (let y = 0; y < 9; y++) {
    for (let x = 0; x < 9; x++) {
      context.fillStyle = colours[(y * 7 + Math.min(x, 8 - x) * 5 + ((y * x) % 3)) % 4]!;
      context.fillRect(x + 1, y + 1, 1, 1);
    }
  }
  return canvas.toDataURL('image/png');
}
