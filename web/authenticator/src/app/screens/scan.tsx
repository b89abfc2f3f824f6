import { useEffect, useRef, useState } from 'preact/hooks';
import { looksLikeCode } from '../code.ts';
import { useApp } from '../context.ts';
import { CameraError, type CameraProblem, scanCamera } from '../scanner.ts';
import { ScanIcon } from '../ui/icons.tsx';
import { Page } from '../ui/page.tsx';
import { Empty, Spinner } from '../ui/parts.tsx';
import { OtherWays } from './home.tsx';

type Problem = CameraProblem | 'unreadable';

const problems = {
  denied: ['scan.denied', 'scan.deniedText'],
  missing: ['scan.noCamera', 'scan.noCameraText'],
  unreadable: ['scan.noReader', 'scan.noReaderText'],
} as const;

/** The camera. */
export function Scan() {
  const { model, t } = useApp();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'starting' | 'looking' | 'foreign' | Problem>('starting');
  const problem = problems[state as Problem] as (typeof problems)[Problem] | undefined;

  useEffect(() => {
    const controller = new AbortController();
    const found = (text: string): boolean => {
      const isOurs = looksLikeCode(text);
      if (isOurs) void model.scan(text);
      else setState('foreign');
      return isOurs;
    };
    const started = () => {
      setState('looking');
    };
    scanCamera(video.current!, found, started, controller.signal).catch((error: unknown) => {
      if (controller.signal.aborted) return;
      if (!(error instanceof CameraError)) console.error(error);
      setState(error instanceof CameraError ? error.problem : 'unreadable');
    });
    // A camera that runs behind another window is nobody's wish.
    const hidden = () => {
      if (document.visibilityState === 'hidden') model.show({ name: 'home' });
    };
    document.addEventListener('visibilitychange', hidden);
    return () => {
      controller.abort();
      document.removeEventListener('visibilitychange', hidden);
    };
  }, [model]);

  return (
    <Page
      testId="scan-page"
      title={t('scan.title')}
      back={() => {
        model.show({ name: 'home' });
      }}
      actions={<OtherWays />}
    >
      {problem ? (
        <div role="alert" data-testid={`scan-${state}`}>
          <Empty icon={<ScanIcon />} title={t(problem[0])}>
            {t(problem[1])}
          </Empty>
        </div>
      ) : (
        <>
          <div class="finder">
            <video ref={video} muted playsInline aria-label={t('scan.view')} />
            {state === 'starting' ? <Spinner /> : <span class="frame" aria-hidden="true" />}
          </div>
          <p role="status" class="lead centre" data-testid={`scan-${state}`}>
            {t(state === 'starting' ? 'scan.starting' : state === 'foreign' ? 'scan.foreign' : 'scan.text')}
          </p>
        </>
      )}
    </Page>
  );
}
