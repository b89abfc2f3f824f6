import { Block } from './block.ts';
import { Session } from './session.ts';

const started = new WeakMap<Element, Block | null>();

/** Starts what getHtmlLogin, getHtmlEnrol and getHtmlFooter have put into a page, or into a part of it; what is running already goes on. */
export function start(root: ParentNode = document): void {
  root.querySelectorAll<HTMLElement>('[data-nextauth]').forEach((element) => {
    if (!started.has(element)) {
      started.set(element, element.dataset.nextauth === 'session' ? watch(element.dataset) : new Block(element));
    }
  });
}

/** Stops what a part of a page holds, before it is taken away. */
export function stop(root: ParentNode): void {
  root.querySelectorAll('[data-nextauth]').forEach((element) => {
    started.get(element)?.stop();
    started.delete(element);
  });
}

function watch(data: DOMStringMap): null {
  Session.of(data).watch();
  return null;
}
