import type { EnrolPrompt } from '../../client/api.ts';
import { useApp } from '../context.ts';
import { Outside } from '../ui/outside.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Fact, Facts } from '../ui/parts.tsx';
import { Site } from './site.tsx';

/** A new account. */
export function Enrol({ id, prompt }: { id: number; prompt: EnrolPrompt }) {
  const { model, t } = useApp();
  const { server, label, host } = prompt;
  return (
    <Page
      testId="enrol"
      title={t('enrol.title')}
      crown={<Site server={server} />}
      actions={
        <div class="pair">
          <Button
            testId="decline"
            onClick={() => {
              model.answer(id, { decision: 'decline' });
            }}
          >
            {t('enrol.decline')}
          </Button>
          <Button
            look="primary"
            testId="approve"
            onClick={() => {
              model.answer(id, { decision: 'approve' });
            }}
          >
            {t('enrol.approve')}
          </Button>
        </div>
      }
    >
      <p class="lead">{t('enrol.lead')}</p>
      <Facts>
        <Fact name={t('enrol.label')}>
          <Outside text={label} />
        </Fact>
        <Fact name={t('enrol.host')}>
          <Outside text={host} />
        </Fact>
      </Facts>
      {server.picture?.startsWith('data:image/png;base64,') && (
        <figure class="vash">
          <img src={server.picture} alt={t('enrol.pictureAlt')} width="88" height="88" data-testid="vash" />
          <figcaption>
            <strong>{t('enrol.picture')}</strong>
            {t('enrol.pictureText')}
          </figcaption>
        </figure>
      )}
    </Page>
  );
}
