import { key } from './api.js';

const MOST = 200;

/** By the key's public part, so that two customers in one browser do not see each other's list; of other credentials nothing is told. */
const place = () => `darkroom.images.${/^dk_([A-Za-z0-9]+)_/.exec(key.get() ?? '')?.[1] ?? 'other'}`;

/** The images that this browser handed in, newest first: receipts and names, no pixels and no key. */
export function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(place()) ?? '[]');
    return Array.isArray(kept) ? kept.filter((entry) => typeof entry?.id === 'string') : [];
  } catch {
    return [];
  }
}

/** Not where the storage is full or forbidden: the list is then as long as the tab. */
function store(entries) {
  try {
    localStorage.setItem(place(), JSON.stringify(entries.slice(0, MOST)));
  } catch { /* see above */ }
}

export function keep(entry) {
  store([entry, ...load().filter((other) => other.id !== entry.id)]);
}

export function drop(id) {
  store(load().filter((entry) => entry.id !== id));
}
