import { useState } from 'preact/hooks';
import { useApp } from '../context.ts';
import { isLanguage, languages, preferredLanguage, type TextKey } from '../i18n.ts';
import type { PushState } from '../platform.ts';
import { NextIcon, PhoneIcon, ShieldIcon } from '../ui/icons.tsx';
import { Page } from '../ui/page.tsx';
import { Button } from '../ui/parts.tsx';
import { version } from '../version.ts';

export function SettingsPage() {
  const { model, settings, change, t } = useApp();
  return (
    <Page testId="settings" title={t('settings.title')}>
      <div class="field">
        <label for="language">{t('settings.language')}</label>
        <select
          id="language"
          value={settings.language}
          onChange={(event) => {
            const { value } = event.currentTarget;
            change({ ...settings, language: isLanguage(value) ? value : 'auto' });
          }}
        >
          <option value="auto">{t('settings.languageAuto', { language: languages[preferredLanguage(navigator.languages)] })}</option>
          {Object.entries(languages).map(([tag, name]) => (
            <option key={tag} value={tag} lang={tag}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <fieldset class="segments">
        <legend>{t('settings.theme')}</legend>
        {(
          [
            ['auto', 'settings.themeAuto'],
            ['light', 'settings.themeLight'],
            ['dark', 'settings.themeDark'],
          ] as const
        ).map(([theme, text]) => (
          <label key={theme}>
            <input
              type="radio"
              name="theme"
              value={theme}
              checked={settings.theme === theme}
              onChange={() => {
                change({ ...settings, theme });
              }}
            />
            <span>{t(text)}</span>
          </label>
        ))}
      </fieldset>
      <Notifications />
      <Storage />
      <section>
        <h2>{t('settings.more')}</h2>
        <ul class="rows">
          <li>
            <button
              type="button"
              class="row"
              data-testid="keys"
              onClick={() => {
                model.show({ name: 'keys' });
              }}
            >
              <ShieldIcon />
              <span class="text">{t('keys.title')}</span>
              <NextIcon />
            </button>
          </li>
          <li>
            <button
              type="button"
              class="row"
              data-testid="lost"
              onClick={() => {
                model.show({ name: 'lost' });
              }}
            >
              <PhoneIcon />
              <span class="text">{t('lost.title')}</span>
              <NextIcon />
            </button>
          </li>
        </ul>
      </section>
      <section class="about">
        <h2>{t('settings.about')}</h2>
        <p>{t('settings.version', { version })}</p>
      </section>
    </Page>
  );
}

const pushTexts: Record<PushState, TextKey> = {
  unknown: 'settings.notificationsText',
  working: 'settings.notificationsText',
  off: 'settings.notificationsText',
  on: 'settings.notificationsAre',
  missing: 'settings.notificationsMissing',
  ios: 'settings.notificationsIos',
  denied: 'settings.notificationsDenied',
  noServer: 'settings.notificationsNoServer',
  failed: 'settings.notificationsFailed',
};

function Notifications() {
  const { state, device, platform, t } = useApp();
  const { push } = device;
  const hasAccount = (state.accounts?.length ?? 0) > 0;
  const canTurnOn = push === 'off' || push === 'failed' || push === 'noServer' || push === 'working';
  return (
    <section>
      <h2>{t('settings.notifications')}</h2>
      <p role="status" data-testid={`notifications-${push}`}>{t(canTurnOn && !hasAccount ? 'settings.notificationsFirst' : pushTexts[push])}</p>
      {push === 'on' && (
        <Button testId="push-off" onClick={() => void platform.unsubscribePush()}>
          {t('settings.notificationsOff')}
        </Button>
      )}
      {canTurnOn && hasAccount && (
        <Button testId="push-on" isBusy={push === 'working'} onClick={() => void platform.subscribePush()}>
          {t('settings.notificationsOn')}
        </Button>
      )}
    </section>
  );
}

function Storage() {
  const { device, platform, t } = useApp();
  const [wasRefused, setRefused] = useState(false);
  const text: TextKey =
    device.isPersisted === undefined ? 'settings.storageUnknown' : device.isPersisted ? 'settings.storageYes' : wasRefused ? 'settings.storageRefused' : 'settings.storageNo';
  return (
    <section>
      <h2>{t('settings.storage')}</h2>
      <p role="status" data-testid={text}>
        {t(text)}
      </p>
      {device.isPersisted === false && (
        <Button
          testId="persist"
          onClick={() => {
            void platform.persist().then((agreed) => {
              setRefused(!agreed);
            });
          }}
        >
          {t('settings.storageAsk')}
        </Button>
      )}
    </section>
  );
}
