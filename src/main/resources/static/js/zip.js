import { patiently } from './api.js';
import { save, script } from './dom.js';
import { fileName } from './cards.js';

const ARCHIVER = '/webjars/jszip/3.10.1/dist/jszip.min.js';
const AT_ONCE = 4;

/** photo-web.jpg, and photo-web (2).jpg where there are two. */
function unique(name, taken) {
  let free = name;
  for (let n = 2; taken.has(free); n += 1) free = name.replace(/(\.[^.]*)?$/, ` (${n})$1`);
  taken.add(free);
  return free;
}

/**
 * All variants of these items as one file. Nothing is compressed: pictures are.
 * @param onprogress is told how many of how many are there
 * @returns the names of those that were not to be had any more
 */
export async function downloadAll(api, items, onprogress) {
  await script(ARCHIVER);
  const zip = new globalThis.JSZip();
  const taken = new Set();
  const wanted = items.flatMap((item) => item.receipt.variants.map((variant) => ({
    href: variant.href, name: unique(fileName(item, variant), taken), date: new Date(item.receipt.finishedAt),
  })));
  const left = [...wanted];
  const missing = [];
  let done = 0;
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const { href, name, date } = next;
      try {
        zip.file(name, await (await patiently(() => api.call(href))).blob(), { date });
      } catch (problem) {
        if (problem.status !== 410 && problem.status !== 404) throw problem;
        missing.push(name);
      }
      done += 1;
      onprogress(done, wanted.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (missing.length < wanted.length) save(await zip.generateAsync({ type: 'blob', compression: 'STORE' }), 'darkroom.zip');
  return missing;
}
