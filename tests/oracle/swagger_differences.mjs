// What swagger-client does otherwise, each with who is right in docs/oracle.md. A rule says of one difference whether it is of its kind, from the
// document, the arguments and what both sent, and as narrowly as that can be said.
//
// difference: {part, name, ours, theirs}; part: method, path, query, header, cookie, form, part, body, accept or error. `ours` and `theirs` of what has
// names are JSON arrays of the values under this name; undefined: there are none.

const essence = (type) => (type ?? '').split(';')[0].trim().toLowerCase();
const isForm = (type) => essence(type) === 'application/x-www-form-urlencoded';
const isNothing = (value) => value === null || (typeof value === 'object' && Object.values(value).every(isNothing));

class Place {
  constructor({documents, document, spec, tool, call, difference}) {
    Object.assign(this, {documents, document, tool, call, difference, ...difference});
    [[this.path, this.item]] = Object.entries(spec.paths);
    this.operation = this.item[tool.method.toLowerCase()];
    this.parameters = [...(this.item.parameters ?? []).filter((shared) => !(this.operation.parameters ?? []).some((own) => own.name === shared.name && own.in === shared.in)),
      ...(this.operation.parameters ?? [])];
    this.isV2 = documents.isV2;
    this.contentType = call.request.headers.find(([name]) => name === 'Content-Type')?.[1] ?? '';
    this.body = tool.arguments.some(({name}) => name === 'body') ? undefined : call.arguments.body;
    const content = this.operation.requestBody?.content ?? {};
    this.media = content[this.contentType] ?? Object.entries(content).find(([type]) => essence(type) === essence(this.contentType))?.[1] ?? Object.values(content)[0];
  }

  /// The argument of a parameter.
  value(parameter) {
    const row = this.tool.arguments.find((row) => row.in === parameter.in && row.wire_name === parameter.name);
    return row && this.call.arguments[row.name];
  }

  get inPath() {
    return this.parameters.filter((parameter) => parameter.in === 'path').map((parameter) => ({...parameter, value: this.value(parameter)}));
  }

  /// Whether a parameter of the path is there by its name still.
  get isUnresolved() {
    return this.inPath.some(({name}) => this.theirs?.includes(`{${name}}`));
  }

  /// Parameters in this place, or properties of the body, with the values that were given: {name, value, style, explode, ...}.
  given() {
    if (this.part === 'form' || this.part === 'part') {
      const described = Object.fromEntries(this.parameters.filter((parameter) => parameter.in === 'formData').map((parameter) => [parameter.name, parameter]));
      return Object.entries(this.body ?? {}).map(([name, value]) => ({name, value, ...described[name], encoding: this.media?.encoding?.[name] ?? {}, ...this.media?.encoding?.[name]}));
    }
    return this.parameters.filter((parameter) => parameter.in === this.part).map((parameter) => ({...parameter, value: this.value(parameter)}));
  }

  /// The one that this name belongs to.
  get own() {
    const all = this.given();
    if (this.part === 'header') return all.find(({name}) => name.toLowerCase() === this.name);
    return all.find(({name}) => name === this.name) ?? all.find(({name}) => this.name.startsWith(name + '[')) ??
      all.find(({value}) => typeof value === 'object' && value !== null && this.name in value);
  }
}

const texts = (json) => (json === undefined ? [] : JSON.parse(json));
const hasParts = (value) => typeof value === 'object' && value !== null;
const nested = (value) => hasParts(value) && Object.values(value).some(hasParts);

/// What swagger-client makes of a property of a form before it writes it.
function reparsed(value) {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
const isReparsed = (value) => JSON.stringify(reparsed(value)) !== JSON.stringify(value);

const rules = {
  'defaults of parameters that are not given': ({isV2, ours, theirs, own}) => isV2 && ours === undefined && own?.value === undefined && own?.default !== undefined &&
    (theirs?.startsWith('[') ? texts(theirs).join() : theirs) === String(own.default),
  'empty texts': ({part, isV2, ours, theirs, own, contentType, body}) => (theirs === undefined && own?.value === '' && (part === 'query' || (isV2 && (part === 'form' || part === 'part')))) ||
    (part === 'body' && isV2 && isForm(contentType) && theirs === '' && Object.values(body).every((value) => value === '' || isNothing(value)) && /^(\w+=&?)+$/.test(ours)),
  'null, false and 0 as a body': ({part, body, ours, theirs}) => part === 'body' && (body === null || body === false || body === 0) && ours === String(body) && theirs === '',
  'null in a form': ({part, own, ours, theirs}) => (part === 'form' || part === 'part') && own?.value === null && ours === undefined && theirs === '["null"]',
  'null in an array': ({part, own, ours, theirs}) => part === 'query' && Array.isArray(own?.value) && own.value.includes(null) &&
    JSON.stringify(texts(theirs).filter((text) => text !== '')) === (ours ?? '[]'),
  'arrays without items': ({part, own, ours, theirs}) => ['query', 'form', 'part'].includes(part) && Array.isArray(own?.value) && own.value.length === 0 && ours === undefined && theirs === '[""]',
  'deepObject with arrays, or deeper': ({own}) => own?.style === 'deepObject' && (Array.isArray(own.value) || nested(own.value)),
  'arrays in a form': ({part, isV2, own, ours, theirs}) => (part === 'form' || part === 'part') && !isV2 && own?.encoding.style === undefined && Array.isArray(own?.value) &&
    theirs === JSON.stringify([nested(own.value) ? JSON.stringify(own.value) : own.value.join()]) && texts(ours).length === own.value.filter((item) => item !== null).length,
  'texts in forms that are JSON': ({part, isV2, body, own, theirs}) => !isV2 && (part === 'error' ? Object.values(body ?? {}).some((value) => reparsed(value) === null) && /undefined or null/.test(theirs)
    : (part === 'form' || part === 'part') && own !== undefined && isReparsed(own.value)),
  'XML': ({part, contentType, body, theirs}) => part === 'body' && /\bxml$/.test(essence(contentType)) && Buffer.from(theirs, 'latin1').toString() === JSON.stringify(body),
  'ranges of media types': ({part, name, ours, theirs}) => part === 'header' && name === 'content-type' && theirs.endsWith('/*') && !ours.includes('*'),
  'several cookies': ({part, own, theirs, call}) => part === 'cookie' && theirs === undefined && own !== undefined && call.request.headers.find(([name]) => name === 'Cookie')[1].includes('; '),
  'percent triples in a path of Swagger 2.0': ({part, isV2, inPath, isUnresolved}) => part === 'path' && isV2 && !isUnresolved && inPath.some(({value}) => /%[0-9A-F]{2}/.test(String(value))),
  'brackets in a path of Swagger 2.0': ({part, isV2, inPath, isUnresolved}) => part === 'path' && isV2 && isUnresolved && inPath.some(({value}) => /[[\]]/.test(String(value))),
  'paths with a query, a fragment or a mark': ({part, path, theirs}) => part === 'path' && /[?#]|\{[.;]|\*\}/.test(path) && theirs.includes('{'),
  'path parameters spelled otherwise': ({part, path, tool, theirs}) => part === 'path' && tool.arguments.some((row) => row.in === 'path' && !path.includes(`{${row.wire_name}}`) &&
    path.toLowerCase().includes(`{${row.wire_name.toLowerCase()}}`)) && /\{\w+\}/.test(theirs),
  'path parameters that are not described': ({part, path, inPath, theirs}) => part === 'path' &&
    [...path.matchAll(/\{([^}]+)\}/g)].some(([template, name]) => !inPath.some((parameter) => parameter.name === name) && theirs.includes(template)),
  'path parameters that the path does not have': ({part, path, inPath, theirs}) => part === 'error' && inPath.some(({name}) => !path.includes(`{${name}}`) &&
    theirs === `Error: Required parameter ${name} is not provided`),
  'header parameters that do not count': ({part, theirs, parameters}) => part === 'error' && parameters.some(({in: place, name}) => place === 'header' &&
    /^(accept|content-type|authorization)$/i.test(name) && theirs === `Error: Required parameter ${name} is not provided`),
  'types of parts': ({part, own, ours, theirs}) => part === 'part' && own?.encoding?.contentType !== undefined && typeof own.value === 'string' && ours === JSON.stringify([own.value]) &&
    theirs === JSON.stringify([`blob ${own.encoding.contentType} ${Buffer.from(own.value).toString('base64')}`]),
  'multipart without a part': ({part, body, ours, theirs, contentType}) => contentType.startsWith('multipart/') && isNothing(body) &&
    (part === 'body' ? /^--\S+--\r\n$/.test(ours) && theirs === '' : part === 'header'),
  'idempotency keys': ({part, call, ours, theirs}) => (part === 'header' && ours === '<new for each call>' && (theirs === undefined || theirs === '')) ||
    (part === 'error' && call.request.headers.some(([name, value]) => value === '<new for each call>' && theirs === `Error: Required parameter ${name} is not provided`)),
  'several bodies': ({part, isV2, theirs, parameters}) => part === 'error' && isV2 && parameters.filter((parameter) => parameter.in === 'body').length > 1 && /^Error: Required parameter \w+ is not provided$/.test(theirs),
  'path parameters described in another place': ({part, path, inPath, theirs, parameters}) => part === 'error' && parameters.some((parameter) => parameter.in !== 'path' &&
    path.includes(`{${parameter.name}}`) && !inPath.some(({name}) => name === parameter.name) && theirs === `Error: Required parameter ${parameter.name} is not provided`),
};

/// The name of the rule that explains a difference; undefined: none does.
export function explain(given) {
  const place = new Place(given);
  return Object.keys(rules).find((name) => rules[name](place));
}
