import type { Answer, TransactionPrompt } from '../../client/api.ts';
import { useApp } from '../context.ts';
import { Countdown } from '../ui/countdown.tsx';
import { FlagIcon } from '../ui/icons.tsx';
import { Exact, Outside } from '../ui/outside.tsx';
import { Page } from '../ui/page.tsx';
import { Approve, Button, Fact, Facts } from '../ui/parts.tsx';
import { Site } from './site.tsx';

/** What is signed, and nothing but that in that frame. */
export function Transaction({ id, prompt }: { id: number; prompt: TransactionPrompt }) {
  const { model, t } = useApp();
  const { server, account, amount, benificiary, description } = prompt;
  const answer = (decision: Answer['decision']) => () => {
    model.answer(id, { decision, account });
  };
  return (
    <Page
      testId="transaction"
      title={t('transaction.title')}
      crown={<Site server={server} />}
      actions={
        <>
          <div class="pair">
            <Button testId="decline" onClick={answer('decline')}>
              {t('transaction.decline')}
            </Button>
            <Approve onClick={answer('approve')}>{t('transaction.approve')}</Approve>
          </div>
          <Button look="quiet" testId="report" onClick={answer('report')}>
            <FlagIcon size={20} />
            {t('transaction.report')}
          </Button>
        </>
      }
    >
      <p class="lead">{t('transaction.lead')}</p>
      <Countdown
        expires={prompt.expires}
        onEnd={() => {
          model.expire(id);
        }}
      />
      <div class="paper" data-testid="signed">
        <Facts>
          {amount !== undefined && (
            <Fact name={t('transaction.amount')}>
              <span class="amount">
                <Exact text={amount} />
              </span>
            </Fact>
          )}
          {benificiary !== undefined && (
            <Fact name={t('transaction.benificiary')}>
              <Exact text={benificiary} />
            </Fact>
          )}
          {description !== undefined && (
            <Fact name={t('transaction.description')}>
              <Exact text={description} />
            </Fact>
          )}
        </Facts>
      </div>
      <Facts>
        <Fact name={t('transaction.account')}>
          <Outside text={account.alias ?? account.label} />
        </Fact>
      </Facts>
    </Page>
  );
}
