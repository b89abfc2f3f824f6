import { existsSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

// The same tests run in Node, which is quick, and in a real browser, which is where the code has to work.
// CHROMIUM names a browser when Playwright has none of its own; without windows it has a third of the work.
const executablePath =
  process.env['CHROMIUM_SHELL'] ?? process.env['CHROMIUM'] ?? ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path));

export default defineConfig({
  server: { fs: { allow: ['../..'] } },
  test: {
    // Longer than anything a test waits for (8 s), so that what it waited for is what is said to be missing.
    testTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: { name: 'node', environment: 'node', include: ['test/**/*.test.ts', 'test/**/*.test.tsx'] },
      },
      {
        extends: true,
        test: {
          name: 'chromium',
          include: ['test/protocol/**/*.test.ts', 'test/client/**/*.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { ...(executablePath && { executablePath }), args: ['--no-sandbox'] } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
