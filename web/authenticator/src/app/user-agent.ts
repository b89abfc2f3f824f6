// A browser's User-Agent in words that a person can check: "Firefox on Windows". It is what that browser says of itself, and nothing more.

export interface Agent {
  readonly browser?: string;
  readonly system?: string;
}

// The order matters: Edge and Opera also say Chrome, Chrome also says Safari, iOS also says Mac OS X, Android also says Linux.
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\b(?:Edg|EdgA|EdgiOS|Edge)\//, 'Edge'],
  [/\b(?:OPR|Opera|OPiOS)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bYaBrowser\//, 'Yandex'],
  [/\bDuckDuckGo\//, 'DuckDuckGo'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chromium)\//, 'Chromium'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

/** @param text As the browser sent it; of any length. Only its first 512 characters are read. */
export function summarise(text: string | undefined): Agent {
  const head = (text ?? '').slice(0, 512);
  const browser = browsers.find(([pattern]) => pattern.test(head))?.[1];
  const system = systems.find(([pattern]) => pattern.test(head))?.[1];
  return { ...(browser && { browser }), ...(system && { system }) };
}
