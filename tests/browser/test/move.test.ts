import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Desktop } from '../src/desktop.ts';
import { Phone } from '../src/phone.ts';
import { missing, Shop } from '../src/programs.ts';
import { look } from '../src/screen.ts';

describe.skipIf(missing)('A new phone', () => {
  let shop: Shop;
  let desktop: Desktop;
  let old: Phone;
  let fresh: Phone;

  beforeAll(async () => {
    shop = await Shop.start();
    desktop = await Desktop.start(shop);
    old = await Phone.start(shop);
    fresh = await Phone.start(shop);
  });
  afterAll(async () => {
    desktop.faults.expectNone();
    old.faults.expectNone();
    fresh.faults.expectNone();
    await desktop.stop();
    await old.stop();
    await fresh.stop();
    await shop.stop();
  });

  const digits = async (phone: Phone) => (await phone.at('digits').locator('[aria-hidden]').textContent())!;

  test('gets the account by camera, once both show the same digits; from then on it is asked', async () => {
    await desktop.signUp('ida');
    await old.paste(await desktop.link());
    await old.press('approve');
    await desktop.heading('Hello, ida.');
    await old.done();

    await old.press('nav-accounts');
    await old.press('account');
    await old.press('move');
    await old.at('qr').locator('path[d^=M]').waitFor();
    await look(old.page, '70-old-phone-code');
    await fresh.scan(old.at('qr'));
    await old.at('compare').waitFor();
    await fresh.at('digits').waitFor();
    expect(await digits(fresh)).toMatch(/^\d{3} \d{3}$/);
    expect(await digits(old)).toBe(await digits(fresh));
    await look(old.page, '71-old-phone-digits');
    await look(fresh.page, '72-new-phone-digits');
    await fresh.press('approve');
    await old.press('approve');
    await old.at('ended-removed').waitFor();
    await fresh.at('ended-enrolled').waitFor();
    await look(old.page, '73-old-phone-moved');
    await look(fresh.page, '74-new-phone-moved');
    await fresh.done();
    await old.press('done');
    await old.page.getByText('No accounts yet').waitFor();

    await desktop.logOut();
    await desktop.openLogin();
    await fresh.listens();
    await desktop.push();
    await fresh.press('approve');
    await desktop.heading('Hello, ida.');
    expect(await old.at('login').count()).toBe(0);
  });
});
