import { patiently, pause, Problem, uuid } from './api.js';
import { waiting } from './words.js';

const AT_ONCE = 3;
const PARTS_AT_ONCE = 3;
const UNTIL_ANNOUNCED_SECONDS = 90;

/**
 * Hands pictures in for the holder of one key, a few at once. An item is {file, recipe, state, sent, trouble, receipt,
 * problem}; states are queued, sending, working, done and failed; trouble says why it does not go on just now. onchange
 * hears of each change, and of none after stop().
 */
export class Uploads {
  #api;
  #waiting = [];
  #runs = new Map(); // by item that something is done for: what ends that
  #busy = 0;
  #mostBytes;
  #onchange;

  /** @param mostBytes what the API takes in one request, and at all */
  constructor(api, mostBytes, onchange) {
    this.#api = api;
    this.#mostBytes = mostBytes;
    this.#onchange = onchange;
  }

  get active() {
    return this.#busy + this.#waiting.length;
  }

  add(item) {
    item.identity ??= uuid(); // the same for each try, so that none makes a second image
    this.#change(item, { state: 'queued', sent: 0, trouble: null, problem: null, receipt: null });
    this.#waiting.push(item);
    this.#next();
  }

  /** For what is on its way since before the page was loaded. */
  async follow(item) {
    await this.#run(item, (run) => this.#receipt(run));
  }

  /** Ends what is done for it, and says nothing more of it. */
  drop(item) {
    this.#waiting = this.#waiting.filter((other) => other !== item);
    this.#runs.get(item)?.abort();
  }

  /** Leaves it for the person to try again. */
  cancel(item) {
    this.drop(item);
    this.#change(item, { state: 'failed', problem: Problem.cancelled() });
  }

  stop() {
    this.#waiting = [];
    for (const stopper of this.#runs.values()) stopper.abort();
  }

  #next() {
    while (this.#busy < AT_ONCE && this.#waiting.length > 0) {
      const item = this.#waiting.shift();
      this.#busy += 1;
      this.#run(item, (run) => this.#one(run)).finally(() => {
        this.#busy -= 1;
        this.#next();
      });
    }
  }

  /** Once it has ended nothing of it goes on, and nobody hears of it. */
  async #run(item, work) {
    const stopper = new AbortController();
    const { signal } = stopper;
    const run = { item, signal, change: (changes) => { if (!signal.aborted) this.#change(item, changes); } };
    this.#runs.set(item, stopper);
    try {
      run.change({ state: 'done', receipt: await work(run) });
    } catch (problem) {
      run.change({ state: 'failed', problem: problem instanceof Problem ? problem : Problem.silence() });
    }
    stopper.abort();
    if (this.#runs.get(item) === stopper) this.#runs.delete(item);
  }

  #one(run) {
    const { item } = run;
    if (item.file.size === 0) throw new Problem(400, { code: 'malformed-request', title: 'The file is empty', detail: `${item.file.name} has no bytes. Choose another file.` });
    if (item.file.size > this.#mostBytes.upload) {
      throw new Problem(413, {
        code: 'too-many-bytes',
        title: 'The file is too large',
        detail: `It has ${item.file.size.toLocaleString('en')} bytes; an image may have ${this.#mostBytes.upload.toLocaleString('en')}. Scale it down, or save it with less quality.`,
      });
    }
    return item.file.size > this.#mostBytes.image ? this.#straight(run) : this.#post(run);
  }

  /** Through the app, which answers when it is done. */
  async #post(run) {
    const { item } = run;
    const answer = await this.#patiently(run, () => this.#put(run, {
      method: 'POST',
      url: `/v1/images?recipe=${encodeURIComponent(item.recipe)}`,
      headers: { ...this.#api.authorization, 'Idempotency-Key': item.identity, 'Content-Type': 'application/octet-stream' },
      body: item.file,
      onprogress: (sent) => this.#sent(run, sent),
    }));
    return JSON.parse(answer.text);
  }

  /** To S3 by presigned requests, in parts where it is very large; then until its receipt is there. */
  async #straight(run) {
    const { item, signal } = run;
    const offer = await this.#patiently(run, async () => (await this.#api.call('/v1/uploads', {
      method: 'POST',
      signal,
      headers: { 'Idempotency-Key': item.identity, 'Content-Type': 'application/json' },
      body: JSON.stringify({ bytes: item.file.size, recipe: item.recipe, contentType: item.file.type || 'application/octet-stream' }),
    })).json());
    item.id = offer.imageId;
    item.href = offer.href;
    if (offer.parts) await this.#parts(run, offer.parts);
    else await this.#part(run, offer, item.file, (sent) => this.#sent(run, sent));
    run.change({ state: 'working', sent: item.file.size });
    if (offer.complete) await this.#patiently(run, () => this.#api.call(offer.complete, { method: 'POST', signal }));
    return this.#receipt(run);
  }

  async #parts(run, parts) {
    const sent = new Array(parts.length).fill(0);
    const left = parts.map((part, n) => ({ part, n, from: parts.slice(0, n).reduce((sum, p) => sum + p.bytes, 0) }));
    const worker = async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        const { part, n, from } = next;
        await this.#part(run, part, run.item.file.slice(from, from + part.bytes), (bytes) => {
          sent[n] = bytes;
          this.#sent(run, sent.reduce((sum, s) => sum + s, 0));
        });
      }
    };
    await Promise.all(Array.from({ length: PARTS_AT_ONCE }, worker));
  }

  #part(run, { url, headers }, body, onprogress) {
    return this.#patiently(run, () => this.#put(run, { method: 'PUT', url, headers, body, onprogress }, [412])); // 412: it is there already
  }

  async #put(run, request, alsoGood = []) {
    run.change({ state: 'sending' });
    const answer = await this.#api.send({ ...request, signal: run.signal });
    if (answer.status >= 300 && !alsoGood.includes(answer.status)) {
      throw Problem.of(answer.status, answer.text, answer.retryAfter);
    }
    return answer;
  }

  async #receipt(run) {
    const begin = performance.now();
    for (;;) {
      try {
        const answer = await this.#patiently(run, () => this.#api.call(run.item.href, { headers: { Prefer: 'wait=20' }, signal: run.signal }));
        const told = await answer.json();
        if (answer.status === 200) return told;
        run.change({ state: 'working', trouble: null });
      } catch (problem) {
        // S3 has it, and nobody was told yet
        const soon = problem.status === 404 && performance.now() - begin < UNTIL_ANNOUNCED_SECONDS * 1000;
        if (!soon) throw problem;
      }
      await pause(1, run.signal);
    }
  }

  #patiently({ signal, change }, attempt) {
    return patiently(attempt, { signal, onwait: (problem) => change({ trouble: waiting(problem) }) });
  }

  #sent({ item, change }, sent) {
    if (sent > 0) change({ sent, trouble: null, state: sent >= item.file.size ? 'working' : 'sending' });
  }

  #change(item, changes) {
    Object.assign(item, changes);
    this.#onchange(item);
  }
}
