import type { FailureReason, Outcome } from '../../client/api.ts';
import { useApp } from '../context.ts';
import type { TextKey } from '../i18n.ts';
import type { Ceremony } from '../model.ts';
import { CheckIcon, CrossIcon, FlagIcon, WarnIcon } from '../ui/icons.tsx';
import { Logo, Outside } from '../ui/outside.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Spinner } from '../ui/parts.tsx';
import { Says } from './said.tsx';

/** While the server is asked, and while it answers. */
export function Busy({ ceremony }: { ceremony: Ceremony }) {
  const { model, t } = useApp();
  const isAsking = ceremony.step === 'connecting';
  return (
    <Page
      testId="busy"
      isCentred
      title={t(isAsking ? 'connect.title' : working(ceremony))}
      crown={<Spinner />}
      actions={
        isAsking && (
          <Button
            testId="cancel"
            onClick={() => {
              model.dismiss(ceremony.id);
            }}
          >
            {t('app.cancel')}
          </Button>
        )
      }
    >
      <p class="lead" role="status">
        {t('connect.text')}
      </p>
    </Page>
  );
}

function working({ prompt, answer, source }: Ceremony): TextKey {
  if (source === 'move') return answer?.decision === 'approve' ? 'move.working' : 'login.declining';
  if (answer && answer.decision !== 'approve') return 'login.declining';
  switch (prompt?.kind) {
    case 'enrol':
      return 'enrol.working';
    case 'transaction':
      return 'transaction.working';
    default:
      return 'login.working';
  }
}

/** How it ended, in one sentence, and the way on. */
export function Ended({ ceremony, outcome }: { ceremony: Ceremony; outcome: Outcome }) {
  return outcome.ok ? <Good ceremony={ceremony} outcome={outcome} /> : <Bad ceremony={ceremony} why={outcome.why} />;
}

function Good({ ceremony, outcome: { what, said } }: { ceremony: Ceremony; outcome: Outcome & { ok: true } }) {
  const { model, t } = useApp();
  const server = ceremony.prompt && (ceremony.prompt.kind === 'moveAway' ? ceremony.prompt.account.server : ceremony.prompt.server);
  const isGood = what !== 'declined' && what !== 'reported';
  return (
    <Page
      testId={`ended-${what}`}
      isCentred
      look={isGood ? 'good' : 'plain'}
      title={t(ceremony.source === 'move' && what === 'removed' ? 'move.done' : `ended.${what}`)}
      crown={
        <span class="seal" aria-hidden="true">
          {what === 'reported' ? <FlagIcon size={44} /> : isGood ? <CheckIcon size={52} /> : <CrossIcon size={44} />}
        </span>
      }
      actions={
        <Button
          look="primary"
          testId="done"
          onClick={() => {
            model.dismiss(ceremony.id);
          }}
        >
          {t('app.done')}
        </Button>
      }
    >
      <p class="lead">{t(goodText(ceremony, what))}</p>
      {what === 'declined' && ceremony.answer?.decision === 'report' && <p class="lead">{t('ended.notReported')}</p>}
      {server && isGood && (
        <p class="site small">
          <Logo logo={server.logo} name={server.serverName} size="small" />
          <Outside text={server.serverName} max={60} />
        </p>
      )}
      {said && <Says said={said} />}
    </Page>
  );
}

function goodText({ prompt, source }: Ceremony, what: (Outcome & { ok: true })['what']): TextKey {
  if (source === 'move') return what === 'removed' ? 'move.doneText' : 'move.stoppedText';
  if (what === 'reported' && prompt?.kind === 'transaction') return 'ended.reportedTransactionText';
  if (what !== 'declined') return `ended.${what}Text`;
  return prompt?.kind === 'enrol' ? 'ended.declinedEnrolText' : prompt?.kind === 'transaction' ? 'ended.declinedTransactionText' : 'ended.declinedText';
}

function badText({ source }: Ceremony, why: FailureReason): TextKey {
  if (source === 'move' && why !== 'wrongServer' && why !== 'removed') return why === 'lost' ? 'move.lostText' : 'move.failedText';
  return why === 'expired' && source !== 'scan' ? 'fail.expiredPushText' : `fail.${why}Text`;
}

/** After these a new scan is the way on. */
const canScanAgain: readonly FailureReason[] = ['notACode', 'expired', 'used', 'sessionChanged', 'refused', 'wrongCode', 'offline', 'unavailable', 'lost', 'protocol'];

function Bad({ ceremony, why }: { ceremony: Ceremony; why: FailureReason }) {
  const { model, t } = useApp();
  const isDanger = why === 'wrongServer';
  const again = ceremony.source === 'scan' && canScanAgain.includes(why);
  const close = () => {
    model.dismiss(ceremony.id);
  };
  return (
    <Page
      testId={`failed-${why}`}
      isCentred
      look={isDanger ? 'bad' : 'plain'}
      title={t(`fail.${why}`)}
      crown={
        <span class="seal" aria-hidden="true">
          <WarnIcon size={44} />
        </span>
      }
      actions={
        again ? (
          <div class="pair">
            <Button onClick={close} testId="done">
              {t('app.close')}
            </Button>
            <Button
              look="primary"
              testId="again"
              onClick={() => {
                close();
                model.show({ name: 'scan' });
              }}
            >
              {t('fail.again')}
            </Button>
          </div>
        ) : (
          <Button look={isDanger ? 'danger' : 'primary'} onClick={close} testId="done">
            {t('app.close')}
          </Button>
        )
      }
    >
      <p class="lead" role="alert">
        {t(badText(ceremony, why))}
      </p>
    </Page>
  );
}
