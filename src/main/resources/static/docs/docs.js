import { byId, h } from '/js/dom.js';

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete'];

/** Text with `code` in it. */
function words(text = '') {
  return text.trim().split('`').map((part, n) => (n % 2 === 1 ? h('code', {}, part) : part));
}

class Reader {
  #api;

  constructor(api) {
    this.#api = api;
  }

  /** What a reference leads to, else the thing itself. */
  at(thing) {
    if (!thing?.$ref) return thing ?? {};
    return this.at(thing.$ref.slice(2).split('/').reduce((node, name) => node[name], this.#api));
  }

  type(schema) {
    if (schema.const !== undefined) return `always ${schema.const}`;
    if (schema.enum) return `one of ${schema.enum.join(', ')}`;
    const plain = [].concat(schema.type ?? 'any').filter((type) => type !== 'null').join(' or ');
    if (plain === 'array') return `list of ${this.type(this.at(schema.items))}`;
    const nullable = Array.isArray(schema.type) && schema.type.includes('null') ? ', or null' : '';
    return `${plain}${schema.format ? `, ${schema.format}` : ''}${nullable}${schema.default === undefined ? '' : `; ${schema.default} if left out`}`;
  }

  /** Each field on a line of its own, named by its way: variants[].name. */
  fields(given, path = '') {
    const schema = this.at(given);
    if (schema.type === 'array') return this.fields(schema.items, `${path}[]`);
    return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
      const here = path ? `${path}.${name}` : name;
      const at = this.at(field);
      return [{ name: here, schema: at, must: (schema.required ?? []).includes(name) }, ...this.fields(at, here)];
    });
  }
}

const rows = (reader, list) => list.length > 0 && h('table', {},
  h('thead', {}, h('tr', {}, ['Name', 'Type', 'Meaning'].map((name) => h('th', { scope: 'col' }, name)))),
  h('tbody', {}, list.map(({ name, schema, must, description, place }) => h('tr', {},
    h('th', { scope: 'row' }, h('code', {}, name), must && h('span', { class: 'must' }, 'required')),
    h('td', {}, place ? `${place}: ` : '', reader.type(schema)),
    h('td', {}, words(description ?? schema.description ?? ''))))));

function content(reader, types = {}) {
  return Object.entries(types).flatMap(([type, { schema = {}, example }]) => [
    h('p', {}, h('code', {}, type)),
    rows(reader, reader.fields(schema)),
    example !== undefined && h('pre', { tabindex: '0' }, h('code', {}, typeof example === 'string' ? example : JSON.stringify(example, null, 2))),
  ]);
}

/** A command that does it. */
function curl(reader, { path, method, operation, parameters, base, open }) {
  const query = parameters.filter((p) => p.in === 'query' && p.required).map((p) => `${p.name}=${p.name.toUpperCase()}`).join('&');
  const body = reader.at(operation.requestBody).content ?? {};
  const sent = body['application/json'] ? `-d '${JSON.stringify(body['application/json'].example ?? {})}'` : body['application/octet-stream'] && '--data-binary @photo.jpg';
  const verb = { get: '', head: '-I', post: sent ? '' : '-X POST', delete: '-X DELETE' }[method];
  const parts = ['curl', verb, open ? '' : '-H "Authorization: Bearer $KEY"', sent];
  const address = `${base}${path.replace(/\{(\w+)\}/g, (_, name) => name.toUpperCase())}${query ? `?${query}` : ''}`;
  return [...parts, `'${address}'`].filter(Boolean).join(' ');
}

function call(reader, path, item, method) {
  const operation = item[method];
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((p) => reader.at(p));
  const open = operation.security?.length === 0;
  const base = item.servers?.[0].url ?? location.origin;
  const body = reader.at(operation.requestBody);
  return h('section', { class: 'call', id: anchor(path, method), 'aria-label': `${method.toUpperCase()} ${path}` },
    h('h3', {}, operation.summary),
    h('div', { class: 'line' }, h('span', { class: 'verb' }, method.toUpperCase()), h('code', {}, path),
      open && h('span', { class: 'muted' }, 'no key needed')),
    operation.description && h('p', {}, words(operation.description)),
    h('pre', { tabindex: '0', 'aria-label': 'Example' }, h('code', {}, curl(reader, { path, method, operation, parameters, base, open }))),
    parameters.length > 0 && [h('h4', {}, 'Parameters'), rows(reader, parameters.map((p) => ({
      name: p.name, schema: reader.at(p.schema), must: p.required, description: p.description, place: p.in,
    })))],
    operation.requestBody && [h('h4', {}, 'Body'), content(reader, body.content)],
    h('h4', {}, 'Answers'),
    Object.entries(operation.responses).map(([status, given]) => {
      const response = reader.at(given);
      const headers = Object.entries(response.headers ?? {}).map(([name, header]) => ({
        name, schema: reader.at(reader.at(header).schema), description: reader.at(header).description, place: 'header',
      }));
      return h('details', {}, h('summary', {}, h('b', {}, status), words(response.description)),
        h('div', {}, rows(reader, headers), content(reader, response.content)));
    }));
}

function problems(all) {
  return h('section', { class: 'problems', id: 'problems', 'aria-labelledby': 'problems-title' },
    h('h2', { class: 'tag-title', id: 'problems-title' }, 'problems'),
    h('p', {}, 'Programs go by the code; detail says what was wrong with this request, and what to do.'),
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Codes and their fixes' }, h('table', {},
      h('thead', {}, h('tr', {}, ['Code', 'Status', 'When, for example', 'Fix'].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, all.map(({ status, code, when, fix }) => h('tr', {},
        h('th', { scope: 'row' }, h('code', {}, code)), h('td', {}, status), h('td', {}, words(when)), h('td', {}, words(fix))))))));
}

const anchor = (path, method) => `${method}-${path.replace(/\W+/g, '-').replace(/^-|-$/g, '')}`;

function show(api) {
  const reader = new Reader(api);
  byId('title').textContent = `${api.info.title} API`;
  byId('summary').textContent = api.info.summary;
  byId('description').replaceChildren(...words(api.info.description));
  const all = Object.entries(api.paths).flatMap(([path, item]) => METHODS.filter((method) => item[method])
    .map((method) => ({ path, item, method, tag: item[method].tags[0], summary: item[method].summary })));
  for (const { name, description } of api.tags) {
    const calls = all.filter((each) => each.tag === name);
    if (calls.length === 0) continue;
    byId('calls').append(h('h2', {}, name), h('ul', {}, calls.map(({ path, method, summary }) => h('li', {},
      h('a', { href: `#${anchor(path, method)}` }, h('small', {}, method.toUpperCase()), ` ${summary}`)))));
    byId('operations').append(h('h2', { class: 'tag-title' }, name), ...(description ? [h('p', { class: 'muted' }, description)] : []),
      ...calls.map(({ path, item, method }) => call(reader, path, item, method)));
  }
  byId('calls').append(h('h2', {}, 'problems'), h('ul', {}, h('li', {}, h('a', { href: '#problems' }, 'All codes and their fixes'))));
  byId('operations').append(problems(api['x-problems']));
  if (location.hash) document.querySelector(`[id="${CSS.escape(location.hash.slice(1))}"]`)?.scrollIntoView();
}

try {
  show(await (await fetch('/openapi.json')).json());
} catch {
  byId('failed').textContent = 'The description did not come. Check that the server runs, and reload the page.';
}
