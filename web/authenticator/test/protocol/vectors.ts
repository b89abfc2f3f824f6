// The vectors of docs/protocol, as text: so that they can be read in a browser as well as in Node.
const files = import.meta.glob<string>('../../../../docs/protocol/vectors/*.json', { query: '?raw', import: 'default', eager: true });

/** The text of a file in docs/protocol/vectors, read as JSON; the caller says what it holds. */
export function vectors(name: string): unknown {
  const text = Object.entries(files).find(([path]) => path.endsWith(`/${name}`))?.[1];
  if (text === undefined) throw new Error(`no vectors ${name}`);
  return JSON.parse(text);
}
