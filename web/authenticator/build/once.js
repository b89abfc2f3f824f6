// Builds the app for the server's own build (eng/WebAuthenticator.targets): installs what is needed, builds beside the last build, then takes its place.
// Two builds at the same time would delete each other's files, so the second waits for the first and finds it done.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);
const lock = at('.build-lock');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) process.exit(3);

await takeLock();
process.on('exit', () => rmSync(lock, { recursive: true, force: true }));

if (!isFresh()) {
  if (time('node_modules/.package-lock.json') < time('package-lock.json')) run('npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  run('npm', 'run', 'build', '--silent', '--', '--outDir', 'dist.new', '--emptyOutDir', '--logLevel', 'warn');
  rmSync(at('dist'), { recursive: true, force: true });
  renameSync(at('dist.new'), at('dist'));
}

function isFresh() {
  const built = time('dist/index.html');
  const inputs = ['index.html', 'vite.config.ts', 'package.json', 'package-lock.json', ...['src', 'public', 'build'].flatMap(files)];
  return inputs.every((file) => time(file) <= built);
}

function files(folder) {
  return readdirSync(at(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}

function time(file) {
  return existsSync(at(file)) ? statSync(at(file)).mtimeMs : 0;
}

function run(...command) {
  // On Windows npm is a script of the shell.
  const { status } = spawnSync(command[0], command.slice(1), { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
  if (status !== 0) process.exit(1);
}

async function takeLock() {
  for (;;) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, 'pid'), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }

    if (!isHeld()) rmSync(lock, { recursive: true, force: true });
    await wait(200);
  }
}

// Whoever was killed has left it behind. A lock without a pid is just being made, or its maker died in between.
function isHeld() {
  try {
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM' || (error.code === 'ENOENT' && existsSync(lock) && Date.now() - statSync(lock).mtimeMs < 5000);
  }
}
