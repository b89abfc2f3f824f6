import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['src/failures.ts'],
    // Two browsers and two servers each: one file after the other.
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 120_000,
    // Where other things run beside it, a page needs longer than the second that would be the default.
    expect: { poll: { timeout: 10_000 } },
  },
});
