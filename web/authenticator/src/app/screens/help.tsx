import { useApp } from '../context.ts';
import type { TextKey } from '../i18n.ts';
import { Page } from '../ui/page.tsx';

/** What a browser's key store is, and what it is not. */
export function Keys() {
  const { model, t } = useApp();
  return (
    <Page
      testId="keys-page"
      title={t('keys.title')}
      back={() => {
        model.show({ name: 'settings' });
      }}
    >
      <List title="keys.isTitle" look="good" items={['keys.is1', 'keys.is2']} />
      <List title="keys.isNotTitle" look="bad" items={['keys.isNot1', 'keys.isNot2', 'keys.isNot3', 'keys.isNot4']} />
      <List title="keys.adviceTitle" look="plain" items={['keys.advice1', 'keys.advice2', 'keys.advice3']} />
    </Page>
  );
}

/** What to do when the phone is gone. */
export function Lost() {
  const { model, t } = useApp();
  return (
    <Page
      testId="lost-page"
      title={t('lost.title')}
      back={() => {
        model.show({ name: 'settings' });
      }}
    >
      <p class="lead">{t('lost.text')}</p>
      <ol class="steps">
        {(['lost.1', 'lost.2', 'lost.3', 'lost.4'] as const).map((key) => (
          <li key={key}>{t(key)}</li>
        ))}
      </ol>
      <p class="advice">{t('lost.before')}</p>
    </Page>
  );
}

function List({ title, look, items }: { title: TextKey; look: string; items: readonly TextKey[] }) {
  const { t } = useApp();
  return (
    <section>
      <h2>{t(title)}</h2>
      <ul class={`points ${look}`}>
        {items.map((key) => (
          <li key={key}>{t(key)}</li>
        ))}
      </ul>
    </section>
  );
}
