import { useEffect, useState } from 'preact/hooks';
import type { MoveAwayPrompt } from '../../client/api.ts';
import { useApp } from '../context.ts';
import { Countdown } from '../ui/countdown.tsx';
import { Outside } from '../ui/outside.tsx';
import { Page } from '../ui/page.tsx';
import { Approve, Button, Fact, Facts } from '../ui/parts.tsx';
import { Site } from './site.tsx';

/** What the other phone shall scan. */
export function MoveCode({ id, shown }: { id: number; shown: { readonly link: string; readonly expires: number } }) {
  const { model, t } = useApp();
  return (
    <Page
      testId="move-code"
      title={t('move.title')}
      actions={
        <Button
          testId="cancel"
          onClick={() => {
            model.dismiss(id);
          }}
        >
          {t('app.cancel')}
        </Button>
      }
    >
      <p class="lead">{t('move.scan')}</p>
      <Countdown
        expires={shown.expires}
        onEnd={() => {
          model.expire(id);
        }}
      />
      <QrCode text={shown.link} name={t('move.qr')} />
      <p class="advice">{t('move.text')}</p>
    </Page>
  );
}

/** The other phone has scanned it: is it the right one? */
export function Compare({ id, prompt }: { id: number; prompt: MoveAwayPrompt }) {
  const { model, t } = useApp();
  return (
    <Page
      testId="compare"
      title={t('move.compare')}
      crown={<Site server={prompt.account.server} />}
      actions={
        <div class="pair">
          <Button
            testId="decline"
            onClick={() => {
              model.answer(id, { decision: 'decline' });
            }}
          >
            {t('move.differ')}
          </Button>
          <Approve
            onClick={() => {
              model.answer(id, { decision: 'approve' });
            }}
          >
            {t('move.same')}
          </Approve>
        </div>
      }
    >
      <Digits code={prompt.code} />
      <Countdown
        expires={prompt.expires}
        onEnd={() => {
          model.expire(id);
        }}
      />
      {prompt.device !== undefined && (
        <Facts>
          <Fact name={t('move.device')}>
            <Outside text={prompt.device} max={60} />
          </Fact>
        </Facts>
      )}
    </Page>
  );
}

/** Six digits that both phones show. */
export function Digits({ code }: { code: string }) {
  const { t } = useApp();
  return (
    <>
      {/* One by one for who hears them. */}
      <p class="digits" data-testid="digits">
        <span class="sr">{Array.from(code).join(' ')}</span>
        <span aria-hidden="true">{`${code.slice(0, 3)} ${code.slice(3)}`}</span>
      </p>
      <p class="advice">{t('move.compareText')}</p>
    </>
  );
}

function QrCode({ text, name }: { text: string; name: string }) {
  const { t } = useApp();
  const [hasFailed, setFailed] = useState(false);
  const [path, setPath] = useState('');
  const [size, setSize] = useState(1);
  useEffect(() => {
    import('qr')
      .then(({ encodeQR }) => {
        const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
        setSize(rows.length);
        setPath(rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join(''));
      })
      .catch((error: unknown) => {
        console.error(error);
        setFailed(true);
      });
  }, [text]);
  if (hasFailed) {
    return (
      <p class="fault" role="alert" data-testid="no-qr">
        {t('move.noCode')}
      </p>
    );
  }
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={name} shape-rendering="crispEdges" data-testid="qr">
      <path d={path} />
    </svg>
  );
}
