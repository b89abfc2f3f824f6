import { start, stop } from './index.ts';

const scope = globalThis as { nextAuth?: { start: typeof start; stop: typeof stop } };

// A page may have the footer twice, from two servers: who came first goes on with both.
scope.nextAuth ??= Object.freeze({ start, stop });
scope.nextAuth.start();
