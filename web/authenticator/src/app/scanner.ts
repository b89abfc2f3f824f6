// Reads QR codes from the camera and from pictures: by the browser where it can, else by a decoder that is loaded when it is first needed.

type Frame = HTMLVideoElement | ImageBitmap;
type Decode = (frame: Frame, width: number, height: number) => Promise<string | undefined>;

interface BarcodeDetector {
  detect(source: Frame): Promise<readonly { readonly rawValue: string }[]>;
}

interface BarcodeDetectorType {
  new (options: { formats: string[] }): BarcodeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** The longer side of what is searched, in pixels: enough for a code that fills a fifth of it, and quick on a slow phone. */
const cameraSide = 960;
const pictureSide = 2000;

/** How often the camera's picture is searched. */
const interval = 120;

/** How often the browser's own reader may fail at one frame. */
const maxFailures = 3;

export type CameraProblem = 'denied' | 'missing';

/**
 * Shows the camera in `video` and searches it until `signal` says stop.
 * @param found Gets each text that is read; answers whether it was the one.
 * @throws {CameraError} When there is no camera, or it is not allowed. Any other error: there is nothing to read codes with.
 */
export async function scanCamera(video: HTMLVideoElement, found: (text: string) => boolean, started: () => void, signal: AbortSignal): Promise<void> {
  const decoding = createDecoder(cameraSide);
  // It is waited for below.
  decoding.catch(() => undefined);
  const stream = await openCamera();
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  if (signal.aborted) {
    stop();
    return;
  }
  signal.addEventListener('abort', stop, { once: true });
  video.srcObject = stream;
  try {
    await video.play();
  } catch {
    // Turned away while it started; the loop below ends at once.
  }
  started();
  try {
    const decode = await decoding;
    const isOver = () => signal.aborted;
    while (!isOver()) {
      const text = video.videoWidth > 0 ? await decode(video, video.videoWidth, video.videoHeight) : undefined;
      if (text !== undefined && !isOver() && found(text)) return;
      await new Promise((resolve) => setTimeout(resolve, interval));
    }
  } catch (error) {
    stop();
    throw error;
  }
}

/**
 * @returns The text of the code in a picture; `undefined` when there is none, or it is no picture.
 * @throws {Error} There is nothing to read codes with.
 */
export async function scanPicture(file: Blob): Promise<string | undefined> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return undefined;
  }
  try {
    const decode = await createDecoder(pictureSide);
    return await decode(bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

async function openCamera(): Promise<MediaStream> {
  // Without https there is no such thing as mediaDevices.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new CameraError('missing');
  try {
    return await devices.getUserMedia({ audio: false, video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } } });
  } catch (error) {
    throw new CameraError(error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'SecurityError') ? 'denied' : 'missing');
  }
}

export class CameraError extends Error {
  readonly problem: CameraProblem;

  constructor(problem: CameraProblem) {
    super(`The camera is ${problem}.`);
    this.problem = problem;
  }
}

async function createDecoder(maxSide: number): Promise<Decode> {
  const detector = await createDetector();
  if (!detector) return await loadDecoder(maxSide);
  let failures = 0;
  let loading: Promise<Decode> | undefined;
  return async (frame, width, height) => {
    while (failures < maxFailures) {
      try {
        const [code] = await detector.detect(frame);
        failures = 0;
        return code?.rawValue;
      } catch {
        failures++;
      }
    }
    // A browser may say that it can, and have nothing behind it that does.
    loading ??= loadDecoder(maxSide);
    return await (await loading)(frame, width, height);
  };
}

async function createDetector(): Promise<BarcodeDetector | undefined> {
  const type = (globalThis as { BarcodeDetector?: BarcodeDetectorType }).BarcodeDetector;
  try {
    return type && (await type.getSupportedFormats()).includes('qr_code') ? new type({ formats: ['qr_code'] }) : undefined;
  } catch {
    // A browser may have the class and not the service behind it.
    return undefined;
  }
}

async function loadDecoder(maxSide: number): Promise<Decode> {
  const { decodeQR } = await import('qr/decode.js');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  return (frame, width, height) => {
    const scale = Math.min(1, maxSide / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    context.drawImage(frame, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    try {
      return Promise.resolve(decodeQR({ width: canvas.width, height: canvas.height, data }, { timeLimit: maxSide === pictureSide ? 3000 : 60 }));
    } catch {
      // This is how it says that there is no code.
      return Promise.resolve(undefined);
    }
  };
}
