import { defineConfig } from 'vitest/config';

// Not tests: figures. `NextAuth.Load browsers` in bench/ runs them and prints them with its own.
export default defineConfig({
  test: {
    include: ['speed/**/*.speed.ts'],
    fileParallelism: false,
    // 200 logins take a quarter of an hour: each with the time that a person takes to read.
    testTimeout: 1_800_000,
    hookTimeout: 120_000,
  },
});
