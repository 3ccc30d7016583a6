import { Problem } from './api.js';

const MOST = 200;

/** Under which it is kept: the image's id, or its own name for it where there is none. */
export const idOf = (item) => item.receipt?.id ?? item.problem?.imageId ?? item.id ?? item.identity;

/** What is kept of an item, or null where nobody but this tab can go on with it. */
export function entryOf(item) {
  const { name, state, receipt, problem, href } = item;
  const id = idOf(item);
  if (receipt) return { id, name, receipt };
  if (problem && !problem.mendable && !href) return { id, name, problem: problem.document };
  return state === 'working' && href ? { id, name, href } : null; // S3 has it, and its receipt may yet come
}

/** The item of an entry, as it was left. */
export function itemOf({ id, name, receipt, problem, href }) {
  if (receipt) return { id, name, receipt, state: 'done' };
  if (problem) return { id, name, problem: new Problem(problem.status, problem), state: 'failed' };
  return { id, name, href, state: 'working' };
}

/** The images that this browser handed in with one key, newest first: receipts, refusals and names, no pixels and no key. */
export class History {
  #place;

  /** By the key's public part, so that two customers in one browser do not see each other's list; of other credentials nothing is told. */
  constructor(key) {
    this.#place = `darkroom.images.${/^dk_([A-Za-z0-9]+)_/.exec(key)?.[1] ?? 'other'}`;
  }

  load() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.#place) ?? '[]');
      return Array.isArray(kept) ? kept.filter((entry) => typeof entry?.id === 'string') : [];
    } catch {
      return [];
    }
  }

  keep(entry) {
    this.#store([entry, ...this.load().filter((other) => other.id !== entry.id)]);
  }

  drop(id) {
    this.#store(this.load().filter((entry) => entry.id !== id));
  }

  /** Not where the storage is full or forbidden: the list is then as long as the tab. */
  #store(entries) {
    try {
      localStorage.setItem(this.#place, JSON.stringify(entries.slice(0, MOST)));
    } catch { /* see above */ }
  }
}
