/** An element with properties, attributes, listeners and children; text is text, never markup. */
export function h(name, given = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key in element && typeof value !== 'string') element[key] = value;
    else element.setAttribute(key, value === true && !key.startsWith('aria-') ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** For whoever listens instead of looking. */
export function tell(text) {
  byId('told').textContent = text;
}

let hiding;

export function hideToast() {
  clearTimeout(hiding);
  byId('toast').hidden = true;
}

/** A line at the foot of the page, with something to do about it. */
export function toast(text, action, act) {
  const box = byId('toast');
  hideToast();
  box.replaceChildren(text, h('button', { type: 'button', onclick: () => { hideToast(); act(); } }, action));
  box.hidden = false;
  hiding = setTimeout(hideToast, 10_000);
}

/** Lets the browser save it under this name. */
export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = h('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const scripts = new Map();

/** A script of ours that is no module, once. */
export function script(path) {
  if (!scripts.has(path)) {
    scripts.set(path, new Promise((resolve, reject) => {
      document.head.append(h('script', {
        src: path,
        onload: resolve,
        onerror: () => { scripts.delete(path); reject(new Error(`${path} could not be loaded. Reload the page.`)); },
      }));
    }));
  }
  return scripts.get(path);
}
