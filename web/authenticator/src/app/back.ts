import { current, type Model, type State, type View } from './model.ts';

/** Where the way back leads from a view. */
const parents: Partial<Record<View['name'], View>> = {
  account: { name: 'accounts' },
  keys: { name: 'settings' },
  lost: { name: 'settings' },
};

/**
 * Makes the phone's own way back (a button, a swipe) lead through the app before it leads out of it. One entry of the history stands for "somewhere inside";
 * addresses stay as they are.
 */
export function connectBack(model: Model): void {
  let ignores = 0;
  const sync = () => {
    const isMarked = (window.history.state as unknown) === 'inside';
    if (isInside(model.state) === isMarked) return;
    if (isMarked) {
      // On the way already: the second step would lead out of the app.
      if (ignores > 0) return;
      ignores++;
      window.history.back();
    } else {
      window.history.pushState('inside', '');
    }
  };
  model.subscribe(sync);
  window.addEventListener('popstate', () => {
    // Following a link of a code makes an entry, too, and is no way back.
    if (window.location.hash) return;
    if (ignores > 0) ignores--;
    else goBack(model);
    sync();
  });
}

const isInside = ({ view, ceremonies }: State): boolean => view.name !== 'home' || ceremonies.length > 0;

function goBack(model: Model): void {
  const { view } = model.state;
  const ceremony = current(model.state);
  // What was answered is on its way and cannot be taken back.
  if (ceremony?.step === 'working') return;
  if (ceremony) model.dismiss(ceremony.id);
  else if (view.name !== 'home') model.show(parents[view.name] ?? { name: 'home' });
}
