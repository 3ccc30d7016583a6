import { h, save, toast } from './dom.js';
import { format } from './recipes.js';
import { bytes, day, dropped, number, reason, saving } from './words.js';

const SHOWN_BYTES = 4_000_000;

const EXTENSIONS = { jpeg: 'jpg', tiff: 'tif' };

/** holiday.heic and its variant thumb give holiday-thumb.jpg. */
export function fileName(item, variant) {
  const stem = item.name.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '') || item.receipt.id;
  return `${stem}-${variant.name}.${EXTENSIONS[variant.format] ?? variant.format}`;
}

async function download(api, href, name) {
  try {
    save(await (await api.call(href)).blob(), name);
  } catch (problem) {
    if (!api.stopped) toast(problem.message, 'Try again', () => download(api, href, name));
  }
}

/** The one to look at: the largest that is not too much to fetch for that. */
function shown(variants) {
  const byPixels = [...variants].sort((a, b) => b.width * b.height - a.width * a.height);
  return byPixels.find((variant) => variant.bytes <= SHOWN_BYTES) ?? byPixels.at(-1);
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting) {
      seen.unobserve(entry.target);
      entry.target.dispatchEvent(new Event('seen'));
    }
  }
}, { rootMargin: '300px' });

/** One image on the page, from the moment it is chosen. update() follows its item. */
export class Card {
  #api;
  #item;
  #actions;
  #stage = h('div', { class: 'stage' });
  #facts = h('div', { class: 'facts' });
  #original = null;
  #drawn = '';

  /** @param actions again(item), cancel(item) and remove(item) */
  constructor(api, item, actions) {
    this.#api = api;
    this.#item = item;
    this.#actions = actions;
    this.element = h('li', { class: 'card' }, this.#stage, this.#facts);
    this.update();
  }

  update() {
    const item = this.#item;
    const state = item.state === 'done' && item.receipt.outcome !== 'ok' ? 'failed' : item.state;
    this.element.dataset.state = state;
    const drawn = state === 'sending' ? 'working' : state; // one look, so that the button to cancel stays where it is
    if (drawn === this.#drawn && (drawn === 'working' || drawn === 'queued')) {
      this.#progress();
      return;
    }
    this.#drawn = drawn;
    const focused = this.#facts.contains(document.activeElement);
    if (drawn === 'done') this.#done();
    else if (drawn === 'failed') this.#failed();
    else this.#underWay(drawn);
    if (focused) this.#facts.firstElementChild.focus(); // what had it is gone
  }

  /** What the browser keeps for it. */
  release() {
    if (this.#original) URL.revokeObjectURL(this.#original);
    for (const variant of this.#item.receipt?.variants ?? []) this.#api.release(variant.href);
  }

  #title() {
    return h('h3', { tabindex: '-1' }, this.#item.name);
  }

  #remove(text = 'Remove from the list') {
    return this.#button(text, () => this.#actions.remove(this.#item));
  }

  #button(text, onclick) {
    return h('button', { type: 'button', class: 'quiet', 'aria-label': `${text}: ${this.#item.name}`, onclick }, text);
  }

  #underWay(state) {
    const { file } = this.#item;
    this.bar = h('progress', { max: file?.size || 1 });
    this.line = h('p', { class: 'muted' });
    this.#stage.replaceChildren(h('span', { class: 'latent', 'aria-hidden': true }));
    this.#facts.replaceChildren(this.#title(), this.line, this.bar, h('div', { class: 'row' },
      state === 'queued' || !file ? this.#remove() : this.#button('Cancel', () => this.#actions.cancel(this.#item))));
    this.#progress();
  }

  #progress() {
    const { name, state, sent = 0, file, trouble } = this.#item;
    if (state === 'working') this.bar.removeAttribute('value');
    else this.bar.value = sent;
    this.bar.setAttribute('aria-label', state === 'working' ? `${name} is being developed` : `${name}: sent`);
    if (trouble) this.line.textContent = trouble;
    else if (state === 'working') this.line.textContent = 'Developing …';
    else if (state === 'queued') this.line.textContent = `Waiting · ${bytes(file.size)}`;
    else this.line.textContent = `${bytes(sent)} of ${bytes(file.size)} · ${Math.floor((sent / (file.size || 1)) * 100)} %`;
  }

  #failed() {
    const { problem, receipt, file } = this.#item;
    const id = problem?.imageId ?? receipt?.id;
    this.#stage.replaceChildren(h('span', { class: 'refused', 'aria-hidden': true }, '!'));
    this.#facts.replaceChildren(this.#title(),
      h('p', { class: 'error' }, problem && h('strong', {}, `${problem.title}. `), problem ? problem.message : reason(receipt.reason)),
      ...(id ? [h('p', { class: 'muted id' }, `Image ${id}`)] : []),
      h('div', { class: 'row' },
        file && (problem ? problem.mendable : receipt.outcome === 'failed')
          && h('button', { type: 'button', onclick: () => this.#actions.again(this.#item) }, 'Try again'),
        this.#remove()));
  }

  #done() {
    const { receipt } = this.#item;
    const { original, variants } = receipt;
    const view = shown(variants);
    const first = variants[0];
    const lost = dropped(original, variants);
    this.#look(view);
    this.#facts.replaceChildren(this.#title(),
      h('p', { class: 'saving' }, h('strong', { class: first.bytes > original.bytes && 'more' }, saving(original.bytes, first.bytes)),
        ` ${bytes(original.bytes)} → ${bytes(first.bytes)}`),
      ...(lost ? [h('p', {}, lost)] : []),
      h('ul', { class: 'variants' }, variants.map((variant) => this.#variant(variant)),
        original.href && h('li', {},
          h('span', { class: 'label' }, h('b', {}, 'original'), h('span', { class: 'muted' }, ` ${original.width} × ${original.height} · ${format(original.format)} · ${bytes(original.bytes)}`)),
          h('button', { type: 'button', 'aria-label': `Download the original of ${this.#item.name}`, onclick: () => download(this.#api, original.href, this.#item.name) }, 'Download'))),
      h('div', { class: 'row foot' },
        h('span', { class: 'muted' }, `${receipt.recipe} · kept until ${day(receipt.retainUntil)}`), this.#remove('Remove')));
  }

  #variant(variant) {
    const name = fileName(this.#item, variant);
    return h('li', {},
      h('span', { class: 'label' }, h('b', {}, variant.name),
        h('span', { class: 'muted' }, ` ${variant.width} × ${variant.height} · ${format(variant.format)} · ${bytes(variant.bytes)}${
          variant.frames ? ` · ${number(variant.frames)} frames` : ''}`)),
      h('button', { type: 'button', 'aria-label': `Download ${name}`, onclick: () => download(this.#api, variant.href, name) }, 'Download'));
  }

  #look(view) {
    const after = h('img', { alt: `${this.#item.name}, ${view.name}`, decoding: 'async' });
    const frame = h('div', { class: 'compare', onseen: () => this.#fetch(frame, after, view) }, after);
    this.#stage.replaceChildren(frame);
    seen.observe(frame);
  }

  async #fetch(frame, after, view) {
    try {
      after.src = await this.#api.picture(view.href);
      await after.decode();
    } catch (problem) {
      const gone = problem.status === 410 || problem.status === 404;
      frame.replaceChildren(h('p', { class: 'muted' }, gone ? 'Its retention has ended.' : `No preview: ${problem.message}`));
      return;
    }
    frame.classList.add('developed');
    if (this.#item.file) await this.#before(frame, after).catch(() => { /* a format that this browser does not show */ });
  }

  /** The original under the slider, where this browser shows its format. */
  async #before(frame, after) {
    this.#original ??= URL.createObjectURL(this.#item.file);
    const before = h('img', { alt: '', class: 'before', src: this.#original, decoding: 'async' });
    await before.decode();
    const slider = h('input', {
      type: 'range', min: '0', max: '100', value: '50', step: '1', 'aria-label': `Compare before and after: ${this.#item.name}`,
    });
    const move = () => {
      frame.style.setProperty('--at', `${slider.value}%`);
      slider.setAttribute('aria-valuetext', `${slider.value} % before`);
    };
    slider.addEventListener('input', move);
    move();
    after.after(before, h('span', { class: 'line', 'aria-hidden': true }),
      h('span', { class: 'tag left', 'aria-hidden': true }, 'before'), h('span', { class: 'tag right', 'aria-hidden': true }, 'after'), slider);
  }
}
