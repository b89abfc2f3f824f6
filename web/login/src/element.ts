import { make } from './dom.ts';
import { start, stop } from './page.ts';

// Attributes of the element, each the `data-` attribute of a block (docs/api/html.md).
const attributes = ['socket', 'server', 'hsid', 'state', 'link', 'life', 'scantime', 'pushtime', 'pushpause', 'canprovoke', 'app', 'user', 'kind', 'lang'];

/** `<nextauth-login>`: a block for sites that make their pages in the browser, from what getSession answers. */
export class NextAuthLogin extends HTMLElement {
  static readonly observedAttributes = attributes;
  #isDue = false;

  connectedCallback(): void {
    this.#renew();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) {
      this.#renew();
    }
  }

  disconnectedCallback(): void {
    stop(this);
    this.replaceChildren();
  }

  // Once for all attributes that a framework sets one after the other.
  #renew(): void {
    if (this.#isDue) {
      return;
    }
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      if (this.isConnected) {
        stop(this);
        this.#render();
        start(this);
      }
    });
  }

  #render(): void {
    const block = make('div', 'block');
    block.lang = this.getAttribute('lang') ?? document.documentElement.lang;
    block.dataset.nextauth = this.getAttribute('kind') ?? 'login';
    for (const name of attributes) {
      const value = this.getAttribute(name);
      if (value !== null && name !== 'lang' && name !== 'kind') {
        block.dataset[name] = value;
      }
    }
    this.replaceChildren(block);
  }
}
