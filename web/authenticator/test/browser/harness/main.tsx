import { start } from '../../../src/app/start.tsx';
import '../../../src/app/app.css';
import { pretend } from './device.ts';
import { account, FakePhone, server } from './fake-phone.ts';

export interface Harness {
  readonly phone: FakePhone;
  readonly account: typeof account;
  readonly server: typeof server;
}

declare global {
  interface Window {
    harness: Harness;
  }
}

const phone = new FakePhone();
window.harness = { phone, account, server };

// What a test wants to be there before the app starts.
const given = new URLSearchParams(window.location.search);
pretend(given);
if (given.has('accounts')) {
  const shop = account();
  const bank = account({
    key: 'b.1',
    accountId: 12,
    label: 'Anna Schmidt',
    alias: 'Household',
    server: server({ serverName: 'First Bank of the North', logo: '', siteurl: 'https://bank.example.org' }),
    used: Date.now() - 3 * 86_400_000,
  });
  const { used: _, ...club } = account({ key: 'c.1', accountId: 3, label: 'anna', server: server({ serverName: 'Rowing Club', logo: '' }) });
  phone.accountList = [shop, bank, club];
  const at = Date.now();
  phone.historyList = [
    { at: at - 60_000, accountKey: 's.1', serverName: 'Corner Shop', what: 'loggedIn', detail: '203.0.113.7', said: { info: { Desk: '4' }, ip: '203.0.113.7' } },
    { at: at - 3_600_000, accountKey: 'b.1', serverName: 'First Bank of the North', what: 'approved', detail: '1 250,00 EUR' },
    { at: at - 26 * 3_600_000, accountKey: 's.1', serverName: 'Corner Shop', what: 'reported', detail: '198.51.100.23' },
    { at: at - 27 * 3_600_000, accountKey: 's.1', serverName: 'Corner Shop', what: 'failed', detail: 'expired' },
    { at: at - 50 * 3_600_000, accountKey: 'c.1', serverName: 'Rowing Club', what: 'enrolled' },
  ];
}
if (given.has('slow')) phone.gate = new Promise(() => undefined);
if (given.get('push') === 'failed') phone.applicationServerKey = () => Promise.reject(new Error('The storage is switched off.'));
if (given.has('broken')) phone.isBroken = true;

void start(() => (given.has('unopened') ? Promise.reject(new Error('No storage.')) : Promise.resolve(phone)));
