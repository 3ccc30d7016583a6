/** Nobody waits for it any more: the person took it back, or took another key. */
class Stopped extends Error {}

/** What went wrong, in the words of the server, or in ours where it did not answer. */
export class Problem extends Error {
  constructor(status, document = {}, retryAfter = null) {
    super(document.detail || document.title || `The server answered ${status}.`);
    this.status = status;
    this.code = document.code ?? '';
    this.title = document.title ?? 'Something went wrong';
    this.imageId = document.imageId ?? null;
    this.retryAfter = retryAfter;
  }

  /** It once more, without what lasts a moment. */
  get document() {
    return { status: this.status, code: this.code, title: this.title, detail: this.message, imageId: this.imageId };
  }

  /** Whether the same may succeed soon. */
  get passes() {
    return this.status === 0 || this.status === 429 || this.status === 503 || this.code === 'in-progress';
  }

  /** Whether it may succeed at all, once somebody has mended what is in the way. */
  get mendable() {
    return this.passes || this.status >= 500 || [401, 408].includes(this.status) || this.code === '';
  }

  static cancelled() {
    return new Problem(0, {
      code: 'cancelled',
      title: 'Cancelled',
      detail: 'You stopped it. Where all of it had arrived, the image may still be made; trying again makes no second one.',
    });
  }

  static silence() {
    return new Problem(0, {
      title: 'No answer',
      detail: 'The server did not answer. Check that it runs and that you are online, then try again.',
    });
  }

  static of(status, text, retryAfter) {
    let document = {};
    try {
      document = JSON.parse(text);
    } catch { /* no problem document: the status says it */ }
    if (status === 401) { // the API's own words are for programs
      document.title = 'The key is not valid';
      document.detail = 'This key is unknown, or it was revoked or has expired. Paste another one.';
    }
    const seconds = Number.parseInt(retryAfter ?? '', 10);
    return new Problem(status, document, Number.isNaN(seconds) ? null : seconds);
  }
}

const LONGEST_SECONDS = 60; // a quota that is used up for today is no matter of patience
const SESSION = 'darkroom.key';
let current = null;

/** The key lives in this tab; on this computer only where the person asked for that. */
export const key = {
  get: () => current,
  load() {
    current = sessionStorage.getItem(SESSION) ?? localStorage.getItem(SESSION);
    return current;
  },
  set(value, remember) {
    current = value;
    sessionStorage.setItem(SESSION, value);
    if (remember) localStorage.setItem(SESSION, value);
  },
  forget() {
    current = null;
    sessionStorage.removeItem(SESSION);
    localStorage.removeItem(SESSION);
  },
};

/**
 * The API for whoever holds one key: no request of it ever has another. stop() ends the calls that have no signal of their
 * own; after it nothing more is asked for.
 */
export class Api {
  #key;
  #stopper = new AbortController();
  #blobs = new Map();

  constructor(held) {
    this.#key = held;
  }

  get stopped() {
    return this.#stopper.signal.aborted;
  }

  get authorization() {
    return { Authorization: `Bearer ${this.#key}` };
  }

  /**
   * @param signal ends this call before stop() does
   * @throws Problem for whatever is no success, and Stopped
   */
  async call(path, { method = 'GET', headers = {}, body, signal = this.#stopper.signal } = {}) {
    this.#mustGoOn(signal);
    try {
      const response = await fetch(path, { method, body, signal, cache: 'no-store', headers: { ...this.authorization, ...headers } });
      if (response.ok) return response;
      throw Problem.of(response.status, await response.text(), response.headers.get('Retry-After'));
    } catch (problem) {
      this.#mustGoOn(signal);
      throw problem instanceof Problem ? problem : Problem.silence();
    }
  }

  /** With real bytes of progress, which fetch does not tell. @returns status, text and Retry-After */
  async send({ method, url, headers, body, onprogress, signal }) {
    this.#mustGoOn(signal);
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal.addEventListener('abort', abort);
    try {
      return await new Promise((resolve, reject) => {
        request.open(method, url);
        for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
        request.upload.addEventListener('progress', (event) => onprogress(event.loaded));
        request.addEventListener('load', () => {
          const ours = url.startsWith('/'); // others' headers are not shown to us
          resolve({ status: request.status, text: request.responseText, retryAfter: ours ? request.getResponseHeader('Retry-After') : null });
        });
        for (const end of ['error', 'timeout']) request.addEventListener(end, () => reject(Problem.silence()));
        request.addEventListener('abort', () => reject(new Stopped()));
        request.send(body);
      });
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** The bytes of a variant, which need the key, as an address for img. */
  picture(href) {
    if (!this.#blobs.has(href)) {
      const url = patiently(() => this.call(href), { tries: 4 }).then(async (response) => URL.createObjectURL(await response.blob()));
      this.#blobs.set(href, url);
      url.catch(() => this.#blobs.delete(href));
    }
    return this.#blobs.get(href);
  }

  async release(href) {
    const url = this.#blobs.get(href);
    this.#blobs.delete(href);
    if (url) URL.revokeObjectURL(await url.catch(() => ''));
  }

  stop() {
    this.#stopper.abort();
  }

  #mustGoOn(signal) {
    if (signal.aborted || this.stopped) throw new Stopped();
  }
}

export function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const over = () => { clearTimeout(timer); reject(new Stopped()); };
    const timer = setTimeout(() => { signal?.removeEventListener('abort', over); resolve(); }, seconds * 1000);
    signal?.addEventListener('abort', over, { once: true });
  });
}

/**
 * Tries again what passes soon: after the time that the server names, else ever later.
 * @param onwait hears of each problem that is waited for
 */
export async function patiently(attempt, { tries = 6, signal, onwait = () => {} } = {}) {
  for (let n = 1; ; n += 1) {
    try {
      return await attempt();
    } catch (problem) {
      if (!(problem instanceof Problem) || !problem.passes || problem.retryAfter > LONGEST_SECONDS || n === tries) throw problem;
      onwait(problem);
      await pause(problem.retryAfter ?? Math.min(2 ** (n - 1), 15), signal);
    }
  }
}

/** Also where the page is no secure context, which has no randomUUID. */
export function uuid() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
