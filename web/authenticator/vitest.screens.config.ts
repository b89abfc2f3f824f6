import { defineConfig } from 'vitest/config';

// Chromium is driven from outside here: these tests open whole pages, lock the keyboard to them and take them offline.
export default defineConfig({
  test: { include: ['test/browser/**/*.spec.ts'], testTimeout: 60_000, hookTimeout: 120_000, fileParallelism: false },
});
