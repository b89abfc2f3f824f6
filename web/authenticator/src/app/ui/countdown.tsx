import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../context.ts';

/** When a screen reader says how long it still is, in seconds. */
const told = [60, 30, 10];

/** How long a question is still good, second by second. */
export function Countdown({ expires, onEnd }: { expires: number; onEnd: () => void }) {
  const { t, say } = useApp();
  const [left, setLeft] = useState(() => secondsTo(expires));
  const last = useRef(left);
  const end = useRef(onEnd);
  end.current = onEnd;
  useEffect(() => {
    const timer = setInterval(() => {
      const now = secondsTo(expires);
      const passed = told.find((mark) => last.current > mark && now <= mark);
      last.current = now;
      setLeft(now);
      if (passed !== undefined) say(t('login.leftLow', { time: t('time.seconds', { count: now }) }));
      if (now <= 0) {
        clearInterval(timer);
        end.current();
      }
    }, 250);
    return () => {
      clearInterval(timer);
    };
  }, [expires, t, say]);

  const isLow = left <= 15;
  const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  return (
    <p class={`countdown${isLow ? ' low' : ''}`} role="timer" aria-live="off" data-testid="countdown">
      <span class="dot" aria-hidden="true" />
      <span>{t(isLow ? 'login.leftLow' : 'login.left', { time })}</span>
    </p>
  );
}

const secondsTo = (at: number): number => Math.max(0, Math.ceil((at - Date.now()) / 1000));
