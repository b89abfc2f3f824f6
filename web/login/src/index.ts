import { NextAuthLogin } from './element.ts';

export { start, stop } from './page.ts';
export { NextAuthLogin };

if (!customElements.get('nextauth-login')) {
  customElements.define('nextauth-login', NextAuthLogin);
}
