// The login page's only script. Without it the page works by its buttons; with it the page follows the phone by itself.
'use strict';

const live = document.getElementById('live')?.dataset;
const progress = document.getElementById('progress');
const digits = document.getElementById('digits');
const done = document.getElementById('done');
const way = document.getElementById('way');

const waiting = 'Waiting for your phone.';
let moving = false;
let declined = false;

// The site says how long a phone has; nobody tells the page when it is over. An answer in the last moment is still on its way then.
const patience = Number(live?.patience) * 1000 + 10_000;
let overdue;

// `on`: what stands below the words, '' nothing, 'again' a button, 'new' also where to get an account.
function say(words, kind = '', on = '') {
  clearTimeout(overdue);
  // Focus must not fall back to the beginning of the page.
  if (!on && way.contains(document.activeElement)) {
    document.getElementById('main').focus();
  }
  way.hidden = !on;
  for (const link of way.querySelectorAll('a')) {
    link.hidden = on !== 'new';
  }
  if (progress.textContent !== words) {
    progress.textContent = words;
  }
  progress.className = `progress ${kind}`;
}

// What the person has to do something for, on the phone.
function sayAndWait(words) {
  say(words, 'busy');
  overdue = setTimeout(() => { say('Nobody confirmed in time. Try again, or scan the code.', 'stopped', 'again'); show(null); }, patience);
}

function show(code) {
  digits.hidden = !code;
  digits.querySelector('output').textContent = code ?? '';
}

// Asks the site, in the name of this page's session.
async function post(url) {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(new FormData(done)), headers: { Accept: 'application/json' }, credentials: 'same-origin' });
  const told = await answer.json();
  if (answer.status === 400) {
    // Another tab has logged in, or the cookie is gone: a new page knows. Right after loading it would go in circles.
    if (performance.now() > 10_000) {
      moving = true;
      location.reload();
    }
    say(told.words, told.kind);
    return {};
  }
  if (told.next) {
    moving = true;
    // Only when the next page takes long: drawing this one once more would keep that waiting.
    setTimeout(() => say('Done.', 'done'), 300);
    location.replace(told.next);
  }
  if (!answer.ok) {
    throw new Error(told.words);
  }
  return told;
}

// ---- Has the phone confirmed? The site asks the server; a message is only a hint ----

let looking = false;
let lookAgain = false;

async function look() {
  if (looking || moving) {
    lookAgain = true;
    return;
  }
  looking = true;
  try {
    const told = await post(done.action);
    if (told.words) {
      // That phone belongs to nobody here.
      say(told.words, told.kind, 'new');
      show(null);
    } else if (lost && !moving) {
      lost = false;
      say(waiting);
    }
  } catch {
    lost = true;
    say('The connection is lost. Trying again…', 'stopped');
  }
  looking = false;
  if (lookAgain) {
    lookAgain = false;
    look();
  }
}

// ---- The session, over the server's WebSocket: "TYPE HSID SERVERID" ----

const pingEvery = 50_000;
const pollEvery = 3_000;
const longestWait = 30_000;
let socket;
let lost = false;
let wait = 500;

const heard = {
  LOGIN: () => look(),
  CONFIRMSCAN: () => sayAndWait('Scanned. Now confirm on your phone.'),
  CONFIRMPROVOKE: () => sayAndWait('Your phone has it. Confirm there.'),
  CANCEL: () => { declined = true; say('Declined on the phone. Nothing has happened here.', 'stopped', 'again'); show(null); },
  NOACCOUNTS: () => say('That phone has no account on this site. Register it first, or use another.', 'stopped', 'new'),
};

function connect() {
  socket = new WebSocket(live.socket);
  socket.onopen = () => {
    // The answer is the state as it is now: a login that came while nobody listened is not missed.
    wait = 500;
    socket.send(`REGISTER ${live.hsid} ${live.server}`);
    if (lost) {
      lost = false;
      say(waiting);
    }
  };
  socket.onmessage = (event) => {
    const [type, hsid, server] = event.data.split(' ');
    if (hsid === live.hsid && server === live.server) {
      heard[type]?.();
    }
  };
  socket.onclose = () => {
    // Also when the server restarts (1012). Never all pages at once: half of the wait is chance.
    if (!moving) {
      setTimeout(connect, wait / 2 + Math.random() * wait / 2);
      wait = Math.min(wait * 2, longestWait);
    }
  };
}

const isConnected = () => socket?.readyState === WebSocket.OPEN;

// ---- A fresh code before the old one ends, and after a sleep ----

let drawn = Date.now();
let refreshing = false;
// How long the server lets a code live is a setting: the site says for each.
let life = Number(live?.life) * 1000;
const freshAfter = () => Math.min(90_000, life * 0.75);

async function freshen(now = false) {
  if (moving || refreshing || document.hidden || (!now && Date.now() - drawn < freshAfter())) {
    return;
  }
  refreshing = true;
  try {
    const { link, picture, hint, life: seconds } = await post(live.fresh);
    if (link) {
      // Part by part: a button that has the focus keeps it.
      document.getElementById('qr').src = picture;
      document.getElementById('open').href = link;
      document.getElementById('link').textContent = link;
      if (hint) {
        document.getElementById('command').textContent = hint;
      }
      if (document.getElementById('code').classList.toggle('over', false) || progress.classList.contains('over')) {
        say(waiting);
      }
      drawn = Date.now();
      life = seconds * 1000;
    }
  } catch {
    if (Date.now() - drawn > life) {
      document.getElementById('code').classList.add('over');
      say('The code has expired, and the site gives no new one yet. Trying again…', 'stopped over');
    }
  }
  refreshing = false;
}

if (live) {
  connect();
  setInterval(() => isConnected() && socket.send('PING'), pingEvery);
  // Where no WebSocket gets through, or while it is lost.
  setInterval(() => !isConnected() && !document.hidden && look(), pollEvery);
  setInterval(() => freshen(), 5_000);
  document.getElementById('again').addEventListener('click', () => {
    say(waiting);
    freshen(true);
  });
  // Back from the authenticator on the same phone, or from another tab.
  addEventListener('visibilitychange', () => {
    if (!document.hidden) {
      look();
      freshen();
    }
  });
  // Back from the browser's history: what is on the page may be long over.
  addEventListener('pageshow', (event) => event.persisted && location.reload());
}

// ---- "Log in on my phone" ----

const push = document.getElementById('push');
const asking = 'Asking your phone…';

push?.addEventListener('submit', async (event) => {
  const button = push.querySelector('button');
  if (event.submitter && event.submitter !== button) {
    // "Forget it": a new page comes.
    return;
  }
  event.preventDefault();
  button.disabled = true;
  say(asking, 'busy');
  declined = false;
  try {
    const told = await post(push.action);
    // The phone may have been faster than this answer: what it said is newer.
    if (told.words && progress.textContent === asking) {
      told.kind === 'busy' ? sayAndWait(told.words) : say(told.words, told.kind);
    }
    if (!declined) {
      show(told.digits);
    }
  } catch {
    say('The connection is lost. Try again, or scan the code.', 'stopped');
  }
  setTimeout(() => { button.disabled = false; }, 5_000);
});

// ---- Copy buttons ----

for (const button of document.querySelectorAll('[data-copy]')) {
  const source = document.getElementById(button.dataset.copy);
  const copied = document.getElementById('copied');
  const label = [...button.childNodes];
  button.hidden = false;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = copied.textContent = 'Copied';
      setTimeout(() => {
        button.replaceChildren(...label);
        copied.textContent = '';
      }, 2_000);
    } catch {
      // No clipboard on a page without https: select it, so that Ctrl-C does it.
      getSelection().selectAllChildren(source);
    }
  });
}
