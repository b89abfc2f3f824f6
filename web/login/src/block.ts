import { CodePicture, expiryOf } from './code.ts';
import { button, make, set } from './dom.ts';
import { Session, type View } from './session.ts';
import { Words, type Word } from './words.ts';

const freshLife = 20_000;
const heldLife = 120_000;
// A held code is renewed before it ends.
const renewBefore = 10_000;
// The server takes one LOGOUT on a session in 10 seconds, and one PROVOKE in the pause that it names; it drops the others without a word.
const logoutEvery = 10_500;
// It counts from when it got the last one. A page that has no sign of that yet allows for a slow way there.
const pauseMargin = 500;
const slowWay = 2_000;
// A pause that nobody sits out before the page.
const longPause = 30_000;
// How long the phone may take to say that it has the push.
const silentAfter = 8_000;
// An answer in the last moment is still on its way then.
const lateMargin = 10_000;
// A connection that comes back at once is not worth a word.
const lostAfter = 2_000;

type Look = '' | 'busy' | 'done' | 'stopped';
// What the button below the code does.
type WayOn = 'again' | 'fresh' | 'continue';

/** A block of a page: a code to log in or to enrol by, a button that asks the phone, and how it goes. */
export class Block implements View {
  readonly root: HTMLElement;
  readonly #data: DOMStringMap;
  readonly #words: Words;
  readonly #session: Session;
  readonly #isEnrol: boolean;
  // How long the person may take to answer, and the least time between two pushes: as the server is set.
  readonly #scanTime: number;
  readonly #pushTime: number;
  readonly #pushPause: number;

  readonly #code: CodePicture;
  // Where the app is found: as the server has written it.
  readonly #rest: Element[];
  readonly #lead = make('p', 'lead');
  readonly #status = make('p', 'status');
  readonly #digits = make('p', 'digits');
  readonly #push: HTMLButtonElement;
  readonly #keep: HTMLButtonElement;
  readonly #way: HTMLButtonElement;
  #details: HTMLDetailsElement | null = null;

  #canPush: boolean;
  #loggedIn: boolean;
  #wayOn: WayOn | undefined;
  #pushed = 0;
  // Pressed before the page was connected: the phone is asked once it is.
  #isUnsent = false;
  #byPush = false;
  // The server's clock less this one, in milliseconds.
  #clock: number | null = null;
  #lostFor: ReturnType<typeof setTimeout> | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #ending: ReturnType<typeof setTimeout> | undefined;
  #said: { word: Word; look: Look; way?: WayOn | undefined } = { word: 'waiting', look: '' };
  #isLost = false;

  constructor(root: HTMLElement) {
    const data = root.dataset;
    this.root = root;
    this.#data = data;
    this.#isEnrol = data.nextauth === 'enrol';
    this.#scanTime = seconds(data.scantime, 120) + lateMargin;
    this.#pushTime = seconds(data.pushtime, 120) + lateMargin;
    this.#pushPause = seconds(data.pushpause, 10) + pauseMargin;
    this.#loggedIn = data.state === 'in';
    this.#canPush = !this.#isEnrol && data.canprovoke !== undefined;
    this.#session = Session.of(data);
    this.#words = new Words(root.lang || 'en', data.app, data.user);
    root.lang = this.#words.language;
    this.#code = new CodePicture(this.#words.say('open'), this.#words.text('code'), root.querySelector('svg'));
    this.#push = button('button push', () => { this.#ask(); }, ...this.#words.say('ask'));
    this.#keep = button('keep', () => { this.#session.hold(!this.#session.held); }, ...this.#words.say('keep'));
    this.#keep.ariaPressed = String(this.#session.held);
    this.#way = button('way', () => { this.#goOn(); });
    this.#way.hidden = true;
    [this.#status, this.#digits].forEach((region) => {
      set(region, { role: 'status' });
    });
    this.#rest = [...root.querySelectorAll('.nextauth-get')];
    this.#render();
    this.#take(data.link ?? '', Number(data.life));
    this.#session.watch(this);
  }

  /** Ends it: the page has taken it away. */
  stop(): void {
    [this.#lostFor, this.#patience, this.#ending].forEach(clearTimeout);
    this.#session.leave(this);
  }

  hear(type: string, extra: string): void {
    // A block to log in by, on the same page and of the same session, has asked for these.
    if (this.#isEnrol && /^QR|CODE|PROVOKE/.test(type)) {
      return;
    }
    switch (type) {
      case 'QR':
        this.#show(extra);
        break;
      case 'CODE':
        this.#digits.replaceChildren(...this.#words.say('digits'), make('output', '', extra));
        break;
      case 'CANPROVOKE':
        this.#offerPush();
        break;
      case 'CONFIRMSCAN':
        this.#byPush = false;
        this.#hideCode(true);
        // Enrolling in a session where somebody is logged in already ends without a word to the page.
        this.#say('scanned', 'busy', this.#isEnrol ? 'continue' : 'again');
        this.#waitFor(this.#scanTime);
        break;
      case 'CONFIRMPROVOKE':
        // By now the server has it, however long that took: from here on the pause is certain.
        this.#pushed = Date.now();
        this.#say('asked', 'busy');
        this.#waitFor(this.#pushTime);
        break;
      case 'CANCEL':
        this.#stopAt('declined');
        break;
      case 'NOACCOUNTS':
        this.#stopAt('noAccount');
        break;
    }
  }

  connected(): void {
    clearTimeout(this.#lostFor);
    this.#lostFor = undefined;
    if (this.#isLost) {
      this.#isLost = false;
      this.#say(this.#said.word, this.#said.look, this.#said.way);
    }
    this.#order();
    if (this.#isUnsent) {
      this.#provoke();
    }
  }

  lost(hopeless: boolean): void {
    const tell = () => {
      this.#isLost = true;
      this.#write(hopeless ? 'unseen' : 'lost', 'stopped');
      if (hopeless) {
        this.#setWay('continue');
      }
    };
    if (this.#isLost || hopeless) {
      tell();
    } else {
      this.#lostFor ??= setTimeout(tell, lostAfter);
    }
  }

  hold(held: boolean): void {
    this.#keep.ariaPressed = String(held);
    this.#order();
    if (this.#wantsCodes && this.#said.look !== 'busy') {
      this.#say(held ? 'kept' : 'waiting', '');
    }
  }

  moved(loggedIn: boolean, loading: boolean): void {
    this.#loggedIn = loggedIn;
    this.#finish();
    this.root.dataset.state = loggedIn ? 'in' : 'out';
    this.#render();
    if (loading) {
      this.#say('done', 'done');
    } else {
      this.#say(loggedIn ? 'loggedIn' : 'loggedOut', 'done', 'continue');
      this.#order();
    }
  }

  // ---- What it looks like ----

  #render(): void {
    if (this.#loggedIn && !this.#isEnrol) {
      const leave = button('button leave', () => { this.#leave(); }, ...this.#words.say('logOut'));
      this.#lead.replaceChildren(...this.#words.say(this.#data.user ? 'loggedInAs' : 'loggedIn'));
      this.root.replaceChildren(this.#lead, leave, this.#status, this.#actions(this.#way));
      return;
    }
    const scan = [this.#code.open, this.#code.picture];
    this.#lead.replaceChildren(...this.#words.say(this.#isEnrol ? 'scanEnrol' : this.#canPush ? 'known' : 'scan'));
    if (this.#canPush) {
      const isOpen = this.#details?.open ?? false;
      this.#details = make('details', 'other', make('summary', '', ...this.#words.say('other')), ...scan, this.#actions(this.#keep));
      this.#details.open = isOpen;
      this.#details.ontoggle = () => {
        this.#order();
      };
      this.root.replaceChildren(this.#lead, this.#push, this.#status, this.#digits, this.#actions(this.#way), this.#details, ...this.#rest);
    } else {
      this.root.replaceChildren(this.#lead, ...scan, this.#status, this.#digits, this.#actions(this.#way, ...(this.#isEnrol ? [] : [this.#keep])), ...this.#rest);
    }
    this.#write('waiting', '');
  }

  #actions(...buttons: HTMLElement[]): HTMLElement {
    return make('div', 'actions', ...buttons);
  }

  // What has been scanned is nobody else's to scan, until the person says so.
  #hideCode(hidden: boolean): void {
    this.root.classList.toggle('nextauth-away', hidden);
  }

  #say(word: Word, look: Look, way?: WayOn): void {
    this.#said = { word, look, way };
    if (!this.#isLost) {
      this.#write(word, look);
      this.#setWay(way);
    }
  }

  // A live region reads out what changes; the same again is no news.
  #write(word: Word, look: Look): void {
    if (this.#status.dataset.word !== word) {
      this.#status.dataset.word = word;
      this.#status.replaceChildren(make('span', '', ...this.#words.say(word)));
    }
    this.#status.dataset.look = look;
  }

  #setWay(way?: WayOn): void {
    const hadFocus = document.activeElement === this.#way;
    this.#wayOn = way;
    if (way) {
      this.#way.replaceChildren(...this.#words.say(way));
    }
    this.#way.hidden = way === undefined;
    if (hadFocus && this.#way.hidden) {
      // Focus must not fall back to the beginning of the page.
      (this.#canPush ? this.#push : this.#isEnrol ? this.root : this.#keep).focus();
    }
  }

  // ---- What happens ----

  #stopAt(word: Word): void {
    this.#finish();
    this.#hideCode(!this.#byPush);
    this.#say(word, 'stopped', 'again');
  }

  #finish(): void {
    this.#isUnsent = false;
    clearTimeout(this.#patience);
    this.#digits.replaceChildren();
    this.#push.ariaDisabled = null;
  }

  #waitFor(milliseconds: number): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => {
      this.#stopAt('late');
    }, milliseconds);
  }

  #goOn(): void {
    const way = this.#wayOn;
    if (way === 'fresh' || way === 'continue') {
      location.reload();
      return;
    }
    this.#hideCode(false);
    if (way === 'again' && this.#byPush) {
      this.#ask();
    } else {
      this.#finish();
      this.#say('waiting', '');
    }
  }

  // Again, if the page is still there: the server takes one in 10 seconds.
  #leave(): void {
    clearTimeout(this.#patience);
    this.#session.send('LOGOUT');
    this.#patience = setTimeout(() => {
      this.#leave();
    }, logoutEvery);
  }

  #ask(): void {
    // Not "disabled": the focus would be gone.
    if (this.#push.ariaDisabled) {
      return;
    }
    const wait = Math.max(0, this.#pushed + this.#pushPause - Date.now());
    if (wait > longPause) {
      this.#say('tooSoon', 'stopped', 'again');
      return;
    }
    this.#finish();
    this.#byPush = true;
    this.#push.ariaDisabled = 'true';
    this.#say('asking', 'busy');
    this.#patience = setTimeout(() => {
      this.#provoke();
      this.#patience = setTimeout(() => {
        // Much later nobody wants it any more.
        this.#isUnsent = false;
        // A phone that wakes up later still asks for the digits.
        this.#push.ariaDisabled = null;
        this.#say('silent', 'stopped', 'again');
        this.#waitFor(this.#pushTime);
      }, silentAfter);
    }, wait);
  }

  #provoke(): void {
    this.#isUnsent = !this.#session.send('PROVOKE');
    if (!this.#isUnsent) {
      this.#pushed = Date.now() + slowWay;
    }
  }

  #offerPush(): void {
    if (!this.#canPush && !this.#isEnrol && !this.#loggedIn) {
      this.#canPush = true;
      // The code that somebody is just scanning stays where it is.
      this.#details = make('details', '');
      this.#details.open = true;
      const { word, look, way } = this.#said;
      this.#render();
      this.#say(word, look, way);
    }
  }

  // ---- The code ----

  get #wantsCodes(): boolean {
    return !this.#isEnrol && !this.#loggedIn && (this.#details?.open ?? !this.#canPush);
  }

  // Asks for codes, if they are to be seen.
  #order(): void {
    if (this.#wantsCodes) {
      this.#session.send(this.#session.held ? 'HOLD' : 'QR');
    }
  }

  // The first link came with the page, and is good for so many seconds from then on.
  #take(link: string, life: number): void {
    if (link === '') {
      return;
    }
    this.#code.adopt(link);
    const expiry = expiryOf(link);
    if (expiry !== null && life > 0) {
      this.#clock = (expiry - life) * 1000 - Date.now();
    }
    this.#endIn(life > 0 ? life * 1000 : heldLife);
  }

  #show(link: string): void {
    if (this.#code.show(link)) {
      const expiry = expiryOf(link);
      const known = expiry === null || this.#clock === null ? null : expiry * 1000 - Date.now() - this.#clock;
      this.#endIn(known ?? (this.#session.held ? heldLife : freshLife));
    }
  }

  #endIn(milliseconds: number): void {
    clearTimeout(this.#ending);
    this.root.classList.remove('nextauth-over');
    if (this.#said.word === 'expired') {
      this.#say('waiting', '');
    }
    const renew = this.#session.held ? Math.max(milliseconds - renewBefore, freshLife) : milliseconds;
    this.#ending = setTimeout(() => {
      if (this.#session.held) {
        this.#order();
        this.#ending = setTimeout(() => {
          this.#end();
        }, milliseconds - renew + 1_000);
      } else {
        this.#end();
      }
    }, renew);
  }

  #end(): void {
    // Behind a closed "scan instead" nobody sees it, and opening that brings another.
    if (this.#loggedIn || (this.#canPush && !this.#wantsCodes)) {
      return;
    }
    this.root.classList.add('nextauth-over');
    if (this.#status.dataset.look !== 'busy') {
      this.#say('expired', 'stopped', 'fresh');
    }
  }
}

// An attribute in milliseconds.
function seconds(text: string | undefined, otherwise: number): number {
  const value = Number(text);
  return (value >= 0 ? value : otherwise) * 1000;
}
