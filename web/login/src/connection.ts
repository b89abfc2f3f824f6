// The browser WebSocket (docs/api/websocket.md): one for each address, however many sessions a page has.

export interface Listener {
  readonly hsid: string;
  readonly server: string;
  /** A message about the session. */
  hear(type: string, extra: string): void;
  /** The socket is open, for the first time or again; the answer to REGISTER follows. */
  connected(): void;
  /** It is not. `hopeless`: it never was, or will not be. */
  lost(hopeless: boolean): void;
}

const firstWait = 500;
const longestWait = 30_000;
// A server that restarts closes thousands of sockets at once: they must not all come back at once.
const chance = 0.5;
const pingEvery = 50_000;
// PING has no answer, REGISTER has: what stays silent longer than this is a connection that nobody has told us the end of.
const longestSilence = 70_000;
const tickEvery = 5_000;
// Where WebSockets do not get through at all.
const triesBeforeHopeless = 4;
// A fault of ours: the same again would end the same way.
const doNotRepeat = [1008, 1009];

const connections = new Map<string, Connection>();

export class Connection {
  readonly #address: string;
  readonly #listeners = new Set<Listener>();
  #socket: WebSocket | undefined;
  #wait = firstWait;
  #tries = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #heard = 0;
  #pinged = 0;

  private constructor(address: string) {
    this.#address = address;
    setInterval(() => {
      this.#tick();
    }, tickEvery);
    // A page that comes back from the background, from the authenticator on the same phone, or to the network.
    const wake = () => {
      if (document.visibilityState === 'visible') {
        this.#wake();
      }
    };
    document.addEventListener('visibilitychange', wake);
    addEventListener('pageshow', (event) => {
      if (event.persisted) {
        wake();
      }
    });
    addEventListener('online', wake);
  }

  /** The connection to an address. */
  static to(address: string): Connection {
    const connection = connections.get(address) ?? new Connection(address);
    connections.set(address, connection);
    return connection;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  add(listener: Listener): void {
    this.#listeners.add(listener);
    if (this.isOpen) {
      listener.connected();
      this.send('REGISTER', listener);
    } else if (!this.#socket && this.#retry === undefined) {
      this.#connect();
    }
  }

  remove(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) {
      clearTimeout(this.#retry);
      this.#retry = undefined;
      this.#drop();
    }
  }

  /** @returns false: nobody has it, for want of a connection. */
  send(type: string, { hsid, server }: Listener): boolean {
    if (!this.isOpen) {
      return false;
    }
    this.#socket!.send(`${type} ${hsid} ${server}`);
    return true;
  }

  #connect(): void {
    this.#retry = undefined;
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.#address);
    } catch {
      // No address of a WebSocket, or a page that may not connect there.
      this.#tell(true);
      return;
    }
    this.#socket = socket;
    this.#heard = Date.now();
    socket.onopen = () => {
      this.#tries = 0;
      this.#pinged = Date.now();
      // The answers are the state as it is now: a login that came while nobody listened is not missed.
      this.#listeners.forEach((listener) => {
        this.send('REGISTER', listener);
        listener.connected();
      });
    };
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      this.#heard = Date.now();
      this.#wait = firstWait;
      const [type, hsid, server, extra] = data.split(' ');
      this.#listeners.forEach((listener) => {
        if (type && listener.hsid === hsid && listener.server === server) {
          listener.hear(type, extra ?? '');
        }
      });
    };
    socket.onclose = (event) => {
      if (this.#socket === socket) {
        this.#socket = undefined;
        this.#again(event.code);
      }
    };
  }

  #again(code: number): void {
    this.#tries++;
    const hopeless = doNotRepeat.includes(code);
    this.#tell(hopeless || this.#tries >= triesBeforeHopeless);
    if (!hopeless) {
      this.#retry = setTimeout(() => {
        this.#connect();
      }, this.#wait * (1 - chance * Math.random()));
      this.#wait = Math.min(this.#wait * 2, longestWait);
    }
  }

  #tell(hopeless: boolean): void {
    this.#listeners.forEach((listener) => {
      listener.lost(hopeless);
    });
  }

  #tick(): void {
    const now = Date.now();
    if (this.isOpen && now - this.#heard > longestSilence) {
      this.#drop();
      this.#again(0);
    } else if (this.isOpen && now - this.#pinged >= pingEvery) {
      this.#ask(now);
    }
  }

  #wake(): void {
    if (this.isOpen) {
      this.#ask(Date.now());
    } else if (this.#retry !== undefined) {
      clearTimeout(this.#retry);
      this.#wait = firstWait;
      this.#connect();
    }
  }

  #ask(now: number): void {
    this.#pinged = now;
    this.#socket!.send('PING');
    this.#listeners.forEach((listener) => {
      this.send('REGISTER', listener);
    });
  }

  // Its onclose, which may come much later, is no news any more.
  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }
}
