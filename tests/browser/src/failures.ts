import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach } from 'vitest';
import { openPages, pictures } from './screen.ts';

// What was on the screens when a test failed, so that one that fails once in a hundred runs can be understood. In a setup file: for every test there is.
beforeEach(({ task, onTestFailed }) => {
  onTestFailed(async () => {
    mkdirSync(pictures, { recursive: true });
    const name = task.name.replace(/\W+/g, '-').slice(0, 60);
    for (const [index, page] of openPages().entries()) {
      // A page that hangs must not hang the tests.
      const words = await page.locator('body').innerText({ timeout: 2_000 }).catch(String);
      console.error(`When "${task.name}" failed, ${page.url()} said:\n${words}\n`);
      await page.screenshot({ path: join(pictures, `failed-${name}-${index}.png`), timeout: 5_000 }).catch(() => undefined);
    }
  });
});
