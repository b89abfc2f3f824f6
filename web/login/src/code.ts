import { isSafe, make, set } from './dom.ts';
import { draw, encode } from './qr.ts';

const svgSpace = 'http://www.w3.org/2000/svg';

// A payload of a login (docs/protocol/links.md): version, kind, server (18 bytes), hsid (32), expiry (4), tag (8).
const payload = /[A-Za-z0-9_-]{86}$/;
const expiryAt = 52;

/** The end of a login link's life, in Unix seconds of the server's clock; `null`: it is no login link. */
export function expiryOf(link: string): number | null {
  const text = payload.exec(link)?.[0];
  if (!text) {
    return null;
  }
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return bytes.charCodeAt(1) === 1 ? [0, 1, 2, 3].reduce((sum, i) => sum * 256 + bytes.charCodeAt(expiryAt + i), 0) : null;
}

/** The QR code of a block, and the link that leads to the same. */
export class CodePicture {
  readonly picture: HTMLElement;
  readonly open: HTMLElement;
  readonly #link: HTMLAnchorElement;

  /** @param drawn The picture that the server has drawn, which stays until there is another. */
  constructor(words: (Node | string)[], label: string, drawn: Element | null) {
    this.#link = make('a', 'button', ...words);
    this.#link.rel = 'noreferrer';
    this.open = make('p', 'open', this.#link);
    this.picture = make('div', 'code', ...(drawn ? [drawn] : []));
    set(this.picture, { role: 'img', 'aria-label': label });
  }

  /** Shows another link; `false`: it is none that a page should lead to. */
  show(link: string): boolean {
    const modules = isSafe(link) ? encode(link) : null;
    if (!modules) {
      return false;
    }
    this.#link.href = link;
    this.#draw(modules);
    return true;
  }

  /** Takes the link of the picture that is there already. */
  adopt(link: string): void {
    if (this.picture.firstElementChild && isSafe(link)) {
      this.#link.href = link;
    } else {
      this.show(link);
    }
  }

  #draw(modules: boolean[][]): void {
    const { path, size } = draw(modules);
    const svg = document.createElementNS(svgSpace, 'svg');
    set(svg, { class: 'nextauth-qr', viewBox: `0 0 ${size} ${size}`, width: '240', height: '240', 'shape-rendering': 'crispEdges', 'aria-hidden': 'true' });
    svg.append(area('#fff', `M0 0h${size}v${size}H0z`), area('#000', path));
    this.picture.replaceChildren(svg);
  }
}

function area(colour: string, path: string): SVGElement {
  const element = document.createElementNS(svgSpace, 'path');
  set(element, { fill: colour, d: path });
  return element;
}
