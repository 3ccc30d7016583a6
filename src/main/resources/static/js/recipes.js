import { byId, h } from './dom.js';

const box = (v) => (v.shape === 'fit' ? `up to ${v.width} × ${v.height}` : `${v.width} × ${v.height}`);

const NAMES = { jpeg: 'JPEG', png: 'PNG', webp: 'WebP', avif: 'AVIF', gif: 'GIF' };

export const format = (word) => NAMES[word] ?? word?.toUpperCase() ?? '';

/** Shows what there is to choose from. @returns a function that tells the chosen one's name */
export function choose(menu) {
  const named = [...menu.recipes].sort((a, b) => (b.name === menu.default) - (a.name === menu.default) || a.name.localeCompare(b.name));
  const before = sessionStorage.getItem('darkroom.recipe');
  const first = (named.find((recipe) => recipe.name === before) ?? named[0]).name;
  const options = named.map((recipe) => h('label', { class: 'recipe' },
    h('input', { type: 'radio', name: 'recipe', value: recipe.name, checked: recipe.name === first }),
    h('span', { class: 'name' }, recipe.name),
    recipe.description && h('span', { class: 'what' }, recipe.description),
    h('span', { class: 'makes' }, recipe.variants.map((v) => h('span', {},
      h('b', {}, v.name), ` ${box(v)} · ${v.formats.map(format).join(' or ')}`)))));
  const set = byId('recipes');
  set.replaceChildren(set.firstElementChild, ...options);
  set.onchange = (event) => sessionStorage.setItem('darkroom.recipe', event.target.value);
  return () => set.querySelector('input:checked').value;
}
