import { defineConfig } from 'vitest/config';

// Not tests: figures. `NextAuth.Load browsers` in bench/ runs them and prints them with its own.
export default defineConfig({
  test: {
    include: ['speed/**/*.speed.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
