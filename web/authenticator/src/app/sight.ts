import type { Model } from './model.ts';

/**
 * Tells the model when the person can see the app, and when they come back to it: a window that closes over this one gives it the focus, and the second press of a double
 * click with it.
 */
export function connectSight(model: Model): void {
  const look = () => {
    model.look(document.visibilityState === 'visible');
  };
  document.addEventListener('visibilitychange', look);
  for (const event of ['focus', 'pageshow']) window.addEventListener(event, look);
  look();
}
