// Makes the browser behave as a test wants it, before the app starts: what a device has, allows and answers.

const replace = (target: object, name: string, value: unknown) => Object.defineProperty(target, name, { value, configurable: true });
const never = () => new Promise<never>(() => undefined);

export function pretend(given: URLSearchParams): void {
  pretendCamera(given.get('camera'));
  pretendPush(given.get('push'));
  pretendStorage(given.get('storage'));
  if (given.has('ios')) replace(navigator, 'userAgent', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1');
  if (given.has('update')) {
    replace(navigator.serviceWorker, 'controller', {});
    replace(navigator.serviceWorker, 'register', () => Promise.resolve({ waiting: { state: 'installed' }, addEventListener: () => undefined, update: () => Promise.resolve() }));
  }
}

function pretendCamera(camera: string | null): void {
  const problems: Readonly<Record<string, string>> = { denied: 'NotAllowedError', missing: 'NotFoundError' };
  if (camera === null) return;
  const problem = problems[camera];
  replace(navigator.mediaDevices, 'getUserMedia', () => (problem ? Promise.reject(new DOMException('No camera.', problem)) : Promise.resolve(film())));
  if (camera !== 'foreign') return;
  class BarcodeDetector {
    static getSupportedFormats = () => Promise.resolve(['qr_code']);
    detect = () => Promise.resolve([{ rawValue: 'https://example.com/' }]);
  }
  Object.assign(window, { BarcodeDetector });
}

function film(): MediaStream {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d')!;
  setInterval(() => {
    context.fillStyle = '#7a869a';
    context.fillRect(0, 0, canvas.width, canvas.height);
  }, 100);
  return canvas.captureStream(10);
}

function pretendPush(push: string | null): void {
  if (push === null) return;
  if (push === 'missing' || push === 'ios') {
    Reflect.deleteProperty(window, 'PushManager');
    return;
  }
  replace(Notification, 'permission', push === 'denied' ? 'denied' : 'default');
  replace(Notification, 'requestPermission', push === 'working' ? never : () => Promise.resolve('granted'));
  const subscription = { endpoint: 'https://push.test/1', toJSON: () => ({ endpoint: 'https://push.test/1' }) };
  replace(navigator.serviceWorker, 'getRegistration', () => Promise.resolve({ pushManager: { getSubscription: () => Promise.resolve(push === 'on' ? subscription : null) } }));
}

function pretendStorage(storage: string | null): void {
  if (storage === 'unknown') replace(navigator, 'storage', undefined);
  else if (storage !== null) {
    replace(navigator.storage, 'persisted', () => Promise.resolve(storage === 'yes'));
    replace(navigator.storage, 'persist', () => Promise.resolve(storage === 'yes'));
  }
}
