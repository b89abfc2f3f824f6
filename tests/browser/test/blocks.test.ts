import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Desktop } from '../src/desktop.ts';
import { Phone } from '../src/phone.ts';
import { missing, Shop } from '../src/programs.ts';
import { look } from '../src/screen.ts';
import { Block, Site } from '../src/site.ts';

describe.skipIf(missing)('A site with the blocks for pages, and the web authenticator', () => {
  let shop: Shop;
  let site: Site;
  let desktop: Desktop;
  let block: Block;
  let phone: Phone;

  beforeAll(async () => {
    shop = await Shop.start();
    site = await Site.start(shop);
    desktop = await Desktop.start(shop);
    block = new Block(desktop.page);
    phone = await Phone.start(shop);
  });
  afterEach(() => {
    desktop.faults.expectNone();
    phone.faults.expectNone();
  });
  afterAll(async () => {
    await desktop.stop();
    await phone.stop();
    site.stop();
    await shop.stop();
  });

  const logOut = async () => {
    await site.call('POST', 'logout');
    // The page hears of it.
    await desktop.heading('A site');
  };

  test('enrol by the link, log in by the camera: the block says how it goes, and the page moves on', async () => {
    await desktop.page.goto(`${site.url}/enrol`);
    await block.says('Waiting for your phone.');
    await phone.paste(await block.link());
    await phone.at('enrol').waitFor();
    await block.says('Scanned. Now confirm on your phone.');
    await phone.press('approve');
    await desktop.heading('Welcome, ada.');
    await phone.done();
    await desktop.page.goto(site.url);

    await logOut();
    await block.scanInstead();
    // A code that stays until the camera has started.
    await block.keep();
    await phone.scan(block.code);
    await phone.at('login').waitFor();
    expect(await phone.at('login').innerText()).toContain('A site with blocks');
    await block.says('Scanned. Now confirm on your phone.');
    expect(await block.code.isVisible()).toBe(false);
    await look(desktop.page, '80-block-scanned');
    await phone.press('approve');
    await desktop.heading('Welcome, ada.');
    await phone.at('ended-loggedIn').waitFor();
    await phone.done();
  });

  test('decline on the phone: the block says so and leads on', async () => {
    await logOut();
    await block.scanInstead();
    await phone.paste(await block.link());
    await phone.press('decline');
    await block.says('Declined on the phone. Nothing has happened here.');
    await phone.at('ended-declined').waitFor();
    await look(desktop.page, '81-block-declined');
    await phone.done();
    await block.way.click();
    await block.says('Waiting for your phone.');
    expect(await block.code.isVisible()).toBe(true);
  });

  test('the button asks the phone: declined, asked again, approved', async () => {
    await phone.listens();
    await desktop.page.reload();
    await block.push.click();
    await phone.at('login').waitFor();
    await block.says('Your phone has it. Confirm there.');
    await look(desktop.page, '82-block-pushed');
    await phone.press('decline');
    await block.says('Declined on the phone. Nothing has happened here.');
    await phone.done();
    await block.way.click();
    await phone.at('login').waitFor();
    await block.says('Your phone has it. Confirm there.');
    await phone.press('approve');
    await desktop.heading('Welcome, ada.');
    await phone.at('ended-loggedIn').waitFor();
    await phone.done();
  });
});
