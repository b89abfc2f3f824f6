/** An element of a class of ours, with children. Text goes in as text: nothing here parses HTML, so a page may forbid it (Trusted Types). */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (name) {
    element.className = name.replace(/^| /g, '$&nextauth-');
  }
  element.append(...children);
  return element;
}

/** A button, and what it does. */
export function button(name: string, press: () => void, ...children: (Node | string)[]): HTMLButtonElement {
  const element = make('button', name, ...children);
  element.type = 'button';
  element.onclick = press;
  return element;
}

/** Sets attributes. */
export function set(element: Element, attributes: Record<string, string>): void {
  Object.entries(attributes).forEach(([name, value]) => {
    element.setAttribute(name, value);
  });
}

// What a browser would run in this page instead of opening an app.
const dangerous = /^(javascript|data|blob):/;

/** Whether a link leads to an app or a site, and does not run anything in this page. */
export function isSafe(link: string): boolean {
  try {
    return !dangerous.test(new URL(link).protocol);
  } catch {
    return false;
  }
}
