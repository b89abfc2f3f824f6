/**
 * Whether a text looks like a link of ours (docs/protocol/links.md, section 4), so that the camera goes on when it sees the code of a bottle. The phone reads it properly.
 * @param text Up to 4,096 characters.
 */
export function looksLikeCode(text: string): boolean {
  const trimmed = text.trim();
  const payload = /[\w-]*$/.exec(trimmed)?.[0] ?? '';
  return trimmed.length <= 4096 && payload.startsWith('AQ') && [51, 86, 91, 134].includes(payload.length);
}

/** The link in the address bar, if there is one. Takes it out of the address and the history: the payload of an enrolment is a secret until it is used. */
export function takeLink(): string | undefined {
  const { hash, pathname, search } = window.location;
  if (hash.length < 2) return undefined;
  window.history.replaceState(window.history.state, '', pathname + search);
  return window.location.origin + pathname + hash;
}
