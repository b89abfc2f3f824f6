import { writeFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { PNG } from 'pngjs';

const width = 640;
const height = 480;

/** Films what is on a screen: white around it, as raw video in the form that Chromium takes for its camera (YUV4MPEG2, 4:2:0, limited range). What is too large is seen from farther away. */
export async function film(what: Locator, file: string): Promise<void> {
  const picture = PNG.sync.read(await what.screenshot());
  const step = Math.ceil(Math.max(picture.width / width, picture.height / height));
  const [across, down] = [Math.floor(picture.width / step), Math.floor(picture.height / step)];
  const [left, top] = [(width - across) >> 1, (height - down) >> 1];
  const luma = Buffer.alloc(width * height, 235);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      let light = 0;
      for (let at = 0; at < step * step; at++) {
        const pixel = ((y * step + Math.floor(at / step)) * picture.width + x * step + (at % step)) * 4;
        light += 65.5 * picture.data[pixel]! + 128.6 * picture.data[pixel + 1]! + 25 * picture.data[pixel + 2]!;
      }
      luma[(y + top) * width + x + left] = 16 + light / (255 * step * step);
    }
  }
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((width * height) / 2, 128)]);
  // Chromium plays it over and over.
  writeFileSync(file, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F30:1 Ip A0:0 C420jpeg\n`), ...Array<Buffer>(4).fill(frame)]));
}
