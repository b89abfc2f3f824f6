// Draws the PNG icons from the SVG with a Chromium: node build/draw-icons.js. They are committed; this is needed again only when the sign changes.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const folder = fileURLToPath(new URL('../public/icons/', import.meta.url));
const svg = readFileSync(`${folder}icon.svg`, 'utf8');
const full = svg.replace('rx="15"', 'rx="0"');
// Android cuts a maskable icon to a circle of four fifths; iOS rounds the corners itself.
const masked = full.replace('viewBox="0 0 64 64"', 'viewBox="-10 -10 84 84"').replace('<rect width="64" height="64"', '<rect x="-10" y="-10" width="84" height="84"');

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu'] });
for (const [name, size, drawing] of [
  ['icon-192', 192, svg],
  ['icon-512', 512, svg],
  ['maskable-512', 512, masked],
  ['apple-touch-icon', 180, full],
]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>html,body{margin:0;background:transparent}svg{display:block;width:${size}px;height:${size}px}</style>${drawing}`);
  await page.screenshot({ path: `${folder}${name}.png`, omitBackground: true });
  await page.close();
}
await browser.close();
