import { useRef, useState } from 'preact/hooks';
import { useApp } from '../context.ts';
import { scanPicture } from '../scanner.ts';
import { CloudOffIcon, LinkIcon, PictureIcon, ScanIcon } from '../ui/icons.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Skeleton } from '../ui/parts.tsx';

/** The start: one thing to do. */
export function Home() {
  const { model, state, device, t } = useApp();
  const isNew = state.accounts?.length === 0;
  return (
    <Page
      testId="home"
      title={isNew ? t('home.welcome') : t('home.ready')}
      crown={<Mark />}
      actions={
        <>
          <Button
            look="primary"
            testId="scan"
            onClick={() => {
              model.show({ name: 'scan' });
            }}
          >
            <ScanIcon />
            {t('home.scan')}
          </Button>
          <OtherWays />
          {/* Below the thing to do, which it would push off a small screen. */}
          {device.canInstall && <Install />}
          {isNew && device.isIos && !device.isInstalled && (
            <section class="hint">
              <h2>{t('home.install')}</h2>
              <p>{t('home.installIos')}</p>
            </section>
          )}
        </>
      }
    >
      <p class="lead">{isNew ? t('home.welcomeText') : t('home.readyText')}</p>
      {state.accounts ? isNew ? <How /> : <Channel /> : <Skeleton lines={1} />}
    </Page>
  );
}

/** By picture and by link. */
export function OtherWays() {
  const { model, t } = useApp();
  const input = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<'idle' | 'reading' | 'nothing' | 'unreadable'>('idle');

  const readPicture = async (file: File | undefined) => {
    if (!file) return;
    setState('reading');
    let text: string | undefined;
    try {
      text = await scanPicture(file);
    } catch (error) {
      console.error(error);
      setState('unreadable');
      return;
    }
    setState(text === undefined ? 'nothing' : 'idle');
    if (text !== undefined) await model.scan(text);
  };

  return (
    <div class="ways">
      <div class="pair" role="group" aria-label={t('home.other')}>
        <Button
          look="quiet"
          isBusy={state === 'reading'}
          testId="picture"
          onClick={() => {
            input.current?.click();
          }}
        >
          <PictureIcon />
          {t('home.picture')}
        </Button>
        <Button
          look="quiet"
          testId="paste"
          onClick={() => {
            model.show({ name: 'paste' });
          }}
        >
          <LinkIcon />
          {t('home.paste')}
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        data-testid="picture-file"
        onChange={(event) => {
          const { files } = event.currentTarget;
          void readPicture(files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      <p role="status" class={state === 'idle' ? 'sr' : 'note'}>
        {state === 'reading' && t('scan.readingPicture')}
        {state === 'nothing' && t('scan.noCode')}
        {state === 'unreadable' && `${t('scan.noReader')}. ${t('scan.noReaderText')}`}
      </p>
    </div>
  );
}

function How() {
  const { t } = useApp();
  return (
    <ol class="steps" aria-label={t('home.how')}>
      <li>{t('home.how1')}</li>
      <li>{t('home.how2')}</li>
      <li>{t('home.how3')}</li>
    </ol>
  );
}

function Channel() {
  const { state, device, t } = useApp();
  const channel = device.isOnline ? state.channel : 'offline';
  return (
    <div class={`channel ${channel}`} data-testid="channel">
      {channel === 'offline' ? <CloudOffIcon /> : <span class="dot" aria-hidden="true" />}
      <p role="status">
        <strong>{t(`home.${channel}`)}</strong>
        {channel === 'offline' && <span>{t('home.offlineText')}</span>}
      </p>
    </div>
  );
}

function Install() {
  const { platform, t } = useApp();
  return (
    <section class="hint">
      <h2>{t('home.install')}</h2>
      <p>{t('home.installText')}</p>
      <Button testId="install" onClick={() => void platform.install()}>
        {t('home.installNow')}
      </Button>
    </section>
  );
}

/** The sign of the app: a key whose bow is the eye of a QR code. */
export const Mark = () => (
  <svg class="mark" viewBox="0 0 64 64" width="64" height="64" aria-hidden="true" focusable="false">
    <rect class="ground" width="64" height="64" rx="18" />
    <path class="sign" fill-rule="evenodd" d="M20 12h12a8 8 0 0 1 8 8v12a8 8 0 0 1-8 8H20a8 8 0 0 1-8-8V20a8 8 0 0 1 8-8zm0 6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V20a2 2 0 0 0-2-2z" />
    <rect class="sign" x="22" y="22" width="8" height="8" rx="2" />
    <path class="sign line" d="m38 38 13 13M45 45l5-5" />
  </svg>
);
