import type { EnrolPrompt } from '../../client/api.ts';
import { useApp } from '../context.ts';
import { Outside } from '../ui/outside.tsx';
import { Page } from '../ui/page.tsx';
import { Approve, Button, Fact, Facts } from '../ui/parts.tsx';
import { Digits } from './move.tsx';
import { Site } from './site.tsx';

/** A new account. */
export function Enrol({ id, prompt }: { id: number; prompt: EnrolPrompt }) {
  const { model, t } = useApp();
  const { server, label, host, code } = prompt;
  return (
    <Page
      testId="enrol"
      title={t(code === undefined ? 'enrol.title' : 'move.compare')}
      crown={<Site server={server} />}
      actions={
        <div class="pair">
          <Button
            testId="decline"
            onClick={() => {
              model.answer(id, { decision: 'decline' });
            }}
          >
            {t(code === undefined ? 'enrol.decline' : 'move.differ')}
          </Button>
          <Approve
            onClick={() => {
              model.answer(id, { decision: 'approve' });
            }}
          >
            {t(code === undefined ? 'enrol.approve' : 'move.same')}
          </Approve>
        </div>
      }
    >
      {code !== undefined && <Digits code={code} />}
      <p class="lead">{t(code === undefined ? 'enrol.lead' : 'move.here')}</p>
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
