/* nextAuth, Apache-2.0. Source: web/login. */

// src/dom.ts
function make(tag, name, ...children) {
  const element = document.createElement(tag);
  if (name) {
    element.className = name.replace(/^| /g, "$&nextauth-");
  }
  element.append(...children);
  return element;
}
function button(name, press, ...children) {
  const element = make("button", name, ...children);
  element.type = "button";
  element.onclick = press;
  return element;
}
function set(element, attributes2) {
  Object.entries(attributes2).forEach(([name, value]) => {
    element.setAttribute(name, value);
  });
}
var dangerous = /^(javascript|data|vbscript|blob|file|about):/;
function isSafe(link) {
  try {
    return !dangerous.test(new URL(link).protocol);
  } catch {
    return false;
  }
}

// src/qr.ts
var eccPerBlock = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
var blockCount = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10];
var masks = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => x * y % 2 + x * y % 3 === 0,
  (x, y) => (x * y % 2 + x * y % 3) % 2 === 0,
  (x, y) => ((x + y) % 2 + x * y % 3) % 2 === 0
];
function encode(text) {
  const bytes = range(text.length, (i) => text.charCodeAt(i));
  const version = eccPerBlock.findIndex((_, i) => headBits(i + 1) + bytes.length * 8 <= dataSize(i + 1) * 8) + 1;
  if (version === 0 || bytes.some((byte) => byte > 127)) {
    return null;
  }
  return paint(version, interleave(version, fill(version, bytes)));
}
function draw(modules, quiet = 4) {
  let path = "";
  modules.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      const start2 = x;
      while (row[x]) {
        x++;
      }
      if (x > start2) {
        path += `M${start2 + quiet} ${y + quiet}h${x - start2}v1h${start2 - x}z`;
      }
    }
  });
  return { path, size: modules.length + 2 * quiet };
}
var range = (length, make2) => Array.from({ length }, (_, i) => make2(i));
var headBits = (version) => 4 + (version < 10 ? 8 : 16);
var sizeOf = (version) => version * 4 + 17;
function alignments(version) {
  if (version === 1) {
    return [];
  }
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [6, ...range(count - 1, (i) => sizeOf(version) - 7 - (count - 2 - i) * step)];
}
function rawSize(version) {
  let bits = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const count = Math.floor(version / 7) + 2;
    bits -= (25 * count - 10) * count - 55 + (version >= 7 ? 36 : 0);
  }
  return Math.floor(bits / 8);
}
var dataSize = (version) => rawSize(version) - eccPerBlock[version - 1] * blockCount[version - 1];
function fill(version, bytes) {
  const bits = [];
  const put = (value, length) => {
    for (let i = length - 1; i >= 0; i--) {
      bits.push(value >> i & 1);
    }
  };
  const size = dataSize(version);
  put(4, 4);
  put(bytes.length, headBits(version) - 4);
  bytes.forEach((byte) => {
    put(byte, 8);
  });
  put(0, Math.min(4, size * 8 - bits.length));
  put(0, -bits.length & 7);
  const words = range(bits.length / 8, (i) => parseInt(bits.slice(i * 8, i * 8 + 8).join(""), 2));
  for (let padding = 236; words.length < size; padding ^= 253) {
    words.push(padding);
  }
  return words;
}
function multiply(x, y) {
  let product = 0;
  for (let i = 7; i >= 0; i--) {
    product = product << 1 ^ (product >> 7) * 285 ^ (y >> i & 1) * x;
  }
  return product;
}
function divisor(degree) {
  const result = [...new Array(degree - 1).fill(0), 1];
  let root = 1;
  for (let i = 0; i < degree; i++) {
    for (let j = 0; j < degree; j++) {
      result[j] = multiply(result[j], root) ^ (result[j + 1] ?? 0);
    }
    root = multiply(root, 2);
  }
  return result;
}
function remainder(data, by) {
  const result = by.map(() => 0);
  for (const word of data) {
    const factor = word ^ result.shift();
    result.push(0);
    by.forEach((coefficient, i) => {
      result[i] ^= multiply(coefficient, factor);
    });
  }
  return result;
}
function interleave(version, data) {
  const [count, ecc] = [blockCount[version - 1], eccPerBlock[version - 1]];
  const short = Math.floor(data.length / count);
  const firstLong = count - data.length % count;
  const by = divisor(ecc);
  let start2 = 0;
  const blocks = range(count, (i) => {
    const words = data.slice(start2, start2 += short + (i < firstLong ? 0 : 1));
    return { words, ecc: remainder(words, by) };
  });
  const result = [];
  for (let i = 0; i <= short; i++) {
    blocks.forEach(({ words }) => {
      if (i < words.length) {
        result.push(words[i]);
      }
    });
  }
  for (let i = 0; i < ecc; i++) {
    blocks.forEach((block) => result.push(block.ecc[i]));
  }
  return result;
}
function paint(version, words) {
  const size = sizeOf(version);
  const modules = range(size, () => new Array(size).fill(false));
  const fixed = range(size, () => new Array(size).fill(false));
  const set2 = (x, y, dark) => {
    if (x >= 0 && y >= 0 && x < size && y < size) {
      modules[y][x] = dark;
      fixed[y][x] = true;
    }
  };
  const square = (x, y, radius, light) => {
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        set2(x + dx, y + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
      }
    }
  };
  const format = (mask) => {
    const bits = (mask << 10 | check(mask, 10, 1335)) ^ 21522;
    for (let i = 0; i < 15; i++) {
      const dark = (bits >> i & 1) === 1;
      set2(8, i < 6 ? i : i < 8 ? i + 1 : size - 15 + i, dark);
      set2(i < 8 ? size - 1 - i : i < 9 ? 7 : 14 - i, 8, dark);
    }
    set2(8, size - 8, true);
  };
  const apply = (mask) => {
    format(mask);
    modules.forEach((row, y) => {
      row.forEach((module, x) => {
        row[x] = module !== (!fixed[y][x] && masks[mask](x, y));
      });
    });
  };
  for (let i = 0; i < size; i++) {
    set2(6, i, i % 2 === 0);
    set2(i, 6, i % 2 === 0);
  }
  square(3, 3, 4, [2, 4]);
  square(size - 4, 3, 4, [2, 4]);
  square(3, size - 4, 4, [2, 4]);
  const at = alignments(version);
  at.forEach((x, i) => {
    at.forEach((y, j) => {
      const last = at.length - 1;
      if (i && j || i && i < last || j && j < last) {
        square(x, y, 2, [1]);
      }
    });
  });
  format(0);
  if (version > 6) {
    const bits = version << 12 | check(version, 12, 7973);
    for (let i = 0; i < 18; i++) {
      const [a, b] = [size - 11 + i % 3, Math.floor(i / 3)];
      set2(a, b, (bits >> i & 1) === 1);
      set2(b, a, (bits >> i & 1) === 1);
    }
  }
  let bit = 0;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    for (let i = 0; i < size; i++) {
      for (const x of [right, right - 1]) {
        const y = (right + 1 & 2) === 0 ? size - 1 - i : i;
        if (!fixed[y][x] && bit < words.length * 8) {
          modules[y][x] = (words[bit >> 3] >> 7 - (bit & 7) & 1) === 1;
          bit++;
        }
      }
    }
  }
  const tries = masks.map((_, mask) => {
    apply(mask);
    const penalty = penaltyOf(modules);
    apply(mask);
    return penalty;
  });
  apply(tries.indexOf(Math.min(...tries)));
  return modules;
}
function check(data, bits, by) {
  let rest = data;
  for (let i = 0; i < bits; i++) {
    rest = rest << 1 ^ (rest >> bits - 1) * by;
  }
  return rest;
}
function penaltyOf(rows) {
  let penalty = 0;
  let dark = 0;
  rows.forEach((row, y) => {
    penalty += runs(row) + runs(rows.map((other) => other[y]));
    row.forEach((module, x) => {
      dark += Number(module);
      const above = rows[y - 1];
      if (x > 0 && above && module === row[x - 1] && module === above[x] && module === above[x - 1]) {
        penalty += 3;
      }
    });
  });
  const total = rows.length * rows.length;
  return penalty + (Math.ceil(Math.abs(dark * 20 - total * 10) / total) - 1) * 10;
}
function runs(line) {
  let penalty = 0;
  const history = [0, 0, 0, 0, 0, 0, 0];
  const add = (length2) => {
    history.unshift(history[0] === 0 ? length2 + line.length : length2);
    history.pop();
  };
  const finders = () => {
    const n = history[1];
    const core = n > 0 && history[2] === n && history[3] === n * 3 && history[4] === n && history[5] === n;
    return (core && history[0] >= n * 4 && history[6] >= n ? 1 : 0) + (core && history[6] >= n * 4 && history[0] >= n ? 1 : 0);
  };
  let colour = false;
  let length = 0;
  for (const module of line) {
    if (module === colour) {
      length++;
      penalty += length === 5 ? 3 : length > 5 ? 1 : 0;
    } else {
      add(length);
      penalty += colour ? 0 : finders() * 40;
      colour = module;
      length = 1;
    }
  }
  if (colour) {
    add(length);
    length = 0;
  }
  add(length + line.length);
  return penalty + finders() * 40;
}

// src/code.ts
var svgSpace = "http://www.w3.org/2000/svg";
var payload = /[A-Za-z0-9_-]{86}$/;
var expiryAt = 52;
function expiryOf(link) {
  const text = payload.exec(link)?.[0];
  if (!text) {
    return null;
  }
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return bytes.charCodeAt(1) === 1 ? [0, 1, 2, 3].reduce((sum, i) => sum * 256 + bytes.charCodeAt(expiryAt + i), 0) : null;
}
var CodePicture = class {
  picture;
  open;
  #link;
  /** @param drawn The picture that the server has drawn, which stays until there is another. */
  constructor(words, label, drawn) {
    this.#link = make("a", "button", ...words);
    this.#link.rel = "noreferrer";
    this.open = make("p", "open", this.#link);
    this.picture = make("div", "code", ...drawn ? [drawn] : []);
    set(this.picture, { role: "img", "aria-label": label });
  }
  /** Shows another link; `false`: it is none that a page should lead to. */
  show(link) {
    const modules = isSafe(link) ? encode(link) : null;
    if (!modules) {
      return false;
    }
    this.#link.href = link;
    this.#draw(modules);
    return true;
  }
  /** Takes the link of the picture that is there already. */
  adopt(link) {
    if (this.picture.firstElementChild && isSafe(link)) {
      this.#link.href = link;
    } else {
      this.show(link);
    }
  }
  #draw(modules) {
    const { path, size } = draw(modules);
    const svg = document.createElementNS(svgSpace, "svg");
    set(svg, { class: "nextauth-qr", viewBox: `0 0 ${size} ${size}`, width: "240", height: "240", "shape-rendering": "crispEdges", "aria-hidden": "true" });
    svg.append(area("#fff", `M0 0h${size}v${size}H0z`), area("#000", path));
    this.picture.replaceChildren(svg);
  }
};
function area(colour, path) {
  const element = document.createElementNS(svgSpace, "path");
  set(element, { fill: colour, d: path });
  return element;
}

// src/connection.ts
var firstWait = 500;
var longestWait = 3e4;
var chance = 0.5;
var pingEvery = 5e4;
var longestSilence = 7e4;
var tickEvery = 5e3;
var triesBeforeHopeless = 4;
var doNotRepeat = [1008, 1009];
var connections = /* @__PURE__ */ new Map();
var Connection = class _Connection {
  #address;
  #listeners = /* @__PURE__ */ new Set();
  #socket;
  #wait = firstWait;
  #tries = 0;
  #retry;
  #heard = 0;
  #pinged = 0;
  constructor(address) {
    this.#address = address;
    setInterval(() => {
      this.#tick();
    }, tickEvery);
    const wake = () => {
      if (document.visibilityState === "visible") {
        this.#wake();
      }
    };
    document.addEventListener("visibilitychange", wake);
    addEventListener("pageshow", (event) => {
      if (event.persisted) {
        wake();
      }
    });
    addEventListener("online", wake);
  }
  /** The connection to an address. */
  static to(address) {
    const connection = connections.get(address) ?? new _Connection(address);
    connections.set(address, connection);
    return connection;
  }
  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }
  add(listener) {
    this.#listeners.add(listener);
    if (this.isOpen) {
      listener.connected();
      this.send("REGISTER", listener);
    } else if (!this.#socket && this.#retry === void 0) {
      this.#connect();
    }
  }
  remove(listener) {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) {
      clearTimeout(this.#retry);
      this.#retry = void 0;
      this.#drop();
    }
  }
  send(type, { hsid, server }) {
    if (this.isOpen) {
      this.#socket.send(`${type} ${hsid} ${server}`);
    }
  }
  #connect() {
    this.#retry = void 0;
    let socket;
    try {
      socket = new WebSocket(this.#address);
    } catch {
      this.#tell(true);
      return;
    }
    this.#socket = socket;
    this.#heard = Date.now();
    socket.onopen = () => {
      this.#tries = 0;
      this.#pinged = Date.now();
      this.#listeners.forEach((listener) => {
        this.send("REGISTER", listener);
        listener.connected();
      });
    };
    socket.onmessage = (event) => {
      this.#heard = Date.now();
      this.#wait = firstWait;
      const [type, hsid, server, extra] = String(event.data).split(" ");
      this.#listeners.forEach((listener) => {
        if (type && listener.hsid === hsid && listener.server === server) {
          listener.hear(type, extra ?? "");
        }
      });
    };
    socket.onclose = (event) => {
      if (this.#socket === socket) {
        this.#socket = void 0;
        this.#again(event.code);
      }
    };
  }
  #again(code) {
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
  #tell(hopeless) {
    this.#listeners.forEach((listener) => {
      listener.lost(hopeless);
    });
  }
  #tick() {
    const now = Date.now();
    if (this.isOpen && now - this.#heard > longestSilence) {
      this.#drop();
      this.#again(0);
    } else if (this.isOpen && now - this.#pinged >= pingEvery) {
      this.#ask(now);
    }
  }
  #wake() {
    if (this.isOpen) {
      this.#ask(Date.now());
    } else if (this.#retry !== void 0) {
      clearTimeout(this.#retry);
      this.#wait = firstWait;
      this.#connect();
    }
  }
  #ask(now) {
    this.#pinged = now;
    this.#socket.send("PING");
    this.#listeners.forEach((listener) => {
      this.send("REGISTER", listener);
    });
  }
  // Its onclose, which may come much later, is no news any more.
  #drop() {
    const socket = this.#socket;
    this.#socket = void 0;
    socket?.close();
  }
};

// src/session.ts
var notAgainWithin = 6e4;
var sessions = /* @__PURE__ */ new Map();
var Session = class _Session {
  hsid;
  server;
  connection;
  #views = /* @__PURE__ */ new Set();
  // The states that parts of the page were made in. They differ when the login came while the page was being made.
  #shown = /* @__PURE__ */ new Set();
  #isLoading = false;
  #isWatched = false;
  #isPinned = false;
  constructor(socket, server, hsid) {
    this.hsid = hsid;
    this.server = server;
    this.connection = Connection.to(socket);
  }
  /** The session of an element's data: one for all parts of the page that are about it. */
  static of({ socket = "", server = "", hsid = "", state }) {
    const key = `${socket} ${server} ${hsid}`;
    const session = sessions.get(key) ?? new _Session(socket, server, hsid);
    sessions.set(key, session);
    session.#shown.add(state === "in");
    return session;
  }
  /** Follows it; without a view for as long as the page lives. */
  watch(view) {
    if (view) {
      this.#views.add(view);
    } else {
      this.#isPinned = true;
    }
    if (!this.#isWatched) {
      this.#isWatched = true;
      this.connection.add(this);
    } else if (this.connection.isOpen) {
      view?.connected();
      this.send("REGISTER");
    }
  }
  leave(view) {
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
  send(type) {
    this.connection.send(type, this);
  }
  hear(type, extra) {
    if (type === "LOGIN" || type === "LOGOUT") {
      this.#settle(type === "LOGIN");
    } else {
      this.#views.forEach((view) => {
        view.hear(type, extra);
      });
    }
  }
  connected() {
    this.#views.forEach((view) => {
      view.connected();
    });
  }
  lost(hopeless) {
    this.#views.forEach((view) => {
      view.lost(hopeless);
    });
  }
  #settle(loggedIn) {
    if (!this.#shown.has(!loggedIn)) {
      remember(this.hsid, null);
      return;
    }
    if (this.#isLoading) {
      return;
    }
    this.#shown = /* @__PURE__ */ new Set([loggedIn]);
    const at = [...this.#views].find((view) => view.root.isConnected)?.root ?? document;
    const event = new CustomEvent(loggedIn ? "nextauth-login" : "nextauth-logout", {
      bubbles: true,
      cancelable: true,
      detail: { server: this.server, hsid: this.hsid }
    });
    this.#isLoading = at.dispatchEvent(event) && remember(this.hsid, loggedIn);
    this.#views.forEach((view) => {
      view.moved(loggedIn, this.#isLoading);
    });
    if (this.#isLoading) {
      location.reload();
    }
  }
};
function remember(hsid, loggedIn) {
  const key = `nextauth ${hsid}`;
  try {
    const [state, at] = (sessionStorage.getItem(key) ?? "").split(" ");
    if (loggedIn === null) {
      sessionStorage.removeItem(key);
      return true;
    }
    sessionStorage.setItem(key, `${String(loggedIn)} ${Date.now()}`);
    return state !== String(loggedIn) || Date.now() - Number(at) > notAgainWithin;
  } catch {
    return performance.now() > 5e3;
  }
}

// src/words.json
var words_default = {
  languages: ["en", "de", "fr", "nl", "es"],
  app: [
    "your authenticator app",
    "Ihrer Authenticator-App",
    "votre application d’authentification",
    "uw authenticator-app",
    "su aplicación de autenticación"
  ],
  scan: [
    "Scan this code with {app}.",
    "Scannen Sie diesen Code mit {app}.",
    "Scannez ce code avec {app}.",
    "Scan deze code met {app}.",
    "Escanee este código con {app}."
  ],
  scanEnrol: [
    "Scan this code with {app} to add your account.",
    "Scannen Sie diesen Code mit {app}, um Ihr Konto hinzuzufügen.",
    "Scannez ce code avec {app} pour ajouter votre compte.",
    "Scan deze code met {app} om uw account toe te voegen.",
    "Escanee este código con {app} para añadir su cuenta."
  ],
  known: [
    "This browser knows your phone. Ask it, or scan a code.",
    "Dieser Browser kennt Ihr Telefon. Fragen Sie es an, oder scannen Sie einen Code.",
    "Ce navigateur connaît votre téléphone. Interrogez-le, ou scannez un code.",
    "Deze browser kent uw telefoon. Vraag het uw telefoon, of scan een code.",
    "Este navegador conoce su teléfono. Pregúntele, o escanee un código."
  ],
  ask: [
    "Log in on my phone",
    "Mit meinem Telefon anmelden",
    "Me connecter avec mon téléphone",
    "Inloggen met mijn telefoon",
    "Entrar con mi teléfono"
  ],
  other: [
    "Scan a QR code instead",
    "Stattdessen einen QR-Code scannen",
    "Scanner plutôt un code QR",
    "Liever een QR-code scannen",
    "Escanear un código QR"
  ],
  open: [
    "Open {app} on this device",
    "Auf diesem Gerät mit {app} öffnen",
    "Ouvrir avec {app} sur cet appareil",
    "Op dit apparaat openen met {app}",
    "Abrir con {app} en este dispositivo"
  ],
  get: [
    "Not installed yet?",
    "Noch nicht installiert?",
    "Pas encore installée ?",
    "Nog niet geïnstalleerd?",
    "¿Aún sin instalar?"
  ],
  code: [
    "QR code. The link leads to the same place.",
    "QR-Code. Der Link führt zum selben Ziel.",
    "Code QR. Le lien mène au même endroit.",
    "QR-code. De link leidt naar dezelfde plek.",
    "Código QR. El enlace lleva al mismo lugar."
  ],
  keep: [
    "Keep this code longer",
    "Diesen Code länger zeigen",
    "Garder ce code plus longtemps",
    "Deze code langer tonen",
    "Mantener este código más tiempo"
  ],
  kept: [
    "This code now stays for two minutes.",
    "Dieser Code bleibt jetzt zwei Minuten stehen.",
    "Ce code reste maintenant deux minutes.",
    "Deze code blijft nu twee minuten staan.",
    "Este código se queda ahora dos minutos."
  ],
  digits: [
    "Type this on your phone:",
    "Geben Sie dies auf Ihrem Telefon ein:",
    "Saisissez ceci sur votre téléphone :",
    "Typ dit op uw telefoon:",
    "Escriba esto en su teléfono:"
  ],
  waiting: [
    "Waiting for your phone.",
    "Warten auf Ihr Telefon.",
    "En attente de votre téléphone.",
    "Wachten op uw telefoon.",
    "Esperando a su teléfono."
  ],
  scanned: [
    "Scanned. Now confirm on your phone.",
    "Gescannt. Bestätigen Sie jetzt auf Ihrem Telefon.",
    "Code scanné. Confirmez maintenant sur votre téléphone.",
    "Gescand. Bevestig nu op uw telefoon.",
    "Escaneado. Confirme ahora en su teléfono."
  ],
  asking: [
    "Asking your phone…",
    "Ihr Telefon wird gefragt…",
    "Demande envoyée à votre téléphone…",
    "Uw telefoon wordt gevraagd…",
    "Preguntando a su teléfono…"
  ],
  asked: [
    "Your phone has it. Confirm there.",
    "Ihr Telefon hat die Anfrage. Bestätigen Sie dort.",
    "Votre téléphone a reçu la demande. Confirmez-la là-bas.",
    "Uw telefoon heeft de vraag. Bevestig daar.",
    "Su teléfono tiene la solicitud. Confirme allí."
  ],
  silent: [
    "Your phone does not answer. Open the app there, or scan the code.",
    "Ihr Telefon antwortet nicht. Öffnen Sie dort die App, oder scannen Sie den Code.",
    "Votre téléphone ne répond pas. Ouvrez-y l’application, ou scannez le code.",
    "Uw telefoon antwoordt niet. Open daar de app, of scan de code.",
    "Su teléfono no responde. Abra allí la aplicación, o escanee el código."
  ],
  declined: [
    "Declined on the phone. Nothing has happened here.",
    "Auf dem Telefon abgelehnt. Hier ist nichts geschehen.",
    "Refusé sur le téléphone. Rien ne s’est passé ici.",
    "Geweigerd op de telefoon. Hier is niets gebeurd.",
    "Rechazado en el teléfono. Aquí no ha pasado nada."
  ],
  noAccount: [
    "That phone has no account here. Register it first.",
    "Dieses Telefon hat hier kein Konto. Registrieren Sie es zuerst.",
    "Ce téléphone n’a pas de compte ici. Enregistrez-le d’abord.",
    "Die telefoon heeft hier geen account. Registreer hem eerst.",
    "Ese teléfono no tiene cuenta aquí. Regístrelo primero."
  ],
  late: [
    "Nobody confirmed in time.",
    "Niemand hat rechtzeitig bestätigt.",
    "Personne n’a confirmé à temps.",
    "Niemand heeft op tijd bevestigd.",
    "Nadie confirmó a tiempo."
  ],
  expired: [
    "This code is used up or too old.",
    "Dieser Code ist verbraucht oder zu alt.",
    "Ce code est déjà utilisé ou trop ancien.",
    "Deze code is gebruikt of te oud.",
    "Este código ya se usó o es demasiado antiguo."
  ],
  lost: [
    "The connection is lost. Trying again…",
    "Die Verbindung ist unterbrochen. Neuer Versuch…",
    "La connexion est perdue. Nouvelle tentative…",
    "De verbinding is verbroken. Nieuwe poging…",
    "Se ha perdido la conexión. Intentándolo de nuevo…"
  ],
  unseen: [
    "This page can’t follow your phone. Confirm there, then continue.",
    "Diese Seite kann Ihrem Telefon nicht folgen. Bestätigen Sie dort, dann hier weiter.",
    "Cette page ne peut pas suivre votre téléphone. Confirmez-y, puis continuez.",
    "Deze pagina kan uw telefoon niet volgen. Bevestig daar, en ga dan verder.",
    "Esta página no puede seguir a su teléfono. Confirme allí y continúe después."
  ],
  done: [
    "Done. One moment…",
    "Fertig. Einen Moment…",
    "C’est fait. Un instant…",
    "Klaar. Een ogenblik…",
    "Listo. Un momento…"
  ],
  loggedIn: [
    "You are logged in.",
    "Sie sind angemeldet.",
    "Vous êtes connecté.",
    "U bent ingelogd.",
    "Ha iniciado sesión."
  ],
  loggedInAs: [
    "You are logged in as {user}.",
    "Sie sind angemeldet als {user}.",
    "Vous êtes connecté en tant que {user}.",
    "U bent ingelogd als {user}.",
    "Ha iniciado sesión como {user}."
  ],
  loggedOut: [
    "You are logged out.",
    "Sie sind abgemeldet.",
    "Vous êtes déconnecté.",
    "U bent uitgelogd.",
    "Ha cerrado la sesión."
  ],
  again: [
    "Try again",
    "Noch einmal versuchen",
    "Réessayer",
    "Opnieuw proberen",
    "Intentar de nuevo"
  ],
  fresh: [
    "Get a new code",
    "Neuen Code holen",
    "Obtenir un nouveau code",
    "Nieuwe code halen",
    "Obtener otro código"
  ],
  continue: [
    "Continue",
    "Weiter",
    "Continuer",
    "Verder",
    "Continuar"
  ],
  logOut: [
    "Log out",
    "Abmelden",
    "Se déconnecter",
    "Uitloggen",
    "Cerrar sesión"
  ]
};

// src/words.ts
var maxName = 200;
var Words = class {
  language;
  #column;
  #names;
  constructor(language, app, user) {
    this.#column = Math.max(0, words_default.languages.indexOf(language.toLowerCase().split("-")[0]));
    this.language = words_default.languages[this.#column];
    this.#names = { app: shorten(app ?? this.text("app")), user: shorten(user ?? "") };
  }
  /** A sentence. Names in it stand apart, so that one that is written from the right does not turn the rest. */
  say(word) {
    return this.text(word).split(/\{(\w+)\}/).map((part, i) => i % 2 ? make("bdi", "", this.#names[part]) : part);
  }
  /** A sentence without names. */
  text(word) {
    return words_default[word][this.#column];
  }
};
var shorten = (name) => name.length > maxName ? `${name.slice(0, maxName).replace(/[\uD800-\uDBFF]$/, "")}…` : name;

// src/block.ts
var freshLife = 2e4;
var heldLife = 12e4;
var renewBefore = 1e4;
var provokeEvery = 10500;
var silentAfter = 8e3;
var lateAfter = 13e4;
var lostAfter = 2e3;
var Block = class {
  root;
  #data;
  #words;
  #session;
  #isEnrol;
  #code;
  // Where the app is found: as the server has written it.
  #rest;
  #lead = make("p", "lead");
  #status = make("p", "status");
  #digits = make("p", "digits");
  #push;
  #keep;
  #way;
  #details = null;
  #canPush;
  #loggedIn;
  #held = false;
  #wayOn;
  #pushed = 0;
  #byPush = false;
  // The server's clock less this one, in milliseconds.
  #clock = null;
  #lostFor;
  #patience;
  #ending;
  #said = { word: "waiting", look: "" };
  #isLost = false;
  constructor(root) {
    const data = root.dataset;
    this.root = root;
    this.#data = data;
    this.#isEnrol = data.nextauth === "enrol";
    this.#loggedIn = data.state === "in";
    this.#canPush = !this.#isEnrol && data.canprovoke !== void 0;
    this.#words = new Words(root.lang || "en", data.app, data.user);
    root.lang = this.#words.language;
    this.#code = new CodePicture(this.#words.say("open"), this.#words.text("code"), root.querySelector("svg"));
    this.#push = button("button push", () => {
      this.#ask();
    }, ...this.#words.say("ask"));
    this.#keep = button("keep", () => {
      this.#hold(!this.#held);
    }, ...this.#words.say("keep"));
    this.#keep.ariaPressed = "false";
    this.#way = button("way", () => {
      this.#goOn();
    });
    this.#way.hidden = true;
    [this.#status, this.#digits].forEach((region) => {
      set(region, { role: "status" });
    });
    this.#rest = [...root.querySelectorAll(".nextauth-get")];
    this.#render();
    this.#take(data.link ?? "", Number(data.life));
    this.#session = Session.of(data);
    this.#session.watch(this);
  }
  /** Ends it: the page has taken it away. */
  stop() {
    [this.#lostFor, this.#patience, this.#ending].forEach(clearTimeout);
    this.#session.leave(this);
  }
  hear(type, extra) {
    switch (type) {
      case "QR":
        this.#show(extra);
        break;
      case "CODE":
        this.#digits.replaceChildren(...this.#words.say("digits"), make("output", "", extra));
        break;
      case "CANPROVOKE":
        this.#offerPush();
        break;
      case "CONFIRMSCAN":
        this.#byPush = false;
        this.#hideCode(true);
        this.#say("scanned", "busy", this.#isEnrol ? "continue" : "again");
        this.#waitFor(lateAfter, "late");
        break;
      case "CONFIRMPROVOKE":
        this.#say("asked", "busy");
        this.#waitFor(lateAfter, "late");
        break;
      case "CANCEL":
        this.#stopAt("declined");
        break;
      case "NOACCOUNTS":
        this.#stopAt("noAccount");
        break;
    }
  }
  connected() {
    clearTimeout(this.#lostFor);
    this.#lostFor = void 0;
    if (this.#isLost) {
      this.#isLost = false;
      this.#say(this.#said.word, this.#said.look, this.#said.way);
    }
    this.#order();
  }
  lost(hopeless) {
    const tell = () => {
      this.#isLost = true;
      this.#write(hopeless ? "unseen" : "lost", "stopped");
      if (hopeless) {
        this.#setWay("continue");
      }
    };
    if (this.#isLost || hopeless) {
      tell();
    } else {
      this.#lostFor ??= setTimeout(tell, lostAfter);
    }
  }
  moved(loggedIn, loading) {
    this.#loggedIn = loggedIn;
    this.#finish();
    this.root.dataset.state = loggedIn ? "in" : "out";
    this.#render();
    if (loading) {
      this.#say("done", "done");
    } else {
      this.#say(loggedIn ? "loggedIn" : "loggedOut", "done", "continue");
    }
  }
  // ---- What it looks like ----
  #render() {
    if (this.#loggedIn && !this.#isEnrol) {
      const leave = button("button leave", () => {
        this.#session.send("LOGOUT");
      }, ...this.#words.say("logOut"));
      this.#lead.replaceChildren(...this.#words.say(this.#data.user ? "loggedInAs" : "loggedIn"));
      this.root.replaceChildren(this.#lead, leave, this.#status, this.#actions(this.#way));
      return;
    }
    const scan = [this.#code.open, this.#code.picture];
    this.#lead.replaceChildren(...this.#words.say(this.#isEnrol ? "scanEnrol" : this.#canPush ? "known" : "scan"));
    if (this.#canPush) {
      const isOpen = this.#details?.open ?? false;
      this.#details = make("details", "other", make("summary", "", ...this.#words.say("other")), ...scan, this.#actions(this.#keep));
      this.#details.open = isOpen;
      this.#details.ontoggle = () => {
        this.#order();
      };
      this.root.replaceChildren(this.#lead, this.#push, this.#status, this.#digits, this.#actions(this.#way), this.#details, ...this.#rest);
    } else {
      this.root.replaceChildren(this.#lead, ...scan, this.#status, this.#digits, this.#actions(this.#way, ...this.#isEnrol ? [] : [this.#keep]), ...this.#rest);
    }
    this.#write("waiting", "");
  }
  #actions(...buttons) {
    return make("div", "actions", ...buttons);
  }
  // What has been scanned is nobody else's to scan, until the person says so.
  #hideCode(hidden) {
    this.root.classList.toggle("nextauth-away", hidden);
  }
  #say(word, look, way) {
    this.#said = { word, look, way };
    if (!this.#isLost) {
      this.#write(word, look);
      this.#setWay(way);
    }
  }
  // A live region reads out what changes; the same again is no news.
  #write(word, look) {
    if (this.#status.dataset.word !== word) {
      this.#status.dataset.word = word;
      this.#status.replaceChildren(make("span", "", ...this.#words.say(word)));
    }
    this.#status.dataset.look = look;
  }
  #setWay(way) {
    const hadFocus = document.activeElement === this.#way;
    this.#wayOn = way;
    if (way) {
      this.#way.replaceChildren(...this.#words.say(way));
    }
    this.#way.hidden = way === void 0;
    if (hadFocus && this.#way.hidden) {
      (this.#canPush ? this.#push : this.#isEnrol ? this.root : this.#keep).focus();
    }
  }
  // ---- What happens ----
  #stopAt(word) {
    this.#finish();
    this.#hideCode(!this.#byPush);
    this.#say(word, "stopped", "again");
  }
  #finish() {
    clearTimeout(this.#patience);
    this.#digits.replaceChildren();
    this.#push.ariaDisabled = null;
  }
  #waitFor(milliseconds, otherwise) {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => {
      this.#stopAt(otherwise);
    }, milliseconds);
  }
  #goOn() {
    const way = this.#wayOn;
    if (way === "fresh" || way === "continue") {
      location.reload();
      return;
    }
    this.#finish();
    this.#hideCode(false);
    if (way === "again" && this.#byPush) {
      this.#ask();
    } else {
      this.#say("waiting", "");
    }
  }
  #ask() {
    if (this.#push.ariaDisabled) {
      return;
    }
    this.#finish();
    this.#byPush = true;
    this.#push.ariaDisabled = "true";
    this.#say("asking", "busy");
    const wait = Math.max(0, this.#pushed + provokeEvery - Date.now());
    this.#patience = setTimeout(() => {
      this.#pushed = Date.now();
      this.#session.send("PROVOKE");
      this.#waitFor(silentAfter, "silent");
    }, wait);
  }
  #offerPush() {
    if (!this.#canPush && !this.#isEnrol && !this.#loggedIn) {
      this.#canPush = true;
      this.#details = make("details", "");
      this.#details.open = true;
      const { word, look, way } = this.#said;
      this.#render();
      this.#say(word, look, way);
    }
  }
  // ---- The code ----
  get #wantsCodes() {
    return !this.#isEnrol && !this.#loggedIn && (this.#details?.open ?? !this.#canPush);
  }
  // Asks for codes, if they are to be seen.
  #order() {
    if (this.#wantsCodes) {
      this.#session.send(this.#held ? "HOLD" : "QR");
    }
  }
  #hold(held) {
    this.#held = held;
    this.#keep.ariaPressed = String(held);
    this.#order();
    this.#say(held ? "kept" : "waiting", "");
  }
  // The first link came with the page, and is good for so many seconds from then on.
  #take(link, life) {
    if (link === "") {
      return;
    }
    this.#code.adopt(link);
    const expiry = expiryOf(link);
    if (expiry !== null && life > 0) {
      this.#clock = (expiry - life) * 1e3 - Date.now();
    }
    this.#endIn(life > 0 ? life * 1e3 : heldLife);
  }
  #show(link) {
    if (this.#code.show(link)) {
      const expiry = expiryOf(link);
      const known = expiry === null || this.#clock === null ? null : expiry * 1e3 - Date.now() - this.#clock;
      this.#endIn(known ?? (this.#held ? heldLife : freshLife));
    }
  }
  #endIn(milliseconds) {
    clearTimeout(this.#ending);
    this.root.classList.remove("nextauth-over");
    if (this.#said.word === "expired") {
      this.#say("waiting", "");
    }
    const renew = this.#held ? Math.max(milliseconds - renewBefore, freshLife) : milliseconds;
    this.#ending = setTimeout(() => {
      if (this.#held) {
        this.#order();
        this.#ending = setTimeout(() => {
          this.#end();
        }, milliseconds - renew + 1e3);
      } else {
        this.#end();
      }
    }, renew);
  }
  #end() {
    if (this.#loggedIn || this.#canPush && !this.#wantsCodes) {
      return;
    }
    this.root.classList.add("nextauth-over");
    if (this.#status.dataset.look !== "busy") {
      this.#say("expired", "stopped", "fresh");
    }
  }
};

// src/page.ts
var started = /* @__PURE__ */ new WeakMap();
function start(root = document) {
  root.querySelectorAll("[data-nextauth]").forEach((element) => {
    if (!started.has(element)) {
      started.set(element, element.dataset.nextauth === "session" ? watch(element.dataset) : new Block(element));
    }
  });
}
function stop(root) {
  root.querySelectorAll("[data-nextauth]").forEach((element) => {
    started.get(element)?.stop();
    started.delete(element);
  });
}
function watch(data) {
  Session.of(data).watch();
  return null;
}

// src/element.ts
var attributes = ["socket", "server", "hsid", "state", "link", "life", "canprovoke", "app", "user", "kind", "lang"];
var NextAuthLogin = class extends HTMLElement {
  static observedAttributes = attributes;
  #isDue = false;
  connectedCallback() {
    this.#renew();
  }
  attributeChangedCallback() {
    if (this.isConnected) {
      this.#renew();
    }
  }
  disconnectedCallback() {
    stop(this);
    this.replaceChildren();
  }
  // Once for all attributes that a framework sets one after the other.
  #renew() {
    if (this.#isDue) {
      return;
    }
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      if (this.isConnected) {
        stop(this);
        this.#render();
        start(this);
      }
    });
  }
  #render() {
    const block = make("div", "block");
    block.lang = this.getAttribute("lang") ?? document.documentElement.lang;
    block.dataset.nextauth = this.getAttribute("kind") ?? "login";
    for (const name of attributes) {
      const value = this.getAttribute(name);
      if (value !== null && name !== "lang" && name !== "kind") {
        block.dataset[name] = value;
      }
    }
    this.replaceChildren(block);
  }
};

// src/index.ts
if (!customElements.get("nextauth-login")) {
  customElements.define("nextauth-login", NextAuthLogin);
}
export {
  NextAuthLogin,
  start,
  stop
};
