const MOST = 200;

/** The images that this browser handed in with one key, newest first: receipts and names, no pixels and no key. */
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
