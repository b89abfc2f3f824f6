import { useState } from 'preact/hooks';
import type { Account, Outcome } from '../../client/api.ts';
import { useApp } from '../context.ts';
import { displayText } from '../display-text.ts';
import { ago, dayAndTime } from '../ui/dates.ts';
import { BinIcon, LogoutIcon, NextIcon, PeopleIcon, PhoneIcon, WarnIcon } from '../ui/icons.tsx';
import { Logo, Outside } from '../ui/outside.tsx';
import { Page } from '../ui/page.tsx';
import { Ask, Button, Empty, Fact, Facts, Skeleton } from '../ui/parts.tsx';

/** All accounts of this phone. */
export function Accounts() {
  const { model, state, device, language, t } = useApp();
  const { accounts } = state;
  return (
    <Page
      testId="accounts"
      title={t('accounts.title')}
      actions={
        accounts?.length === 0 && (
          <Button
            look="primary"
            onClick={() => {
              model.show({ name: 'scan' });
            }}
          >
            {t('home.scan')}
          </Button>
        )
      }
    >
      {!accounts && <Skeleton lines={3} />}
      {accounts?.length === 0 && (
        <Empty icon={<PeopleIcon />} title={t('accounts.empty')}>
          {t('accounts.emptyText')}
        </Empty>
      )}
      {accounts && accounts.length > 0 && (
        <>
          {device.isPersisted === false && <StorageWarning />}
          <ul class="rows">
            {accounts.map((account) => (
              <li key={account.key}>
                <button
                  type="button"
                  class="row"
                  data-testid="account"
                  onClick={() => {
                    model.show({ name: 'account', key: account.key });
                  }}
                >
                  <Logo logo={account.server.logo} name={account.server.serverName} size="small" />
                  <span class="text">
                    <strong>
                      <bdi class="outside">{displayText(account.alias ?? account.label, 60).text}</bdi>
                    </strong>
                    <span>
                      <bdi class="outside">{displayText(account.server.serverName, 60).text}</bdi>
                    </span>
                    <span>{account.used === undefined ? t('accounts.neverUsed') : t('accounts.used', { when: ago(language, account.used) })}</span>
                  </span>
                  <NextIcon />
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}

function StorageWarning() {
  const { model, t } = useApp();
  return (
    <div class="banner warn" data-testid="storage-warning">
      <WarnIcon />
      <p>
        <strong>{t('storage.warn')}</strong>
        {t('storage.warnText')}
      </p>
      <button
        type="button"
        class="more"
        onClick={() => {
          model.show({ name: 'settings' });
        }}
      >
        {t('storage.warnMore')}
      </button>
    </div>
  );
}

type Question = 'logout' | 'delete' | 'forget';

/** One account: its name here, its logins, its end. */
export function AccountPage({ account }: { account: Account }) {
  const { model, language, t, say } = useApp();
  const { phone } = model;
  const [alias, setAlias] = useState(account.alias ?? '');
  const [question, setQuestion] = useState<Question>();
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const close = () => {
    model.show({ name: 'accounts' });
  };

  const run = async (work: () => Promise<void>) => {
    setQuestion(undefined);
    setFault('');
    setBusy(true);
    try {
      await work();
    } catch (error) {
      console.error(error);
      setFault(t('account.failed', { why: t('fail.unavailableText') }));
    }
    setBusy(false);
    await model.refresh();
  };
  const failed = (outcome: Outcome) => {
    if (!outcome.ok) setFault(t('account.failed', { why: t(`fail.${outcome.why}Text`) }));
  };

  const rename = () =>
    run(async () => {
      await phone.rename(account, alias.trim());
      say(t('account.renamed'));
    });
  const logout = () =>
    run(async () => {
      const outcome = await phone.logout(account);
      if (outcome.ok) say(t('account.loggedOut'));
      else failed(outcome);
    });
  const remove = () =>
    run(async () => {
      const outcome = await phone.delete(account);
      if (outcome.ok || outcome.why === 'removed') {
        say(t('account.deleted'));
        close();
      } else if (outcome.why === 'offline' || outcome.why === 'unavailable') setQuestion('forget');
      else failed(outcome);
    });
  const forget = () =>
    run(async () => {
      await phone.forget(account);
      say(t('account.forgotten'));
      close();
    });

  return (
    <Page
      testId="account-page"
      title={displayText(account.alias ?? account.label, 60).text}
      back={close}
      crown={<Logo logo={account.server.logo} name={account.server.serverName} />}
    >
      <Facts>
        <Fact name={t('account.site')}>
          <Outside text={account.server.serverName} />
          {account.server.siteurl && (
            <span class="address">
              <Outside text={account.server.siteurl} />
            </span>
          )}
        </Fact>
        {account.alias !== undefined && (
          <Fact name={t('account.nameThere')}>
            <Outside text={account.label} />
          </Fact>
        )}
        <Fact name={t('account.number')}>{account.accountId}</Fact>
        <Fact name={t('account.added')}>{dayAndTime(language, account.created)}</Fact>
        <Fact name={t('account.lastUsed')}>{account.used === undefined ? t('accounts.neverUsed') : dayAndTime(language, account.used)}</Fact>
      </Facts>
      {account.server.picture?.startsWith('data:image/png;base64,') && (
        <figure class="vash">
          <img src={account.server.picture} alt={t('enrol.pictureAlt')} width="88" height="88" />
          <figcaption>
            <strong>{t('enrol.picture')}</strong>
            {t('enrol.pictureText')}
          </figcaption>
        </figure>
      )}

      <form
        class="field inline"
        onSubmit={(event) => {
          event.preventDefault();
          void rename();
        }}
      >
        <label for="alias">{t('account.rename')}</label>
        <p id="alias-hint" class="hint-text">
          {t('account.renameHint')}
        </p>
        <div class="pair joined">
          <input
            id="alias"
            maxLength={60}
            autocomplete="off"
            dir="auto"
            value={alias}
            aria-describedby="alias-hint"
            onInput={(event) => {
              setAlias(event.currentTarget.value);
            }}
          />
          <Button isSubmit isBusy={isBusy} testId="save">
            {t('app.save')}
          </Button>
        </div>
      </form>

      <p role="alert" class="fault" data-testid={fault ? 'account-fault' : undefined}>
        {fault}
      </p>
      <section class="deed">
        <p id="logout-text">{t('account.logoutText')}</p>
        <Button
          isBusy={isBusy}
          testId="logout"
          onClick={() => {
            setQuestion('logout');
          }}
        >
          <LogoutIcon />
          {t('account.logout')}
        </Button>
      </section>
      <section class="deed">
        <p>{t('move.text')}</p>
        <Button
          isBusy={isBusy}
          testId="move"
          onClick={() => {
            void model.moveAway(account);
          }}
        >
          <PhoneIcon />
          {t('move.title')}
        </Button>
      </section>
      <section class="deed">
        <p>{t('account.deleteText')}</p>
        <Button
          look="danger"
          isBusy={isBusy}
          testId="delete"
          onClick={() => {
            setQuestion('delete');
          }}
        >
          <BinIcon />
          {t('account.delete')}
        </Button>
      </section>
      <p role="status" class="sr">
        {isBusy && t('account.working')}
      </p>

      {question === 'logout' && (
        <Ask
          title={t('account.logoutAsk')}
          text={t('account.logoutText')}
          yes={t('account.logout')}
          onYes={() => void logout()}
          onNo={() => {
            setQuestion(undefined);
          }}
        />
      )}
      {question === 'delete' && (
        <Ask
          title={t('account.deleteAsk')}
          text={t('account.deleteAskText')}
          yes={t('account.delete')}
          onYes={() => void remove()}
          onNo={() => {
            setQuestion(undefined);
          }}
        />
      )}
      {question === 'forget' && (
        <Ask
          title={t('account.forgetAsk')}
          text={t('account.forgetAskText')}
          yes={t('account.forget')}
          onYes={() => void forget()}
          onNo={() => {
            setQuestion(undefined);
          }}
        />
      )}
    </Page>
  );
}
