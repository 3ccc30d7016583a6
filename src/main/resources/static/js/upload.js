import { authorization, call, patiently, pause, Problem, send, uuid } from './api.js';

const AT_ONCE = 3;
const PARTS_AT_ONCE = 3;
const UNTIL_ANNOUNCED_SECONDS = 90;

/**
 * Hands pictures in, a few at once. An item is {file, recipe, state, sent, receipt, problem}; states are queued, sending,
 * working, done and failed. onchange hears of each change.
 */
export class Uploads {
  #waiting = [];
  #busy = 0;
  #mostBytes;
  #onchange;

  /** @param mostBytes what the API takes in one request, and at all */
  constructor(mostBytes, onchange) {
    this.#mostBytes = mostBytes;
    this.#onchange = onchange;
  }

  get active() {
    return this.#busy + this.#waiting.length;
  }

  add(item) {
    item.identity ??= uuid(); // the same for each try, so that none makes a second image
    this.#change(item, { state: 'queued', sent: 0, problem: null });
    this.#waiting.push(item);
    this.#next();
  }

  /** For what is on its way since before the page was loaded. */
  async follow(item) {
    await this.#end(item, () => this.#receipt(item));
  }

  drop(item) {
    this.#waiting = this.#waiting.filter((other) => other !== item);
  }

  #next() {
    while (this.#busy < AT_ONCE && this.#waiting.length > 0) {
      const item = this.#waiting.shift();
      this.#busy += 1;
      this.#end(item, () => this.#one(item)).finally(() => {
        this.#busy -= 1;
        this.#next();
      });
    }
  }

  async #end(item, work) {
    try {
      this.#change(item, { state: 'done', receipt: await work() });
    } catch (problem) {
      this.#change(item, { state: 'failed', problem });
    }
  }

  #one(item) {
    if (item.file.size === 0) throw new Problem(400, { title: 'The file is empty', detail: `${item.file.name} has no bytes. Choose another file.` });
    if (item.file.size > this.#mostBytes.upload) {
      throw new Problem(413, {
        title: 'The file is too large',
        detail: `It has ${item.file.size.toLocaleString('en')} bytes; an image may have ${this.#mostBytes.upload.toLocaleString('en')}. Scale it down, or save it with less quality.`,
      });
    }
    return item.file.size > this.#mostBytes.image ? this.#straight(item) : this.#post(item);
  }

  /** Through the app, which answers when it is done. */
  async #post(item) {
    const answer = await patiently(() => this.#put(item, {
      method: 'POST',
      url: `/v1/images?recipe=${encodeURIComponent(item.recipe)}`,
      headers: { ...authorization(), 'Idempotency-Key': item.identity, 'Content-Type': 'application/octet-stream' },
      body: item.file,
      onprogress: (sent) => this.#sent(item, sent),
    }));
    return JSON.parse(answer.text);
  }

  /** To S3 by presigned requests, in parts where it is very large; then until its receipt is there. */
  async #straight(item) {
    const offer = await patiently(async () => (await call('/v1/uploads', {
      method: 'POST',
      headers: { 'Idempotency-Key': item.identity, 'Content-Type': 'application/json' },
      body: JSON.stringify({ bytes: item.file.size, recipe: item.recipe, contentType: item.file.type || 'application/octet-stream' }),
    })).json());
    item.id = offer.imageId;
    item.href = offer.href;
    if (offer.parts) await this.#parts(item, offer.parts);
    else await this.#part(item, offer, item.file, (sent) => this.#sent(item, sent));
    this.#change(item, { state: 'working', sent: item.file.size });
    if (offer.complete) await patiently(() => call(offer.complete, { method: 'POST' }));
    return this.#receipt(item);
  }

  async #parts(item, parts) {
    const sent = new Array(parts.length).fill(0);
    const left = parts.map((part, n) => ({ part, n, from: parts.slice(0, n).reduce((sum, p) => sum + p.bytes, 0) }));
    const worker = async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        const { part, n, from } = next;
        await this.#part(item, part, item.file.slice(from, from + part.bytes), (bytes) => {
          sent[n] = bytes;
          this.#sent(item, sent.reduce((sum, s) => sum + s, 0));
        });
      }
    };
    await Promise.all(Array.from({ length: PARTS_AT_ONCE }, worker));
  }

  #part(item, { url, headers }, body, onprogress) {
    return patiently(() => this.#put(item, { method: 'PUT', url, headers, body, onprogress }, [412])); // 412: it is there already
  }

  async #put(item, request, alsoGood = []) {
    this.#change(item, { state: 'sending' });
    const answer = await send(request);
    if (answer.status >= 300 && !alsoGood.includes(answer.status)) {
      throw Problem.of(answer.status, answer.text, answer.retryAfter);
    }
    return answer;
  }

  async #receipt(item) {
    const begin = performance.now();
    for (;;) {
      try {
        const answer = await patiently(() => call(item.href, { headers: { Prefer: 'wait=20' } }));
        const told = await answer.json();
        if (answer.status === 200) return told;
        this.#change(item, { state: 'working' });
      } catch (problem) {
        // S3 has it, and nobody was told yet
        const soon = problem.status === 404 && performance.now() - begin < UNTIL_ANNOUNCED_SECONDS * 1000;
        if (!soon) throw problem;
      }
      await pause(1);
    }
  }

  #sent(item, sent) {
    this.#change(item, { sent, state: sent >= item.file.size ? 'working' : 'sending' });
  }

  #change(item, changes) {
    Object.assign(item, changes);
    this.#onchange(item);
  }
}
