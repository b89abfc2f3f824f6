import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useApp } from '../context.ts';

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick?: () => void;
  readonly look?: 'primary' | 'plain' | 'danger' | 'quiet';
  readonly isSubmit?: boolean;
  readonly isBusy?: boolean;
  /** It does nothing yet, and keeps the focus. */
  readonly isHeld?: boolean;
  readonly testId?: string;
}

export const Button = ({ children, onClick, look = 'plain', isSubmit = false, isBusy = false, isHeld = false, testId }: ButtonProps) => (
  <button
    type={isSubmit ? 'submit' : 'button'}
    class={`button ${look}`}
    onClick={onClick}
    disabled={isBusy}
    aria-disabled={isHeld || undefined}
    data-testid={testId}
  >
    {children}
  </button>
);

/**
 * Says yes to a question, or submits the form that does. When a yes counts is decided by the model; this only shows it. It is not read out that the time has come: a screen
 * reader has not yet come to the button by then.
 */
export function Approve({ children, onClick }: { children: ComponentChildren; onClick?: () => void }) {
  const { state } = useApp();
  return (
    <Button look="primary" testId="approve" isSubmit={!onClick} isHeld={!state.isRipe} {...(onClick && { onClick })}>
      {children}
    </Button>
  );
}

/** Names and values. */
export const Facts = ({ children, testId }: { children: ComponentChildren; testId?: string }) => (
  <dl class="facts" data-testid={testId}>
    {children}
  </dl>
);

export const Fact = ({ name, children, isOutside = false }: { name: string; children: ComponentChildren; isOutside?: boolean }) => (
  <div>
    <dt>{isOutside ? <bdi>{name}</bdi> : name}</dt>
    <dd>{children}</dd>
  </div>
);

export const Spinner = () => <span class="spinner" aria-hidden="true" />;

export function Empty({ icon, title, children }: { icon: ComponentChildren; title: string; children: ComponentChildren }) {
  return (
    <div class="empty">
      <span class="badge">{icon}</span>
      <h2>{title}</h2>
      <p>{children}</p>
    </div>
  );
}

/** The place of lines that are still being read: as high as they will be. */
export function Skeleton({ lines }: { lines: number }) {
  const { t } = useApp();
  return (
    <div class="skeleton" role="status">
      <span class="sr">{t('app.loading')}</span>
      {Array.from({ length: lines }, (_, n) => (
        <span key={n} aria-hidden="true" />
      ))}
    </div>
  );
}

interface AskProps {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** A question before something that cannot be undone. The browser's own dialog: it holds the focus, and Escape says no. */
export function Ask({ title, text, yes, onYes, onNo }: AskProps) {
  const { t } = useApp();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}t`}
      aria-describedby={`${id}d`}
      onCancel={(event) => {
        event.preventDefault();
        onNo();
      }}
    >
      <h2 id={`${id}t`}>{title}</h2>
      <p id={`${id}d`}>{text}</p>
      <div class="pair">
        <Button onClick={onNo} testId="ask-no">
          {t('app.cancel')}
        </Button>
        <Button look="danger" onClick={onYes} testId="ask-yes">
          {yes}
        </Button>
      </div>
    </dialog>
  );
}
