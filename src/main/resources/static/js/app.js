import { Api, key, Problem } from './api.js';
import { Card } from './cards.js';
import { byId, hideToast, tell, toast } from './dom.js';
import { entryOf, History, idOf, itemOf } from './history.js';
import { Numbers } from './numbers.js';
import { choose } from './recipes.js';
import { Uploads } from './upload.js';
import { plural, reason, saving } from './words.js';
import { downloadAll } from './zip.js';

const THEMES = { auto: 'Theme: system', light: 'Theme: light', dark: 'Theme: dark' };

const numbers = new Numbers();
const cards = new Map(); // by item, newest first on the page
let api = null; // this and the next two are one key's, and end with it
let uploads = null;
let history = null;
let recipe = null;
let soon;

// the key

const leaving = () => `${plural(uploads.active, 'picture is still on its way and will be stopped', 'pictures are still on their way and will be stopped')}.`;

/** A link with #key= opens the page; the key leaves the address before anything else happens. */
function keyOfTheAddress() {
  const given = new URLSearchParams(location.hash.slice(1)).get('key');
  if (given === null) return;
  window.history.replaceState(null, '', location.pathname + location.search);
  const before = key.get();
  // a link of a stranger's would have pictures handed in to the stranger
  const question = `This link brings another key than the one in use. ${uploads?.active > 0 ? `${leaving()} ` : ''}Take it?`;
  if (given && (!before || before === given || confirm(question))) key.set(given, false);
}

/** Whatever was one key's ends and leaves the page before another key is taken. */
function close() {
  uploads?.stop();
  api?.stop();
  numbers.stop();
  clearTimeout(soon);
  for (const card of cards.values()) card.release();
  cards.clear();
  byId('cards').replaceChildren();
  hideToast();
  api = null;
  uploads = null;
  history = null;
  byId('desk').hidden = true;
  document.body.classList.remove('open');
  byId('key-button').hidden = true;
}

function showGate(message = '') {
  close();
  byId('gate').hidden = false;
  byId('gate-error').textContent = message;
  byId('key-field').setAttribute('aria-invalid', message ? 'true' : 'false');
  byId('key-field').focus();
}

async function open() {
  close();
  const held = key.get();
  const mine = new Api(held);
  api = mine;
  try {
    const menu = await (await mine.call('/v1/recipes')).json();
    if (mine.stopped) return; // for another key
    recipe = choose(menu);
    uploads = new Uploads(mine, menu.mostBytes, changed);
    history = new History(held);
    byId('gate').hidden = true;
    byId('desk').hidden = false;
    document.body.classList.add('open');
    byId('key-button').hidden = false;
    showHistory();
    numbers.start(mine);
    if (location.hash.length > 1) byId(location.hash.slice(1))?.scrollIntoView();
  } catch (problem) {
    if (mine.stopped) return;
    if (problem instanceof Problem && problem.status === 401) {
      key.forget();
      showGate(problem.message);
    } else {
      showGate(`${problem.message} Press Open to try again.`);
    }
  }
}

byId('gate-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const value = byId('key-field').value.trim();
  if (!value && key.get()) {
    open();
    return;
  }
  if (!value) {
    showGate('The field is empty. Paste a key.');
    return;
  }
  if (!/^[\x21-\x7e]+$/.test(value)) {
    showGate('A key has no blanks and only plain letters, digits and signs. Paste it whole.');
    return;
  }
  byId('key-field').value = '';
  key.set(value, byId('key-remember').checked);
  open();
});

byId('key-button').addEventListener('click', () => {
  if (uploads?.active > 0 && !confirm(`${leaving()} Change the key?`)) return;
  key.forget();
  showGate();
});

// the list

function showHistory() {
  for (const kept of history.load().reverse()) {
    const item = itemOf(kept);
    add(item);
    if (item.state === 'working') uploads.follow(item);
  }
  counted();
}

function add(item) {
  const card = new Card(api, item, { again, remove, cancel: (cancelled) => uploads.cancel(cancelled) });
  cards.set(item, card);
  byId('cards').prepend(card.element);
}

function handIn(files) {
  if (!uploads || files.length === 0) return;
  const items = files.map((file) => ({ file, name: file.name || 'picture', recipe: recipe(), state: 'queued' }));
  for (const item of [...items].reverse()) add(item); // the newest batch on top, in its own order
  for (const item of items) uploads.add(item);
  tell(`${plural(files.length, 'picture', 'pictures')} added`);
  counted();
}

function again(item) {
  uploads.add(item);
}

function remove(item) {
  uploads.drop(item);
  cards.get(item).release();
  cards.get(item).element.remove();
  cards.delete(item);
  history.drop(idOf(item));
  counted();
  byId('images-title').scrollIntoView({ block: 'nearest' });
  tell(`${item.name} is off the list`);
}

function changed(item) {
  const card = cards.get(item);
  if (!card) return;
  card.update();
  if (item.trouble && byId('told').textContent !== item.trouble) tell(item.trouble);
  if (item.state === 'sending') return;
  counted();
  const { receipt } = item;
  const entry = entryOf(item);
  if (entry) history.keep(entry);
  if (item.state === 'done') {
    tell(receipt.outcome === 'ok'
      ? `${item.name} is done: ${saving(receipt.original.bytes, receipt.variants[0].bytes)}`
      : `${item.name}: ${reason(receipt.reason)}`);
    numbersSoon();
  } else if (item.state === 'failed') {
    tell(`${item.name}: ${item.problem.message}`);
    if (item.problem.imageId) numbersSoon();
    if (item.problem.status === 401) showGate(item.problem.message);
  }
}

function numbersSoon() {
  clearTimeout(soon);
  soon = setTimeout(() => numbers.refresh(), 1500); // rows follow within a second
}

const ready = () => [...cards.keys()].filter((item) => item.state === 'done' && item.receipt.outcome === 'ok');

function counted() {
  byId('images-count').textContent = cards.size || '';
  byId('images-empty').hidden = cards.size > 0;
  byId('clear').disabled = cards.size === 0;
  byId('zip').disabled = ready().length === 0;
}

byId('clear').addEventListener('click', () => {
  const settled = [...cards.keys()].filter((item) => item.state === 'done' || item.state === 'failed');
  for (const item of settled) {
    cards.get(item).release();
    cards.get(item).element.remove();
    cards.delete(item);
    history.drop(idOf(item));
  }
  counted();
  toast('The list is cleared. The images stay until their retention ends.', 'Undo', () => {
    for (const item of settled) {
      add(item);
      const entry = entryOf(item);
      if (entry) history.keep(entry);
    }
    counted();
  });
});

byId('zip').addEventListener('click', async () => {
  const button = byId('zip');
  const words = button.textContent;
  const mine = api;
  button.disabled = true;
  try {
    const missing = await downloadAll(mine, ready(), (done, all) => { button.textContent = `Packing ${done} of ${all} …`; });
    tell(missing.length > 0 ? `Packed; ${plural(missing.length, 'file is', 'files are')} gone by now` : 'Packed');
  } catch (problem) {
    if (!mine.stopped) toast(problem.message, 'Try again', () => button.click());
  }
  button.textContent = words;
  counted();
});

// the ways in

byId('files').addEventListener('change', (event) => {
  handIn([...event.target.files]);
  event.target.value = ''; // the same file may be chosen again
});

/** Files of folders too, at any depth. */
async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => { entry.file(resolve, reject); })];
  const reader = entry.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (some.length === 0) return (await Promise.all(all.map(filesOf))).flat();
    all.push(...some.filter((each) => !each.name.startsWith('.')));
  }
}

let inside = 0;
const over = (change) => {
  inside = Math.max(0, inside + change);
  byId('drop').classList.toggle('over', inside > 0);
};
const brings = (event) => event.dataTransfer?.types.includes('Files');
addEventListener('dragenter', (event) => { if (brings(event)) over(1); });
addEventListener('dragleave', (event) => { if (brings(event)) over(-1); });
addEventListener('dragover', (event) => { if (brings(event)) event.preventDefault(); });
addEventListener('drop', async (event) => {
  if (!brings(event)) return;
  event.preventDefault();
  over(-inside);
  const given = api;
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = entries.length > 0 ? (await Promise.all(entries.map(filesOf))).flat() : [...event.dataTransfer.files];
  if (api === given) handIn(files); // not with a key that was taken while folders were read
});
addEventListener('paste', (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (files.length > 0 && !byId('desk').hidden) handIn(files);
});
addEventListener('beforeunload', (event) => { if (uploads?.active > 0) event.preventDefault(); });

// the theme

function theme() {
  return document.documentElement.dataset.theme ?? 'auto';
}

byId('theme-button').textContent = THEMES[theme()];
byId('theme-button').addEventListener('click', () => {
  const names = Object.keys(THEMES);
  const next = names[(names.indexOf(theme()) + 1) % names.length];
  if (next === 'auto') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem('darkroom.theme');
  } else {
    document.documentElement.dataset.theme = next;
    localStorage.setItem('darkroom.theme', next);
  }
  byId('theme-button').textContent = THEMES[next];
  dispatchEvent(new Event('themechange'));
});

addEventListener('hashchange', () => {
  const before = key.get();
  keyOfTheAddress();
  if (key.get() !== before) open();
});

key.load();
keyOfTheAddress();
if (key.get()) open();
else showGate();
