// The page's only script. Without it everything works by links and buttons; with it the page follows the phone by itself.
'use strict';

const live = document.getElementById('live')?.dataset;
const progress = document.getElementById('progress');

function say(words, kind = '') {
  if (progress) {
    progress.textContent = words;
    progress.className = `progress ${kind}`;
  }
}

// ---- The session, over the server's WebSocket: "TYPE HSID SERVERID" ----

const pingEvery = 50_000;
const longestWait = 30_000;
let socket;
let lost = false;
let wait = 500;
let moving = false;

const heard = {
  CONFIRMSCAN: () => say('Scanned. Now confirm on your phone.', 'busy'),
  CANCEL: () => say('Declined on the phone. Nothing has happened here.', 'stopped'),
  NOACCOUNTS: () => say('That phone has no account in this shop. Sign up first.', 'stopped'),
};

function connect() {
  socket = new WebSocket(live.socket);
  socket.onopen = () => {
    // The answer is the state as it is now: a login that came while nobody listened is not missed.
    wait = 500;
    socket.send(`REGISTER ${live.hsid} ${live.server}`);
    if (lost) {
      lost = false;
      say('Waiting for your phone.');
    }
  };
  socket.onmessage = (event) => {
    const [type, hsid, server] = event.data.split(' ');
    if (hsid !== live.hsid || server !== live.server) {
      return;
    }
    if (type === live.expect) {
      moveOn();
    } else {
      heard[type]?.();
    }
  };
  socket.onclose = () => {
    // Also when the server restarts (1012). Never all pages at once: half of the wait is chance.
    if (!moving) {
      lost = true;
      say('The connection is lost. Trying again…', 'stopped');
      setTimeout(connect, wait / 2 + Math.random() * wait / 2);
      wait = Math.min(wait * 2, longestWait);
    }
  };
}

function moveOn() {
  if (!moving) {
    moving = true;
    // Only when the next page takes long: drawing this one once more would keep that waiting.
    setTimeout(() => say('Done.', 'done'), 300);
    location.replace(live.next);
  }
}

// The answer to a form brings a new cookie: LOGOUT, which comes first, must not make the browser drop it.
document.addEventListener('submit', (event) => { moving ||= !event.defaultPrevented; });

if (live) {
  // Who is logged in has time: first the page is drawn. Whatever happens until then is in the answer to REGISTER.
  setTimeout(connect, live.expect === 'LOGOUT' ? 250 : 0);
  setInterval(() => socket?.readyState === WebSocket.OPEN && socket.send('PING'), pingEvery);
  // Back from the browser's history: what is on the page may be long over.
  addEventListener('pageshow', (event) => event.persisted && location.reload());
}

// ---- A fresh code before the old one ends, and after a sleep ----

let drawn = Date.now();

async function freshen() {
  if (moving || document.hidden || Date.now() - drawn < live.freshSeconds * 1000) {
    return;
  }
  drawn = Date.now();
  try {
    const answer = await fetch(live.fresh, { credentials: 'same-origin' });
    if (answer.status === 404) {
      location.replace(live.next);
    } else if (answer.ok) {
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      // Part by part: a button that has the focus keeps it.
      document.querySelector('.qr').replaceWith(document.adoptNode(fresh.querySelector('.qr')));
      document.getElementById('open').href = fresh.getElementById('open').href;
      for (const id of ['link', 'command']) {
        document.getElementById(id).textContent = fresh.getElementById(id).textContent;
      }
    } else {
      drawn = 0;
    }
  } catch {
    drawn = 0;
  }
}

if (live?.fresh) {
  setInterval(freshen, 5_000);
  addEventListener('visibilitychange', freshen);
}

// ---- An order that waits for the phone ----

const order = progress?.dataset.order;

async function askForOrder() {
  try {
    const answer = await fetch(order, { credentials: 'same-origin' });
    if (!answer.ok || await answer.text() !== 'Waiting') {
      location.reload();
      return;
    }
    say('Waiting for your phone.', 'busy');
  } catch {
    say('The connection is lost. Trying again…', 'stopped');
  }
  setTimeout(askForOrder, 1_000);
}

if (order) {
  askForOrder();
}

// ---- Copy buttons ----

for (const button of document.querySelectorAll('[data-copy]')) {
  const source = document.getElementById(button.dataset.copy);
  const label = button.innerHTML;
  button.hidden = false;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = 'Copied';
      document.getElementById('copied').textContent = 'Copied';
      setTimeout(() => {
        button.innerHTML = label;
        document.getElementById('copied').textContent = '';
      }, 2_000);
    } catch {
      // No clipboard on a page without https: select it, so that Ctrl-C does it.
      getSelection().selectAllChildren(source);
    }
  });
}
