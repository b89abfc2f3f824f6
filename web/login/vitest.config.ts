import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          // They share one server and one browser, and some wait for codes to change.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Where other things run beside it, a page needs longer than the second that would be the default.
          expect: { poll: { timeout: 10_000 } },
        },
      },
    ],
  },
});
