import { useState } from 'preact/hooks';
import type { HistoryEntry } from '../../client/api.ts';
import { useApp } from '../context.ts';
import { displayText } from '../display-text.ts';
import { day, time } from '../ui/dates.ts';
import { CheckIcon, ClockIcon, CrossIcon, FlagIcon, WarnIcon } from '../ui/icons.tsx';
import { Page } from '../ui/page.tsx';
import { Ask, Button, Empty, Skeleton } from '../ui/parts.tsx';
import { SaidFacts } from './said.tsx';

/** What was approved and declined, the newest first. */
export function History() {
  const { model, state, language, t, say } = useApp();
  const [isAsking, setAsking] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const entries = state.history && [...state.history].sort((a, b) => b.at - a.at);
  const days = new Map<string, HistoryEntry[]>();
  for (const entry of entries ?? []) {
    const name = day(language, entry.at);
    days.set(name, [...(days.get(name) ?? []), entry]);
  }
  const clear = async () => {
    setAsking(false);
    setFailed(false);
    try {
      await model.phone.clearHistory();
      say(t('history.cleared'));
    } catch (error) {
      console.error(error);
      setFailed(true);
    }
    await model.refresh();
  };
  return (
    <Page testId="history" title={t('history.title')}>
      {!entries && <Skeleton lines={4} />}
      {entries?.length === 0 && (
        <Empty icon={<ClockIcon />} title={t('history.empty')}>
          {t('history.emptyText')}
        </Empty>
      )}
      {[...days].map(([name, list]) => (
        <section key={name}>
          <h2 class="day">{name}</h2>
          <ul class="rows">
            {list.map((entry) => (
              <li key={`${entry.at}${entry.what}`} class="row still">
                <span class={`badge small ${look(entry)}`}>{icon(entry)}</span>
                <span class="text">
                  <strong>{t(`history.${entry.what}`)}</strong>
                  <span>
                    <bdi class="outside">{displayText(entry.serverName, 60).text}</bdi>
                  </span>
                  {entry.detail && (
                    <span>
                      <bdi class="outside">{detail(entry)}</bdi>
                    </span>
                  )}
                  {entry.said && (
                    <details data-testid="says">
                      <summary>{t('login.says')}</summary>
                      <SaidFacts said={entry.said} />
                    </details>
                  )}
                </span>
                <time dateTime={new Date(entry.at).toISOString()}>{time(language, entry.at)}</time>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {entries && entries.length > 0 && (
        <div class="deed">
          <div role="alert">
            {hasFailed && (
              <p class="fault" data-testid="history-fault" ref={intoView}>
                {t('app.failed')}. {t('app.failedText')}
              </p>
            )}
          </div>
          <Button
            testId="clear"
            onClick={() => {
              setAsking(true);
            }}
          >
            {t('history.clear')}
          </Button>
        </div>
      )}
      {isAsking && (
        <Ask
          title={t('history.clearAsk')}
          text={t('history.clearAskText')}
          yes={t('history.clear')}
          onYes={() => void clear()}
          onNo={() => {
            setAsking(false);
          }}
        />
      )}
    </Page>
  );

  // A failure's detail is one of the phone's words; everything else is text from outside.
  function detail(entry: HistoryEntry): string {
    const key = `fail.${entry.detail}`;
    return entry.what === 'failed' && isFailure(key) ? t(key) : displayText(entry.detail, 100).text;
  }
}

// It makes the page longer, at the end, where the menu would cover it.
const intoView = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'center' });

const failures = [
  'fail.notACode', 'fail.otherServer', 'fail.noAccount', 'fail.expired', 'fail.used', 'fail.sessionChanged', 'fail.blocked', 'fail.wrongCode', 'fail.refused',
  'fail.nameTaken', 'fail.unavailable', 'fail.wrongServer', 'fail.removed', 'fail.decided', 'fail.offline', 'fail.lost', 'fail.protocol',
] as const;

const isFailure = (key: string): key is (typeof failures)[number] => (failures as readonly string[]).includes(key);

const look = ({ what }: HistoryEntry) =>
  what === 'loggedIn' || what === 'approved' || what === 'enrolled' ? 'good' : what === 'reported' || what === 'failed' ? 'bad' : '';

function icon({ what }: HistoryEntry) {
  switch (what) {
    case 'loggedIn':
    case 'approved':
    case 'enrolled':
      return <CheckIcon size={20} />;
    case 'reported':
      return <FlagIcon size={20} />;
    case 'failed':
      return <WarnIcon size={20} />;
    case 'declined':
    case 'declinedTransaction':
    case 'loggedOut':
    case 'removed':
      return <CrossIcon size={20} />;
  }
}
