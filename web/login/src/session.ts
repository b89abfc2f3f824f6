import { Connection, type Listener } from './connection.ts';

/** What shows a session. */
export interface View {
  readonly root: HTMLElement;
  hear(type: string, extra: string): void;
  connected(): void;
  lost(hopeless: boolean): void;
  /** The codes of the session are kept longer from now on, or fresh again. */
  hold(held: boolean): void;
  /** The session has moved on. `loading`: the page is being loaded anew; else it stays, and this is the state now. */
  moved(loggedIn: boolean, loading: boolean): void;
}

// A page that shows the same after it was loaded anew would be loaded for ever: a site that keeps its pages for a while does that.
const notAgainWithin = 60_000;

const sessions = new Map<string, Session>();

export class Session implements Listener {
  readonly hsid: string;
  readonly server: string;
  readonly connection: Connection;
  /** Whether its codes are kept: the server sends one kind to a page, whichever of its blocks asks. */
  held = false;
  readonly #views = new Set<View>();
  // The states that parts of the page were made in. They differ when the login came while the page was being made.
  #shown = new Set<boolean>();
  #isLoading = false;
  #isWatched = false;
  #isPinned = false;

  private constructor(socket: string, server: string, hsid: string) {
    this.hsid = hsid;
    this.server = server;
    this.connection = Connection.to(socket);
  }

  /** The session of an element's data: one for all parts of the page that are about it. */
  static of({ socket = '', server = '', hsid = '', state }: DOMStringMap): Session {
    const key = `${socket} ${server} ${hsid}`;
    const session = sessions.get(key) ?? new Session(socket, server, hsid);
    sessions.set(key, session);
    session.#shown.add(state === 'in');
    return session;
  }

  /** Follows it; without a view for as long as the page lives. */
  watch(view?: View): void {
    if (view) {
      this.#views.add(view);
    } else {
      this.#isPinned = true;
    }
    if (!this.#isWatched) {
      this.#isWatched = true;
      this.connection.add(this);
    } else if (this.connection.isOpen) {
      // What the others have heard already.
      view?.connected();
      this.send('REGISTER');
    }
  }

  leave(view: View): void {
    this.#views.delete(view);
    if (this.#views.size === 0 && !this.#isPinned) {
      this.connection.remove(this);
      sessions.forEach((session, key) => {
        if (session === this) {
          sessions.delete(key);
        }
      });
    }
  }

  /** @returns false: there is no connection. */
  send(type: string): boolean {
    return this.connection.send(type, this);
  }

  hold(held: boolean): void {
    this.held = held;
    this.#views.forEach((view) => {
      view.hold(held);
    });
  }

  hear(type: string, extra: string): void {
    if (type === 'LOGIN' || type === 'LOGOUT') {
      this.#settle(type === 'LOGIN');
    } else {
      this.#views.forEach((view) => {
        view.hear(type, extra);
      });
    }
  }

  connected(): void {
    this.#views.forEach((view) => {
      view.connected();
    });
  }

  lost(hopeless: boolean): void {
    this.#views.forEach((view) => {
      view.lost(hopeless);
    });
  }

  #settle(loggedIn: boolean): void {
    if (!this.#shown.has(!loggedIn)) {
      remember(this.hsid, null);
      return;
    }
    if (this.#isLoading) {
      return;
    }
    this.#shown = new Set([loggedIn]);
    const at = [...this.#views].find((view) => view.root.isConnected)?.root ?? document;
    const event = new CustomEvent(loggedIn ? 'nextauth-login' : 'nextauth-logout', {
      bubbles: true,
      cancelable: true,
      detail: { server: this.server, hsid: this.hsid },
    });
    this.#isLoading = at.dispatchEvent(event) && remember(this.hsid, loggedIn);
    this.#views.forEach((view) => {
      view.moved(loggedIn, this.#isLoading);
    });
    if (this.#isLoading) {
      location.reload();
    }
  }
}

/** Notes what the page is loaded anew for; `null`: it shows what is so. Answers whether it may be. */
function remember(hsid: string, loggedIn: boolean | null): boolean {
  const key = `nextauth ${hsid}`;
  try {
    const [state, at] = (sessionStorage.getItem(key) ?? '').split(' ');
    if (loggedIn === null) {
      sessionStorage.removeItem(key);
      return true;
    }
    sessionStorage.setItem(key, `${loggedIn} ${Date.now()}`);
    return state !== `${loggedIn}` || Date.now() - Number(at) > notAgainWithin;
  } catch {
    // Without storage a page can't know. One that has stood for a while is no circle.
    return performance.now() > 5_000;
  }
}
