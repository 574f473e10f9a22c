// Operations of a document as swagger-client wants them: a document of one operation, in which no reference is left that a request needs.
// Its own resolver takes minutes for the larger documents, and what it does is not what is compared here.
import {readFileSync, realpathSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import yaml from 'js-yaml';

const PROPERTY_DEPTH = 2;
const LEFT_OUT = new Set(['example', 'examples', 'callbacks', 'links', 'description']);

export class Documents {
  constructor(path) {
    this.main = realpathSync(path);
    this.files = new Map();
    this.root = this.file(this.main);
    this.isV2 = 'swagger' in this.root;
  }

  file(path) {
    if (!this.files.has(path)) {
      const text = readFileSync(path, 'utf8');
      this.files.set(path, path.endsWith('.json') ? JSON.parse(text) : yaml.load(text, {schema: yaml.CORE_SCHEMA, json: true}));
    }
    return this.files.get(path);
  }

  target(reference, path) {
    if (reference.includes('://')) return [undefined, path];  // those are not followed
    const [name, fragment = ''] = reference.split('#');
    if (name !== '') path = realpathSync(resolve(dirname(path), decodeURIComponent(name)));
    let node = this.file(path);
    for (const token of decodeURIComponent(fragment).split('/').slice(1)) {
      [node, path] = this.real(node, path);
      node = node?.[token.replaceAll('~1', '/').replaceAll('~0', '~')];
    }
    return [node, path];
  }

  real(node, path) {
    for (let i = 0; i < 50 && typeof node?.$ref === 'string'; ++i) [node, path] = this.target(node.$ref, path);
    return [node, path];
  }

  /// A copy of `node` without references; of schemas as deep as requests look.
  whole(node, path) {
    [node, path] = this.real(node, path);
    if (typeof node !== 'object' || node === null) return node;
    if (Array.isArray(node)) return node.map((item) => this.whole(item, path));
    return Object.fromEntries(Object.entries(node).filter(([key]) => !LEFT_OUT.has(key) && !key.startsWith('x-')).map(([key, value]) => [key,
      key === 'responses' ? this.responses(value, path) : key === 'schema' || key === 'items' ? this.schema(value, path, PROPERTY_DEPTH) : this.whole(value, path)]));
  }

  /// `depth`: so many properties and items inside one another; `nesting` ends alternatives that contain themselves.
  schema(node, path, depth, nesting = 12) {
    [node, path] = this.real(node, path);
    if (typeof node !== 'object' || node === null || nesting === 0) return {};
    return Object.fromEntries(Object.entries(node).filter(([key]) => !LEFT_OUT.has(key) && !key.startsWith('x-')).map(([key, value]) => {
      if (['allOf', 'anyOf', 'oneOf'].includes(key) && Array.isArray(value)) return [key, value.map((part) => this.schema(part, path, depth, nesting - 1))];
      if (key === 'items') return [key, depth === 0 ? {} : this.schema(value, path, depth - 1, nesting - 1)];
      if (key !== 'properties') return [key, typeof value === 'object' && key !== 'type' && key !== 'default' && key !== 'enum' ? {} : value];
      return [key, Object.fromEntries(Object.entries(value).map(([name, part]) => [name, depth === 0 ? {} : this.schema(part, path, depth - 1, nesting - 1)]))];
    }));
  }

  responses(node, path) {
    return Object.fromEntries(Object.entries(node ?? {}).map(([status, response]) => {
      const [found] = this.real(response, path);
      return [status, {content: found?.content && Object.fromEntries(Object.keys(found.content).map((type) => [type, {}]))}];
    }));
  }

  /// A document with this operation alone, named `operation`.
  operation(path, method) {
    const [item, where] = this.real(this.root.paths[path], this.main);
    const node = this.whole(item[method.toLowerCase()] ?? item.additionalOperations[method], where);
    const {paths, definitions, responses, parameters, webhooks, ...rest} = this.root;
    const shared = this.isV2 ? {} : {components: {securitySchemes: this.whole(this.root.components?.securitySchemes ?? {}, this.main)}};
    return {
      ...rest, ...shared,
      paths: {[path]: {
        ...(item.servers && {servers: item.servers}),
        ...(item.parameters && {parameters: this.whole(item.parameters, where)}),
        [method.toLowerCase()]: {...node, operationId: 'operation'},
      }},
    };
  }
}
