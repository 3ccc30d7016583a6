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

  /** Whether the same may succeed soon. */
  get passes() {
    return this.status === 0 || this.status === 429 || this.status === 503 || this.code === 'in-progress';
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

export const authorization = () => ({ Authorization: `Bearer ${current}` });

/** @throws Problem for whatever is no success */
export async function call(path, { method = 'GET', headers = {}, body } = {}) {
  let response;
  try {
    response = await fetch(path, { method, body, cache: 'no-store', headers: { ...authorization(), ...headers } });
  } catch {
    throw Problem.silence();
  }
  if (!response.ok) {
    throw Problem.of(response.status, await response.text(), response.headers.get('Retry-After'));
  }
  return response;
}

/** With real bytes of progress, which fetch does not tell. @returns status, text and Retry-After */
export function send({ method, url, headers, body, onprogress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', (event) => onprogress(event.loaded));
    request.addEventListener('load', () => {
      const ours = url.startsWith('/'); // others' headers are not shown to us
      resolve({ status: request.status, text: request.responseText, retryAfter: ours ? request.getResponseHeader('Retry-After') : null });
    });
    for (const end of ['error', 'abort', 'timeout']) request.addEventListener(end, () => reject(Problem.silence()));
    request.send(body);
  });
}

export const pause = (seconds) => new Promise((resolve) => { setTimeout(resolve, seconds * 1000); });

/** Tries again what passes soon: after the time that the server names, else ever later. */
export async function patiently(attempt, tries = 6) {
  for (let n = 1; ; n += 1) {
    try {
      return await attempt();
    } catch (problem) {
      if (!(problem instanceof Problem) || !problem.passes || problem.retryAfter > LONGEST_SECONDS || n === tries) throw problem;
      await pause(problem.retryAfter ?? Math.min(2 ** (n - 1), 15));
    }
  }
}

const blobs = new Map();

/** The bytes of a variant, which need the key, as an address for img. */
export function picture(href) {
  if (!blobs.has(href)) {
    const url = patiently(() => call(href), 4).then(async (response) => URL.createObjectURL(await response.blob()));
    blobs.set(href, url);
    url.catch(() => blobs.delete(href));
  }
  return blobs.get(href);
}

export async function release(href) {
  const url = blobs.get(href);
  blobs.delete(href);
  if (url) URL.revokeObjectURL(await url.catch(() => ''));
}

/** Also where the page is no secure context, which has no randomUUID. */
export function uuid() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
