// An SVG in an <img> runs no script and loads nothing, but a few bytes of one can keep a phone busy for ever or fill its memory: pictures within it, parts that stand for
// ten others each, blurs, dashes without number. So only plain shapes are drawn, and whatever is not known here is not.

const ELEMENTS = 'svg g defs path rect circle ellipse line polyline polygon linearGradient radialGradient stop clipPath title desc'.split(' ');
const ATTRIBUTES = (
  'xmlns version baseProfile id class role focusable viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d points transform color opacity display visibility ' +
  'fill fill-rule fill-opacity stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity vector-effect paint-order shape-rendering ' +
  'offset stop-color stop-opacity gradientUnits gradientTransform spreadMethod clip-path clip-rule clipPathUnits enable-background'
).split(' ');

const known = { elements: new Set(ELEMENTS), attributes: new Set(ATTRIBUTES) };
const isKnown = (attribute: string) => known.attributes.has(attribute) || /^(xmlns:|aria-|data-)[\w-]+$|^xml:(space|lang)$/.test(attribute);

const MAX_ELEMENTS = 2_000;
const MAX_DEPTH = 32;
/** Each is drawn once more for what it cuts. */
const MAX_CLIPS = 32;

// Without `[` nothing is defined in it, and without `&` nothing that is defined elsewhere is put in.
const PROLOGUE = /^\ufeff?\s*(?:<\?xml\s+version=(["'])1\.[01]\1(?:\s+encoding=(["'])utf-?8\2)?(?:\s+standalone=(["'])(?:yes|no)\3)?\s*\?>)?/i;
const DOCTYPE = /<!DOCTYPE\s+svg(?:\s+PUBLIC\s+"[^"<>&[]*"\s+"[^"<>&[]*")?\s*>/y;
const TEXT = /(?:[^<&]|&(?:amp|lt|gt|quot|apos);)+/y;
const TAG = /<(\/?)([A-Za-z]+)((?:\s+[A-Za-z][\w:.-]*\s*=\s*(?:"[^"<&]*"|'[^'<&]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /\s+([A-Za-z][\w:.-]*)\s*=\s*(?:"[^"]*"|'[^']*')/g;

/** Whether a text is an SVG of plain shapes, which takes no longer to draw than to read. */
export function isPlainSvg(text: string): boolean {
  const open: string[] = [];
  let elements = 0;
  let clips = 0;
  let at = PROLOGUE.exec(text)?.[0].length ?? 0;
  const take = (what: RegExp) => {
    what.lastIndex = at;
    const found = what.exec(text);
    if (found) at = what.lastIndex;
    return found;
  };
  while (at < text.length) {
    if (text.startsWith('<!--', at)) {
      const end = text.indexOf('-->', at + 4);
      if (end < 0) return false;
      at = end + 3;
      continue;
    }
    // Around the root element there is nothing but white space.
    const words = take(TEXT);
    if (words) {
      if (open.length === 0 && words[0].trim() !== '') return false;
      continue;
    }
    if (elements === 0 && take(DOCTYPE)) continue;
    const tag = take(TAG);
    if (!tag) return false;
    const [, closes, name, attributes, isEmpty] = tag as unknown as [string, string, string, string, string];
    if (closes) {
      if (open.pop() !== name || attributes || isEmpty) return false;
      continue;
    }
    if (open.length === 0 && (elements > 0 || name !== 'svg')) return false;
    if (!known.elements.has(name) || ++elements > MAX_ELEMENTS || open.length >= MAX_DEPTH) return false;
    for (const [, attribute] of attributes.matchAll(ATTRIBUTE)) {
      if (!isKnown(attribute!)) return false;
      if (attribute === 'clip-path' && (++clips > MAX_CLIPS || name === 'clipPath' || open.includes('clipPath'))) return false;
    }
    if (!isEmpty) open.push(name);
  }
  return elements > 0 && open.length === 0;
}
