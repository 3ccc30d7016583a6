const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** 2650000 is 2.7 MB. */
export function bytes(count) {
  let unit = 0;
  let value = count;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)}\u00a0${UNITS[unit]}`;
}

export const number = (value) => value.toLocaleString('en');

export const plural = (count, one, many) => `${number(count)} ${count === 1 ? one : many}`;

/** How much lighter, in words. */
export function saving(before, after) {
  if (!before || !after) return '';
  const share = 1 - after / before;
  if (Math.abs(share) < 0.005) return 'the same size';
  return share > 0 ? `${Math.floor(share * 100)} % smaller` : `${Math.round(-share * 100)} % larger`;
}

/** What of a picture with several frames or pages is not in what was made of it; nothing where all are, or it has one. */
export function dropped({ format, frames }, variants) {
  const still = variants.filter((variant) => !variant.frames).map((variant) => variant.name);
  if (!(frames > 1) || still.length === 0) return '';
  const pages = format === 'tiff';
  const first = `the first of its ${number(frames)} ${pages ? 'pages' : 'frames'}`;
  if (still.length < variants.length) return `Only ${first} is in ${still.join(', ')}.`;
  return pages ? `Only ${first} was worked on.` : `The animation was dropped: only ${first} was worked on.`;
}

export function day(instant) {
  return new Date(instant).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

/** What the person is told while it is tried again by itself. */
export const waiting = (problem) => (problem.status === 0 ? 'Cannot reach the server. Trying again …' : 'The server is busy. Trying again …');

/** Where a receipt has a reason but nobody words it. The API's own problems have their words with them. */
const REASONS = {
  'unsupported-format': 'The format is not supported. Send JPEG, PNG, GIF, BMP, WebP, TIFF or AVIF; the bytes count, not the name.',
  'broken-image': 'The image is broken: its bytes end early or contradict themselves. Export it again.',
  'too-many-pixels': 'The image has too many pixels. Scale it down before sending it.',
  'too-many-frames': 'The image has too many frames. Send fewer.',
  'too-many-scans': 'The image has too many progressive scans. Save it with fewer.',
  'too-many-bytes': 'The file is too large. Send a smaller one.',
  'processing-failed': 'The work failed. The original is kept: tell the operator the id of the image.',
};

export const reason = (code) => REASONS[code] ?? `The image was refused: ${code}.`;
