import { byId, h, script } from './dom.js';
import { format } from './recipes.js';
import { bytes, number, saving } from './words.js';

const CHART = '/webjars/uplot/1.6.30/dist/uPlot.iife.min.js';
const STYLE = '/webjars/uplot/1.6.30/dist/uPlot.min.css';
const EVERY_SECONDS = 10;
const DAY = 86_400_000;
const COLOURS = 6;

const iso = (time) => new Date(time).toISOString().slice(0, 10);
const short = (day) => new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const named = (type) => (type ? format(type) : 'unreadable');

/** Rows of the API as one number for each type and day, the most frequent type first. */
export function table(rows, days) {
  const byType = new Map();
  for (const row of rows) {
    const type = named(row.type);
    if (!byType.has(type)) byType.set(type, new Array(days.length).fill(0));
    const at = days.indexOf(row.day);
    if (at >= 0) byType.get(type)[at] += row.images;
  }
  const sum = (counts) => counts.reduce((a, b) => a + b, 0);
  return [...byType].map(([type, counts]) => ({ type, counts, images: sum(counts) }))
    .filter((line) => line.images > 0)
    .sort((a, b) => b.images - a.images || a.type.localeCompare(b.type));
}

/** The customer's own numbers, live while somebody looks. */
export class Numbers {
  #api = null;
  #days = 30;
  #chart = null;
  #shown = '';
  #lines = [];
  #dates = [];
  #asking = null;
  #timer = null;
  #resized = new ResizeObserver(() => {
    if (this.#chart) this.#chart.setSize(this.#size());
  });

  constructor() {
    byId('period').addEventListener('change', (event) => {
      this.#days = Number(event.target.value);
      this.refresh();
    });
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.refresh(); });
    const coloursChanged = () => { this.#shown = ''; this.refresh(); };
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', coloursChanged);
    addEventListener('themechange', coloursChanged);
    this.#resized.observe(byId('chart'));
  }

  /** Those of whoever holds the API's key. */
  start(api) {
    this.stop();
    this.#api = api;
    this.refresh();
    this.#timer = setInterval(() => { if (!document.hidden && !this.#asking) this.refresh(); }, EVERY_SECONDS * 1000);
  }

  /** Nothing stays of them: the next to look may be somebody else. */
  stop() {
    clearInterval(this.#timer);
    this.#api = null;
    byId('numbers-error').textContent = '';
    this.#forget();
  }

  #forget() {
    this.#shown = '';
    this.#lines = [];
    this.#chart?.destroy();
    this.#chart = null;
    this.#hasNumbers(false);
    byId('numbers-of').textContent = '';
    for (const place of [byId('totals'), byId('legend'), byId('numbers-table').lastElementChild]) place.replaceChildren();
  }

  async refresh() {
    const api = this.#api;
    if (!api) return;
    const today = Date.now();
    this.#dates = Array.from({ length: this.#days }, (_, n) => iso(today - (this.#days - 1 - n) * DAY));
    const asked = this.#dates;
    this.#asking = asked;
    try {
      const usage = await (await api.call(`/v1/usage?from=${asked[0]}&to=${asked.at(-1)}`)).json();
      if (asked !== this.#dates || api !== this.#api) return; // another period was asked for meanwhile, or by somebody else
      byId('numbers-error').textContent = '';
      byId('numbers-of').textContent = usage.customer;
      await this.#show(usage.usage);
    } catch (problem) {
      if (asked !== this.#dates || api !== this.#api) return;
      byId('numbers-error').textContent = problem.message;
      if (problem.status === 403) {
        this.#forget();
      }
    } finally {
      if (this.#asking === asked) this.#asking = null;
    }
  }

  /** A key that may not read them gets no empty drawing. */
  #hasNumbers(any) {
    for (const part of document.querySelectorAll('#numbers > .chart, #numbers-table')) part.hidden = !any;
  }

  async #show(rows) {
    const api = this.#api;
    const state = JSON.stringify([this.#dates, rows]);
    if (state === this.#shown) return;
    this.#lines = table(rows, this.#dates);
    this.#totals(rows);
    this.#legend();
    this.#rows();
    this.#hasNumbers(true); // before the drawing: it is as wide as what holds it
    await script(CHART);
    if (api !== this.#api) return;
    this.#draw();
    this.#shown = state;
  }

  #totals(rows) {
    const sum = (field, of = rows) => of.reduce((total, row) => total + row[field], 0);
    const ended = (outcome) => rows.filter((row) => row.outcome === outcome);
    const good = ended('ok');
    const failed = sum('images', ended('failed'));
    const facts = [
      ['Images', number(sum('images'))],
      ['Refused', number(sum('images', ended('rejected')))],
      ...(failed > 0 ? [['Failed', number(failed)]] : []),
      ['Received', bytes(sum('bytesReceived'))],
      ['Made', bytes(sum('bytesOut', good)), saving(sum('bytesReceived', good), sum('bytesOut', good))],
    ];
    byId('totals').replaceChildren(...facts.map(([name, value, more]) => h('div', {},
      h('dt', {}, name), h('dd', {}, value, more && h('small', {}, ` ${more}`)))));
  }

  #legend() {
    byId('legend').replaceChildren(...this.#lines.map((line, n) => h('li', {},
      h('span', { class: `dot c${Math.min(n, COLOURS - 1)}`, 'aria-hidden': true }), `${line.type} ${number(line.images)}`)));
  }

  #rows() {
    const days = this.#dates.map((date, n) => ({ date, n })).filter(({ n }) => this.#lines.some((line) => line.counts[n] > 0)).reverse();
    byId('numbers-table').lastElementChild.replaceChildren(h('table', {},
      h('caption', { class: 'unseen' }, 'Images by day and type'),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Day (UTC)'), this.#lines.map((line) => h('th', { scope: 'col' }, line.type)))),
      h('tbody', {}, days.map(({ date, n }) => h('tr', {}, h('th', { scope: 'row' }, date), this.#lines.map((line) => h('td', {}, number(line.counts[n]))))))));
  }

  #size() {
    return { width: Math.max(240, byId('chart').clientWidth), height: 240 };
  }

  #draw() {
    if (!document.querySelector(`link[href="${STYLE}"]`)) document.head.append(h('link', { rel: 'stylesheet', href: STYLE }));
    this.#chart?.destroy();
    const { uPlot } = globalThis;
    const css = getComputedStyle(document.documentElement);
    const colour = (name) => css.getPropertyValue(name).trim();
    const sums = this.#dates.map(() => 0);
    const stacked = this.#lines.map((line) => line.counts.map((count, n) => { sums[n] += count; return sums[n]; }));
    const most = Math.max(4, ...sums);
    const bars = uPlot.paths.bars({ size: [0.72, 44], radius: 0.12 });
    const series = this.#lines.map((line, n) => ({
      label: line.type, fill: colour(`--c${Math.min(n, COLOURS - 1)}`), width: 0, paths: bars, points: { show: false },
    })).reverse(); // the whole bar first, what it is made of over it
    const axis = { stroke: colour('--muted'), font: `12px ${css.fontFamily}`, ticks: { show: false }, grid: { show: false } };
    this.#chart = new uPlot({
      ...this.#size(),
      padding: [12, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: { x: { time: false, range: [-0.6, this.#dates.length - 0.4] }, y: { range: [0, most * 1.08] } },
      axes: [
        { ...axis, size: 28, space: 64, incrs: [1, 2, 5, 7, 14, 30], values: (_, at) => at.map((n) => (this.#dates[n] ? short(this.#dates[n]) : '')) },
        { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000, 1_000_000], grid: { show: true, stroke: colour('--line'), width: 1 }, values: (_, at) => at.map(number) },
      ],
      hooks: { setCursor: [(u) => this.#point(u.cursor.idx)] },
      series: [{}, ...series],
    }, [this.#dates.map((_, n) => n), ...stacked.reverse()], byId('chart'));
  }

  #point(at) {
    const here = at === null || at === undefined ? [] : this.#lines.filter((line) => line.counts[at] > 0);
    byId('chart-day').textContent = here.length === 0 ? '' : `${short(this.#dates[at])}: ${here.map((line) => `${number(line.counts[at])} ${line.type}`).join(', ')}`;
  }
}
