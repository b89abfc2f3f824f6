import { useState } from 'preact/hooks';
import type { Account, Answer, LoginPrompt } from '../../client/api.ts';
import { useApp } from '../context.ts';
import { displayText } from '../display-text.ts';
import { Countdown } from '../ui/countdown.tsx';
import { FlagIcon } from '../ui/icons.tsx';
import { Outside } from '../ui/outside.tsx';
import { Page } from '../ui/page.tsx';
import { Approve, Button, Fact, Facts } from '../ui/parts.tsx';
import { Browser, Says, Where } from './said.tsx';
import { Site } from './site.tsx';

/** Who wants to log in where, and from where. Declining is as easy as approving. */
export function Login({ id, prompt }: { id: number; prompt: LoginPrompt }) {
  const { model, t } = useApp();
  const { server, accounts, announced, logo } = prompt;
  const [account, setAccount] = useState<Account | undefined>(accounts[0]);
  const [code, setCode] = useState('');
  const [isBad, setBad] = useState(false);

  const answer = (decision: Answer['decision']) => {
    const digits = code.replace(/\s/g, '');
    // Before its time it is no answer, and not one without digits either.
    if (decision === 'approve' && model.state.isRipe && prompt.needsCode && !/^\d{6}$/.test(digits)) {
      setBad(true);
      document.getElementById('code')?.focus();
      return;
    }
    model.answer(id, { decision, ...(account && { account }), ...(decision === 'approve' && prompt.needsCode && { code: digits }) });
  };

  return (
    <form
      class="whole"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        answer('approve');
      }}
    >
      <Page
        testId="login"
        title={t('login.title')}
        crown={<Site server={server} />}
        actions={
          <>
            <div class="pair">
              <Button
                testId="decline"
                onClick={() => {
                  answer('decline');
                }}
              >
                {t('login.decline')}
              </Button>
              <Approve>{t('login.approve')}</Approve>
            </div>
            <Button
              look="quiet"
              testId="report"
              onClick={() => {
                answer('report');
              }}
            >
              <FlagIcon size={20} />
              {t('login.report')}
            </Button>
          </>
        }
      >
        <Countdown
          expires={prompt.expires}
          onEnd={() => {
            model.expire(id);
          }}
        />
        {prompt.needsCode && (
          <div class="field code">
            <label for="code">{t('code.label')}</label>
            <p id="code-hint" class="hint-text">
              {t('code.text')}
            </p>
            <input
              id="code"
              inputMode="numeric"
              autocomplete="one-time-code"
              maxLength={12}
              value={code}
              aria-invalid={isBad}
              aria-describedby="code-hint code-fault"
              onInput={(event) => {
                setCode(event.currentTarget.value);
                setBad(false);
              }}
            />
            <p id="code-fault" class="fault" role="alert">
              {isBad && t('code.bad')}
            </p>
          </div>
        )}
        {accounts.length > 1 ? <Choice accounts={accounts} chosen={account} choose={setAccount} /> : null}
        <Facts testId="known">
          {accounts.length === 1 && (
            <Fact name={t('login.account')}>
              <Outside text={accounts[0]!.alias ?? accounts[0]!.label} />
            </Fact>
          )}
          <Browser useragent={prompt.useragent} />
          <Where ip={prompt.ip} />
        </Facts>
        <Says said={{ info: announced, ...(logo !== undefined && { logo }) }} />
        <p class="advice">{t(prompt.isPush ? 'login.pushed' : 'login.scanned')}</p>
        {server.pingTime > 0 && <p class="advice">{t('login.pings')}</p>}
      </Page>
    </form>
  );
}

function Choice({ accounts, chosen, choose }: { accounts: readonly Account[]; chosen: Account | undefined; choose: (account: Account) => void }) {
  const { t } = useApp();
  return (
    <fieldset class="choice">
      <legend>{t('login.which')}</legend>
      {accounts.map((account) => (
        <label key={account.key}>
          <input
            type="radio"
            name="account"
            checked={account === chosen}
            onChange={() => {
              choose(account);
            }}
          />
          <span>
            <bdi class="outside">{displayText(account.alias ?? account.label).text}</bdi>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
