import { useState } from 'preact/hooks';
import { looksLikeCode } from '../code.ts';
import { useApp } from '../context.ts';
import { Page } from '../ui/page.tsx';
import { Button } from '../ui/parts.tsx';

/** A link, pasted. */
export function Paste() {
  const { model, t } = useApp();
  const [text, setText] = useState('');
  const [isBad, setBad] = useState(false);
  return (
    <form
      class="whole"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (looksLikeCode(text)) {
          void model.scan(text);
        } else {
          setBad(true);
          document.getElementById('link')?.focus();
        }
      }}
    >
      <Page
        testId="paste-page"
        title={t('paste.title')}
        back={() => {
          model.show({ name: 'home' });
        }}
        actions={
          <Button look="primary" isSubmit testId="paste-go">
            {t('paste.go')}
          </Button>
        }
      >
        <p class="lead">{t('paste.text')}</p>
        <div class="field">
          <label for="link">{t('paste.label')}</label>
          <textarea
            id="link"
            rows={4}
            value={text}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-invalid={isBad}
            aria-describedby="link-fault"
            onInput={(event) => {
              setText(event.currentTarget.value);
              setBad(false);
            }}
          />
          <p id="link-fault" class="fault" role="alert">
            {isBad && t('paste.bad')}
          </p>
        </div>
      </Page>
    </form>
  );
}
