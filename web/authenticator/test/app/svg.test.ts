import { expect, test } from 'vitest';
import { isPlainSvg } from '../../src/app/svg.ts';

const shape = '<path d="M4 13 7 4h18l3 9z" fill="#a00"/>';
const of = (inner: string, attributes = '') => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" ${attributes}>${inner}</svg>`;

test.each([
  ['a shape', of(shape)],
  ['a declaration, a document type and comments', `\ufeff<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!-- a > b & c --><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n${of(shape)}\n<!-- end -->`],
  ['a name', of('<title>Jack &amp; Jill’s</title><desc>A shop</desc>', 'role="img" aria-label="Shop" data-name="a"')],
  ['gradients', of("<defs><linearGradient id='a' x1='0' gradientTransform='rotate(9)'><stop offset='0' stop-color='red'/></linearGradient></defs><rect width='9' height='9' fill='url(#a)' />")],
  ['what is cut out', of(`<g clip-path="url(#c)">${shape}</g><defs><clipPath id="c"><rect width="9" height="9"/></clipPath></defs>`)],
  ['as many shapes as there may be', of(shape.repeat(1_999))],
  ['as many groups in one another', of('<g>'.repeat(31) + '</g>'.repeat(31))],
])('Drawn: %s', (_, text) => {
  expect(isPlainSvg(text)).toBe(true);
});

test.each([
  ['nothing', ''],
  ['words', 'svg'],
  ['words before it', `a${of(shape)}`],
  ['words behind it', `${of(shape)}a`],
  ['two of them', of(shape) + of(shape)],
  ['something else', '<html></html>'],
  ['something else within', of('<a>b</a>')],
  ['a picture', of('<image href="data:image/png;base64,AAAA"/>')],
  ['a picture by another name', of('<s:image xmlns:s="http://www.w3.org/2000/svg" href="data:,"/>')],
  ['itself again', of('<g id="a"/><use href="#a"/>')],
  ['a pattern', of('<pattern id="a"/>')],
  ['a filter', of('<filter id="a"/>')],
  ['a blur', of('<g filter="blur(99px)"/>')],
  ['a mask', of('<g mask="url(#a)"/>')],
  ['dashes', of('<path d="M0 0h9" stroke-dasharray=".0001"/>')],
  ['a style', of('<g style="filter:blur(9px)"/>')],
  ['a sheet of styles', of('<style>g{}</style>')],
  ['a script', of('<script>alert(1)</script>')],
  ['a handler', of(shape, 'onload="alert(1)"')],
  ['what moves', of('<rect width="9"><animate attributeName="x"/></rect>')],
  ['a page', of('<foreignObject/>')],
  ['a link', of('<g href="#a"/>')],
  ['a link of another name', of('<g xlink:href="#a"/>')],
  ['what is defined', '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + of('&a;')],
  ['what is defined elsewhere', of('<title>&a;</title>')],
  ['a letter by its number', of('<title>&#60;</title>')],
  ['a reference in an attribute', of('<g fill="&#117;rl(#a)"/>')],
  ['an instruction', `<?xml-stylesheet href="a.css"?>${of(shape)}`],
  ['what is not parsed', of('<title><![CDATA[<image/>]]></title>')],
  ['another encoding', `<?xml version="1.0" encoding="UTF-7"?>${of(shape)}`],
  ['an end that is missing', '<svg><g></svg>'],
  ['an end too many', of('</g>')],
  ['an end of the whole that is missing', '<svg>'],
  ['a comment without end', of('<!-- a')],
  ['more shapes', of(shape.repeat(2_000))],
  ['more groups in one another', of('<g>'.repeat(32) + '</g>'.repeat(32))],
  ['cuts that are cut', of('<clipPath id="a"><rect width="9" clip-path="url(#b)"/></clipPath>')],
  ['more cuts', of('<g clip-path="url(#a)"/>'.repeat(33))],
])('Not drawn: %s', (_, text) => {
  expect(isPlainSvg(text)).toBe(false);
});

test('Whatever is made up is read in no time', () => {
  const started = performance.now();
  for (const text of ['<g '.repeat(80_000), `<g ${'a="" '.repeat(50_000)}`, `<g${' '.repeat(250_000)}`, `<svg ${'a'.repeat(250_000)}`, '<!--'.repeat(60_000), '<!DOCTYPE svg'.repeat(20_000), '<?xml '.repeat(40_000)]) {
    expect(isPlainSvg(text)).toBe(false);
  }
  expect(performance.now() - started).toBeLessThan(2_000);
});
