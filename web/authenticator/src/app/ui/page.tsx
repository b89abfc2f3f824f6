import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useApp } from '../context.ts';
import { BackIcon } from './icons.tsx';

interface PageProps {
  /** The heading, and the title of the window. */
  readonly title: string;
  readonly children: ComponentChildren;
  /** What to do, at the thumb. */
  readonly actions?: ComponentChildren;
  /** Above the heading: whose page it is. */
  readonly crown?: ComponentChildren;
  readonly back?: () => void;
  readonly look?: 'good' | 'bad' | 'plain';
  readonly isCentred?: boolean;
  readonly testId: string;
}

let isFirst = true;

/** One screen: one heading, one thing to do. A screen that takes another's place gets the focus, so that it is read out and the keyboard starts there. */
export function Page({ title, children, actions, crown, back, look = 'plain', isCentred = false, testId }: PageProps) {
  const { t } = useApp();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);
  useEffect(() => {
    if (isFirst) {
      // A page that has just been loaded is read from its start anyway.
      isFirst = false;
      return;
    }
    heading.current?.focus({ preventScroll: true });
    document.querySelector('.scroll')?.scrollTo(0, 0);
    window.scrollTo(0, 0);
  }, []);

  return (
    <main id="content" class={`page ${look}${isCentred ? ' centred' : ''}`} data-testid={testId}>
      {back && (
        <div class="bar">
          <button type="button" class="icon-button" onClick={back} aria-label={t('app.back')}>
            <BackIcon />
          </button>
        </div>
      )}
      <div class="content">
        {crown}
        <h1 tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {children}
      </div>
      {actions && <div class="actions">{actions}</div>}
    </main>
  );
}
