import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useApp } from '../context.ts';
import { displayText, exactText, maxShown } from '../display-text.ts';
import { logoUrl } from '../logo.ts';

/** Text from outside: nothing in it is hidden, it ends where it ends, and what is long is shown in full when asked. */
export function Outside({ text, max = maxShown }: { text: string | undefined; max?: number }) {
  const { t } = useApp();
  const [isOpen, open] = useState(false);
  const shown = displayText(text, max);
  return (
    <>
      <bdi class="outside">{isOpen ? shown.full : shown.text}</bdi>
      {shown.isCut && (
        <button
          type="button"
          class="more"
          aria-expanded={isOpen}
          onClick={() => {
            open(!isOpen);
          }}
        >
          {t(isOpen ? 'app.showLess' : 'app.showAll')}
        </button>
      )}
    </>
  );
}

/** Text that is signed: as it is, to the last space and line end, and never cut. */
export const Exact = ({ text }: { text: string }) => (
  <bdi class="outside exact" data-testid="exact">
    {exactText(text)}
  </bdi>
);

/** A picture from outside. What is none, or does not load, is `instead`. */
export function Picture({ base64, size = 'normal', instead = null }: { base64: string | undefined; size?: 'normal' | 'small'; instead?: ComponentChildren }) {
  const [failed, fail] = useState(false);
  const url = logoUrl(base64);
  if (!url || failed) return <>{instead}</>;
  return (
    <img
      class={`logo ${size}`}
      src={url}
      alt=""
      onError={() => {
        fail(true);
      }}
    />
  );
}

/** A server's logo, or its first letter. */
export function Logo({ logo, name, size = 'normal' }: { logo: string | undefined; name: string; size?: 'normal' | 'small' }) {
  // A letter or digit; of a name with neither, a dot.
  const letter = /[\p{L}\p{N}]/u.exec(name)?.[0].toLocaleUpperCase() ?? '•';
  const instead = (
    <span class={`logo letter ${size}`} aria-hidden="true">
      {letter}
    </span>
  );
  return <Picture base64={logo} size={size} instead={instead} />;
}
