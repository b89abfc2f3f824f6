import { Component, type ComponentChildren } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Context, useApp, useWatched } from './context.ts';
import { displayText } from './display-text.ts';
import { isolate, type Speech, type Translate, useLanguage } from './i18n.ts';
import { type Ceremony, current, type Model, type View } from './model.ts';
import type { Platform } from './platform.ts';
import { AccountPage, Accounts } from './screens/accounts.tsx';
import { Busy, Ended } from './screens/ended.tsx';
import { Enrol } from './screens/enrol.tsx';
import { Keys, Lost } from './screens/help.tsx';
import { History } from './screens/history.tsx';
import { Home } from './screens/home.tsx';
import { Login } from './screens/login.tsx';
import { Compare, MoveCode } from './screens/move.tsx';
import { Paste } from './screens/paste.tsx';
import { Scan } from './screens/scan.tsx';
import { SettingsPage } from './screens/settings.tsx';
import { Transaction } from './screens/transaction.tsx';
import { applySettings, languageOf, readSettings, type Settings, writeSettings } from './settings.ts';
import { ClockIcon, CloudOffIcon, GearIcon, KeyIcon, PeopleIcon, WarnIcon } from './ui/icons.tsx';
import { Page } from './ui/page.tsx';
import { Button } from './ui/parts.tsx';

interface AppProps {
  readonly model: Model;
  readonly platform: Platform;
  readonly speech: Speech;
}

/** How long a notice stays, in milliseconds; it is read out as well. */
const noticeMs = 6000;

/** How long a question stays on the screen while its answer is on the way, in milliseconds: mostly the result is there before, and a screen in between would only flash. */
const patienceMs = 300;

export function App({ model, platform, speech }: AppProps) {
  const state = useWatched(model);
  const device = useWatched(platform);
  const [settings, setSettings] = useState(readSettings);
  const [text, setText] = useState(speech);
  const [said, say] = useState({ id: 0, text: '' });

  const change = useCallback((next: Settings) => {
    writeSettings(next);
    applySettings(next);
    setSettings(next);
    const language = languageOf(next);
    useLanguage(language).then(
      (t) => {
        setText({ t, language });
      },
      (error: unknown) => {
        console.error(error);
      },
    );
  }, []);
  const sayIt = useCallback((words: string) => {
    say((before) => ({ id: before.id + 1, text: words }));
  }, []);

  // That of the words on the screen, also where the one that was chosen did not load.
  useEffect(() => {
    document.documentElement.lang = text.language;
  }, [settings, text]);

  useEffect(() => {
    if (!said.text) return;
    const timer = setTimeout(() => {
      sayIt('');
    }, noticeMs);
    return () => {
      clearTimeout(timer);
    };
  }, [said, sayIt]);

  useEffect(() => {
    model.onPushed = (prompt) => void platform.notify(prompt, text.t).catch(console.error);
  }, [model, platform, text]);

  useEffect(() => {
    if (!state.notice) return;
    sayIt(text.t(state.notice.what === 'removed' ? 'push.removed.body' : 'notice.loggedOut', { server: isolate(displayText(state.notice.server, 60).text) }));
    model.dismissNotice();
  }, [state.notice, text, model, sayIt]);

  const context = useMemo(
    () => ({ model, platform, state, device, settings, change, say: sayIt, ...text }),
    [model, platform, state, device, settings, change, sayIt, text],
  );
  return (
    <Context.Provider value={context}>
      <Guard t={text.t}>
        <a class="skip" href="#content" onClick={skip}>
          {text.t('app.skip')}
        </a>
        <div class="scroll">
          <Banners />
          <Screen />
        </div>
        {!covered(state.view, current(state)) && <Menu />}
        {/* Seen only where it hides nothing that is decided; read out everywhere. */}
        <p role="status" aria-live="polite" class={said.text && !current(state) ? 'toast' : 'sr'} data-testid="said">
          {said.text}
        </p>
      </Guard>
    </Context.Provider>
  );
}

// A fragment in the address would be read as a code.
function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('h1')?.focus();
}

const covered = (view: View, ceremony: Ceremony | undefined): boolean => ceremony !== undefined || !menu.some(([name]) => name === view.name);

function Screen() {
  const { state, model, t } = useApp();
  const now = current(state);
  const ceremony = useUnhurried(now);
  if (state.isBroken) {
    return (
      <Page
        testId="broken"
        isCentred
        title={t('app.failed')}
        crown={
          <span class="seal">
            <WarnIcon size={44} />
          </span>
        }
        actions={
          <Button look="primary" onClick={() => void model.refresh()}>
            {t('app.tryAgain')}
          </Button>
        }
      >
        <p class="lead" role="alert">
          {t('app.failedText')}
        </p>
      </Page>
    );
  }
  if (!ceremony) return <ViewScreen key={viewKey(state.view)} view={state.view} />;
  return (
    <div class="whole" inert={ceremony !== now}>
      <CeremonyScreen key={`${ceremony.id}${ceremony.step}`} ceremony={ceremony} />
    </div>
  );
}

/** What is shown: a question that has just been answered stays for a moment. */
function useUnhurried(now: Ceremony | undefined): Ceremony | undefined {
  const shown = useRef(now);
  const [late, setLate] = useState<number>();
  const isHeld = now?.step === 'working' && now.id !== late && now.id === shown.current?.id && shown.current.step === 'asking';
  if (!isHeld) shown.current = now;
  const id = now?.id;
  useEffect(() => {
    if (!isHeld) return;
    const timer = setTimeout(() => {
      setLate(id);
    }, patienceMs);
    return () => {
      clearTimeout(timer);
    };
  }, [isHeld, id]);
  return shown.current;
}

const viewKey = (view: View): string => (view.name === 'account' ? view.key : view.name);

function CeremonyScreen({ ceremony }: { ceremony: Ceremony }) {
  const { id, step, prompt, outcome } = ceremony;
  if (step === 'ended' && outcome) return <Ended ceremony={ceremony} outcome={outcome} />;
  if (step === 'showing' && ceremony.shown) return <MoveCode id={id} shown={ceremony.shown} />;
  if (step !== 'asking' || !prompt) return <Busy ceremony={ceremony} />;
  switch (prompt.kind) {
    case 'enrol':
      return <Enrol id={id} prompt={prompt} />;
    case 'login':
      return <Login id={id} prompt={prompt} />;
    case 'transaction':
      return <Transaction id={id} prompt={prompt} />;
    case 'moveAway':
      return <Compare id={id} prompt={prompt} />;
  }
}

function ViewScreen({ view }: { view: View }) {
  const { state } = useApp();
  switch (view.name) {
    case 'home':
      return <Home />;
    case 'scan':
      return <Scan />;
    case 'paste':
      return <Paste />;
    case 'accounts':
      return <Accounts />;
    case 'account': {
      const account = state.accounts?.find(({ key }) => key === view.key);
      return account ? <AccountPage account={account} /> : <Accounts />;
    }
    case 'history':
      return <History />;
    case 'settings':
      return <SettingsPage />;
    case 'keys':
      return <Keys />;
    case 'lost':
      return <Lost />;
  }
}

const menu = [
  ['home', 'nav.home', KeyIcon],
  ['accounts', 'nav.accounts', PeopleIcon],
  ['history', 'nav.history', ClockIcon],
  ['settings', 'nav.settings', GearIcon],
] as const;

function Menu() {
  const { model, state, t } = useApp();
  return (
    <nav aria-label={t('app.menu')}>
      {menu.map(([name, text, Icon]) => (
        <button
          key={name}
          type="button"
          data-testid={`nav-${name}`}
          aria-current={state.view.name === name ? 'page' : undefined}
          onClick={() => {
            model.show({ name });
          }}
        >
          <Icon />
          <span>{t(text)}</span>
        </button>
      ))}
    </nav>
  );
}

function Banners() {
  const { device, platform, state, t } = useApp();
  return (
    <>
      {!device.isOnline && (
        <div class="banner" role="status" data-testid="offline">
          <CloudOffIcon size={20} />
          <p>{t('app.offline')}</p>
        </div>
      )}
      {device.hasUpdate && state.ceremonies.length === 0 && (
        <div class="banner" role="status" data-testid="update">
          <p>{t('app.update')}</p>
          <button
            type="button"
            class="more"
            onClick={() => {
              platform.useUpdate();
            }}
          >
            {t('app.updateNow')}
          </button>
        </div>
      )}
    </>
  );
}

/** When the phone cannot even be opened: there is no storage. */
export const Unopened = ({ t }: { t: Translate }) => <Dead title={t('app.failed')} text={t('app.failedText')} again={t('app.tryAgain')} />;

const Dead = ({ title, text, again }: { title: string; text: string; again: string }) => (
  <main class="page centred" data-testid="dead">
    <div class="content">
      <span class="seal" aria-hidden="true">
        <WarnIcon size={44} />
      </span>
      <h1>{title}</h1>
      <p class="lead" role="alert">
        {text}
      </p>
    </div>
    <div class="actions">
      <Button
        look="primary"
        onClick={() => {
          window.location.reload();
        }}
      >
        {again}
      </Button>
    </div>
  </main>
);

/** A screen that breaks must not leave an empty page where somebody decides. */
class Guard extends Component<{ t: Translate; children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError() {
    return { broken: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override render() {
    const { t, children } = this.props;
    if (!this.state.broken) return children;
    return <Dead title={t('app.crashed')} text={t('app.crashedText')} again={t('app.reload')} />;
  }
}
