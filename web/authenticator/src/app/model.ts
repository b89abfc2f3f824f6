import type { Account, Answer, HistoryEntry, MoveAwayPrompt, MovingPhone, Outcome, Prompt } from '../client/api.ts';

/** Where the person is, when nothing is asked. */
export type View =
  | { readonly name: 'home' | 'accounts' | 'history' | 'settings' | 'scan' | 'paste' | 'keys' | 'lost' }
  | { readonly name: 'account'; readonly key: string };

/** Something that is asked and decided, from the first word to the last. It covers whatever view there is. */
export interface Ceremony {
  readonly id: number;
  /** Read by the person, heard on an open channel, tapped as a notification, or an account that goes to another phone. */
  readonly source: 'scan' | 'channel' | 'push' | 'move';
  readonly step: 'connecting' | 'showing' | 'asking' | 'working' | 'ended';
  /** What another phone shall scan, while it is shown. */
  readonly shown?: { readonly link: string; readonly expires: number };
  readonly prompt?: Question;
  readonly answer?: Answer;
  readonly outcome?: Outcome;
  /** When it ended, in milliseconds since 1970. */
  readonly ended?: number;
}

export type Question = Prompt | MoveAwayPrompt;

type Ask = (prompt: Question, signal: AbortSignal) => Promise<Answer>;

/** Something that happened by itself. */
export interface Notice {
  readonly id: number;
  readonly what: 'loggedOut' | 'removed';
  readonly server: string;
}

export interface State {
  readonly view: View;
  /** Missing while they are read for the first time. */
  readonly accounts?: readonly Account[];
  /** As it was when its screen was last looked at; missing before that. */
  readonly history?: readonly HistoryEntry[];
  /** The phone could not read what it keeps. */
  readonly isBroken: boolean;
  /** One is on the screen (`current`); the others wait. */
  readonly ceremonies: readonly Ceremony[];
  /** The question on the screen has been seen for long enough to be approved. */
  readonly isRipe: boolean;
  readonly channel: 'connecting' | 'online' | 'offline';
  readonly notice?: Notice;
}

/** The one on the screen. The phone asks one question at a time: a code that is read while another question is open waits for its answer. */
export const current = ({ ceremonies }: State): Ceremony | undefined => {
  const [first] = ceremonies;
  return first?.step === 'connecting' ? (ceremonies.find(({ step }) => step === 'asking') ?? first) : first;
};

/** What the person is asked on the screen at this moment. */
const asked = (state: State): Question | undefined => {
  const ceremony = current(state);
  return ceremony?.step === 'asking' && !state.isBroken ? ceremony.prompt : undefined;
};

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/** How long a result stays when a question waits behind it, in milliseconds: long enough to be read, and short against the two minutes a question is good for. */
const resultMs = 2000;

/** How much later is read what is behind a result, in milliseconds: before anybody has closed it. */
const soonMs = 250;

/** How long an aborted question waits for the phone to say why. */
const graceMs = 2000;

/**
 * How long a question must be seen before it can be approved, in milliseconds. Whoever makes a person tap fast or click twice, and then brings a question under the finger
 * (a page that opens the app, a window that closes over it, a push at the right moment), would have it approved by a tap that was meant for something else. A double click
 * takes up to 500 ms; a person who sees that the screen has changed stops in less than 700, and nobody has read a question earlier.
 */
const ripeMs = 700;

/** What the screens show and what they may do; it knows the phone and no screen. */
export class Model {
  readonly phone: MovingPhone;
  /** Told of every question that somebody sends. */
  onPushed: (prompt: Prompt) => void = () => undefined;
  #state: State = { view: { name: 'home' }, isBroken: false, ceremonies: [], isRipe: false, channel: 'connecting' };
  readonly #listeners = new Set<() => void>();
  readonly #pending = new Map<number, Pending>();
  readonly #controllers = new Map<number, AbortController>();
  #next = 1;
  // Nothing can be approved before somebody has said that it is seen.
  #isSeen = false;
  #ripening: ReturnType<typeof setTimeout> | undefined;
  #leaving: ReturnType<typeof setTimeout> | undefined;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #reading: Promise<void> | undefined;
  #readingNext: Promise<void> | undefined;

  constructor(phone: MovingPhone) {
    this.phone = phone;
  }

  get state(): State {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Hears what is pushed while the app is open. Returns how to stop. */
  listen(): () => void {
    return this.phone.listen({
      ask: (prompt, signal) => {
        this.onPushed(prompt);
        return this.#ask(this.#begin('channel'), prompt, signal);
      },
      ended: (prompt, outcome) => {
        const ceremony = this.#state.ceremonies.find((one) => prompt && one.prompt === prompt);
        if (ceremony) this.#end(ceremony.id, outcome);
      },
      state: (channel) => {
        this.#set({ channel });
      },
      changed: () => {
        this.#refreshSoon();
      },
      loggedOut: (account) => {
        this.#notice('loggedOut', account.server.serverName);
      },
      removed: (serverName) => {
        this.#notice('removed', serverName);
      },
    });
  }

  /** Reads what the screen shows. What changes meanwhile is read once more, however often. */
  refresh(): Promise<void> {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    if (this.#reading) return (this.#readingNext ??= this.#reading.then(() => this.refresh()));
    this.#readingNext = undefined;
    this.#reading = this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<void> {
    // Up to 500 entries, and only one screen has them.
    const isHistory = this.#state.view.name === 'history';
    try {
      const [accounts, history] = await Promise.all([this.phone.accounts(), isHistory ? this.phone.history() : undefined]);
      const { view } = this.#state;
      // The account that is looked at may be gone: moved, or removed by its site.
      const isGone = view.name === 'account' && !accounts.some(({ key }) => key === view.key);
      this.#set({ accounts, ...(history && { history }), isBroken: false, ...(isGone && { view: { name: 'accounts' as const } }) });
    } catch (error) {
      console.error(error);
      this.#set({ isBroken: true });
    }
  }

  show(view: View): void {
    this.#set({ view });
    if (view.name === 'history') void this.refresh();
  }

  dismissNotice(): void {
    const { notice: _, ...rest } = this.#state;
    this.#replace(rest);
  }

  /** Reads a code and does what it says. One at a time: a new one takes the place of one that is still asked. */
  scan(text: string): Promise<void> {
    for (const one of this.#state.ceremonies) {
      if (one.source === 'scan' && one.step !== 'working') this.dismiss(one.id);
    }
    this.#set({ view: { name: 'home' } });
    return this.#run(this.#begin('scan'), (ask, signal) => this.phone.scan(text, ask, signal));
  }

  /** A notification that was tapped. What the channel shows already is not asked a second time. */
  openPush(data: unknown): Promise<void> {
    if (this.#state.ceremonies.some((one) => (one.source === 'channel' || one.source === 'push') && one.step !== 'ended')) return Promise.resolve();
    return this.#run(this.#begin('push'), (ask, signal) => this.phone.openPush(data, ask, signal));
  }

  /** Gives an account to another phone, which scans the code that is shown. */
  moveAway(account: Account): Promise<void> {
    const id = this.#begin('move');
    const show = (payload: string, expires: number) => {
      this.#change(id, { step: 'showing', shown: { link: linkOf(payload), expires } });
    };
    return this.#run(id, (ask, signal) => this.phone.moveAway(account, show, ask, signal));
  }

  /** The person can see the app from now on, or no longer, or has come back to it. A question that is there already is new to them. */
  look(isSeen: boolean): void {
    this.#isSeen = isSeen;
    this.#ripen();
    this.#tell();
  }

  /** To decline is possible at once; to approve is not, and the press of who is too early does nothing. */
  answer(id: number, answer: Answer): void {
    // The first answer counts: the question may still be on the screen.
    if (this.#find(id)?.step !== 'asking') return;
    if (answer.decision === 'approve' && !this.#mayApprove(id)) {
      // Who is still tapping fast has read nothing yet: it counts from the last tap.
      this.#ripen();
      this.#tell();
      return;
    }
    // Whoever has answered wants to see how it ends, and nothing else in between.
    const { ceremonies } = this.#state;
    this.#set({ ceremonies: [...ceremonies.filter((one) => one.id === id), ...ceremonies.filter((one) => one.id !== id)] });
    this.#change(id, { answer, step: 'working' });
    this.#pending.get(id)?.resolve(answer);
    this.#pending.delete(id);
  }

  /** The time of a question is over. */
  expire(id: number): void {
    const step = this.#find(id)?.step;
    if (step !== 'asking' && step !== 'showing') return;
    this.#stop(id);
    this.#end(id, { ok: false, why: 'expired' });
  }

  /** Turns away from it, or closes its result. */
  dismiss(id: number): void {
    this.#set({ ceremonies: this.#state.ceremonies.filter((one) => one.id !== id) });
    this.#stop(id);
    if (this.#waiting !== undefined) void this.refresh();
  }

  // Behind a question or its result nobody sees what is read, and the machine has more urgent things to do.
  #refreshSoon(): void {
    if (current(this.#state)) this.#waiting ??= setTimeout(() => void this.refresh(), soonMs);
    else void this.refresh();
  }

  #notice(what: Notice['what'], server: string): void {
    this.#set({ notice: { id: this.#next++, what, server } });
  }

  #begin(source: Ceremony['source']): number {
    const ceremony: Ceremony = { id: this.#next++, source, step: 'connecting' };
    const { ceremonies } = this.#state;
    // What the person does now comes before what somebody sends.
    this.#set({ ceremonies: source === 'channel' ? [...ceremonies, ceremony] : [ceremony, ...ceremonies] });
    return ceremony.id;
  }

  async #run(id: number, work: (ask: Ask, signal: AbortSignal) => Promise<Outcome>): Promise<void> {
    const controller = new AbortController();
    this.#controllers.set(id, controller);
    try {
      this.#end(id, await work((prompt, signal) => this.#ask(id, prompt, signal), controller.signal));
    } catch (error) {
      if (!controller.signal.aborted) console.error(error);
      this.#end(id, { ok: false, why: this.#find(id)?.answer ? 'lost' : 'unavailable' });
    } finally {
      this.#controllers.delete(id);
      this.#refreshSoon();
    }
  }

  #ask(id: number, prompt: Question, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (signal.aborted || !this.#find(id)) {
        reject(aborted());
        return;
      }
      this.#pending.set(id, { resolve, reject });
      this.#change(id, { prompt, step: 'asking' });
      signal.addEventListener('abort', () => {
        if (!this.#pending.delete(id)) return;
        reject(aborted());
        this.#change(id, { step: 'working' });
        setTimeout(() => {
          if (this.#find(id)?.step === 'working') this.#end(id, { ok: false, why: 'lost' });
        }, graceMs);
      });
    });
  }

  // The first outcome counts: what a question that has run out is answered later is of no interest.
  #end(id: number, outcome: Outcome): void {
    this.#pending.delete(id);
    if (this.#find(id)?.step !== 'ended') this.#change(id, { step: 'ended', outcome, ended: Date.now() });
    // The screen behind it must not show an account that is gone, or none where there is one now.
    if (outcome.ok && (outcome.what === 'enrolled' || outcome.what === 'removed')) void this.refresh();
    else this.#refreshSoon();
  }

  #stop(id: number): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    this.#controllers.get(id)?.abort();
    pending?.reject(aborted());
  }

  #find(id: number): Ceremony | undefined {
    return this.#state.ceremonies.find((one) => one.id === id);
  }

  #change(id: number, change: Partial<Ceremony>): void {
    this.#set({ ceremonies: this.#state.ceremonies.map((one) => (one.id === id ? { ...one, ...change } : one)) });
  }

  #set(change: Partial<State>): void {
    this.#replace({ ...this.#state, ...change });
  }

  #replace(state: State): void {
    const before = asked(this.#state);
    this.#state = state;
    if (asked(state) !== before) this.#ripen();
    this.#giveWay();
    this.#tell();
  }

  #mayApprove(id: number): boolean {
    return this.#state.isRipe && current(this.#state)?.id === id;
  }

  // Counts anew how long the question on the screen is seen.
  // Nobody closes a result who has put the phone down; a question behind it would not be seen until its time is over.
  #giveWay(): void {
    clearTimeout(this.#leaving);
    const over = current(this.#state);
    if (over?.step !== 'ended' || !this.#state.ceremonies.some(({ step }) => step === 'asking')) return;
    this.#leaving = setTimeout(() => {
      this.dismiss(over.id);
    }, Math.max(0, (over.ended ?? 0) + resultMs - Date.now()));
  }

  #ripen(): void {
    clearTimeout(this.#ripening);
    this.#state = { ...this.#state, isRipe: false };
    if (!this.#isSeen || asked(this.#state) === undefined) return;
    this.#ripening = setTimeout(() => {
      this.#set({ isRipe: true });
    }, ripeMs);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

// The other phone's camera opens this app there.
const linkOf = (payload: string): string => `${window.location.origin}${window.location.pathname}#${payload}`;

const aborted = () => new DOMException('Turned away.', 'AbortError');
