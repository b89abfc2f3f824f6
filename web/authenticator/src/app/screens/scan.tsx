import { useEffect, useRef, useState } from 'preact/hooks';
import { looksLikeCode } from '../code.ts';
import { useApp } from '../context.ts';
import { CameraError, type CameraProblem, scanCamera } from '../scanner.ts';
import { ScanIcon } from '../ui/icons.tsx';
import { Page } from '../ui/page.tsx';
import { Empty, Spinner } from '../ui/parts.tsx';
import { OtherWays } from './home.tsx';

/** The camera. */
export function Scan() {
  const { model, t } = useApp();
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'starting' | 'looking' | 'foreign' | CameraProblem>('starting');
  const hasProblem = state === 'denied' || state === 'missing';

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
      setState(error instanceof CameraError ? error.problem : 'missing');
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
      {hasProblem ? (
        <div role="alert">
          <Empty icon={<ScanIcon />} title={t(state === 'denied' ? 'scan.denied' : 'scan.noCamera')}>
            {t(state === 'denied' ? 'scan.deniedText' : 'scan.noCameraText')}
          </Empty>
        </div>
      ) : (
        <>
          <div class="finder">
            <video ref={video} muted playsInline aria-label={t('scan.view')} />
            {state === 'starting' ? <Spinner /> : <span class="frame" aria-hidden="true" />}
          </div>
          <p role="status" class="lead centre">
            {t(state === 'starting' ? 'scan.starting' : state === 'foreign' ? 'scan.foreign' : 'scan.text')}
          </p>
        </>
      )}
    </Page>
  );
}
