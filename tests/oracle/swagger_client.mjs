// Has swagger-client build the requests of real documents, of the same arguments as ours, and compares. Every difference has to be one of
// those that docs/oracle.md lists, by its name in swagger_differences.mjs, and each of those has to occur.
//
//   node swagger_client.mjs PROGRAM CORPUS ORACLE.md [DOCUMENT...]
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import SwaggerClient from 'swagger-client';
import {Documents} from './swagger_documents.mjs';
import {explain} from './swagger_differences.mjs';

const [program, corpus, page, ...only] = process.argv.slice(2);
const counts = {tools: 0, requests: 0, identical: 0, 'equal once decoded': 0, 'with listed differences': 0, 'with numbers that JavaScript writes otherwise': 0};
const seen = new Map();
const problems = [];

const essence = (type) => type.split(';')[0].trim().toLowerCase();

/// The bytes, media type and name that an argument holds: a `data:` URI or base64.
function fileOf(text, name) {
  const match = text.match(/^data:([^,]*),(.*)$/s);
  if (!match) return new File([Buffer.from(text, 'base64')], name);
  const [type, ...parameters] = match[1].split(';');
  const given = parameters.find((parameter) => parameter.startsWith('name='));
  const bytes = parameters.includes('base64') ? Buffer.from(match[2], 'base64') : Buffer.from(decodeURIComponent(match[2]));
  return new File([bytes], given ? decodeURIComponent(given.slice(5)) : name, {type});
}

const isBinary = (schema) => schema?.format === 'binary' || schema?.type === 'file' || (schema?.contentMediaType !== undefined && !schema?.contentEncoding) ||
  [...(schema?.anyOf ?? []), ...(schema?.oneOf ?? []), ...(schema?.allOf ?? [])].some(isBinary);

const propertiesOf = (schema) => Object.assign({}, ...[...(schema?.allOf ?? []), ...(schema?.anyOf ?? []), ...(schema?.oneOf ?? [])].map(propertiesOf), schema?.properties);

/// Properties of multipart that are bytes become files.
function withFiles(value, schema) {
  const properties = propertiesOf(schema);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => {
    if (typeof item === 'string' && isBinary(properties[name])) return [name, fileOf(item, name)];
    if (Array.isArray(item) && isBinary(properties[name]?.items)) return [name, item.map((one) => fileOf(one, name))];
    return [name, item];
  }));
}

/// A text as JSON is expected to be JSON already, and bytes to be a file: ours are told by what became of the argument.
function bodyOf(body, content, request) {
  if (typeof body !== 'string') return body;
  if (/\bjson\b/.test(essence(content))) return JSON.stringify(body);
  return 'body_base64' in request || (request.body !== body && !/xml|form/.test(content)) ? fileOf(body, 'body') : body;
}

function securities(tool, head, documents) {
  if (tool.security.some((requirement) => Object.keys(requirement).length === 0)) return {};
  const authorized = {};
  for (const name of Object.keys(tool.security[0] ?? {})) {
    const scheme = head.security_schemes.find((scheme) => scheme.name === name);
    const secret = `<${scheme.variable}>`;
    const raw = documents.real((documents.root.securityDefinitions ?? documents.root.components.securitySchemes)[name], documents.main)[0];
    const isBasic = raw.type === 'basic' || (raw.type === 'http' && raw.scheme.toLowerCase() === 'basic');
    authorized[name] = isBasic ? {username: secret, password: ''} : raw.type === 'oauth2' || raw.type === 'openIdConnect' ? {token: {access_token: secret}}
      : raw.type === 'apiKey' || raw.type === 'http' ? {value: secret} : undefined;
  }
  return {authorized, specSecurity: documents.root.security};
}

function theirRequest(documents, spec, tool, call, head) {
  const path = Object.keys(spec.paths)[0];
  const operation = spec.paths[path][tool.method.toLowerCase()];
  const parameters = {};
  for (const {name, wire_name: wire, in: place} of tool.arguments) {
    if (name in call.arguments) parameters[`${place}.${wire}`] = call.arguments[name];
  }
  const options = {spec, operationId: 'operation', parameters, contextUrl: head.base_url || 'http://upstream.test', securities: securities(tool, head, documents)};
  const content = call.arguments.content_type ?? (call.request.headers.find(([name]) => name === 'Content-Type')?.[1]);
  const body = tool.arguments.some(({name}) => name === 'body') ? undefined : call.arguments.body;
  const server = (operation.servers ?? spec.paths[path].servers ?? documents.root.servers ?? [])[0];
  options.serverVariables = Object.fromEntries(Object.entries(server?.variables ?? {}).filter(([, {default: value}]) => !value || value.includes('{'))
    .map(([name]) => [name, 'upstream.test']));
  if (documents.isV2) {
    const schemes = documents.root.schemes ?? [];
    // Of several schemes any will do; ours is https.
    if (documents.root.host && (schemes.length === 0 || schemes.includes('https'))) options.scheme = 'https';
    if (body !== undefined) {
      const all = [...(operation.parameters ?? []), ...(spec.paths[path].parameters ?? [])];
      const whole = all.find((parameter) => parameter.in === 'body');
      options.requestContentType = content && essence(content);
      if (!/^(multipart\/|application\/x-www-form-urlencoded)/.test(content)) parameters[`body.${whole.name}`] = bodyOf(body, content, call.request);
      else {
        const properties = Object.fromEntries(all.filter((parameter) => parameter.in === 'formData').map((parameter) => [parameter.name, parameter]));
        for (const [name, value] of Object.entries(essence(content).startsWith('multipart/') ? withFiles(body, {properties}) : body)) parameters[`formData.${name}`] = value;
      }
    }
  } else if (body !== undefined && content !== undefined) {
    const types = Object.keys(operation.requestBody.content);
    const type = types.includes(content) ? content : types.find((type) => essence(type) === essence(content)) ?? types[0];
    const {schema} = operation.requestBody.content[type];
    options.requestContentType = type;
    options.requestBody = essence(type).startsWith('multipart/') ? withFiles(body, schema) : bodyOf(body, content, call.request);
  }
  const request = SwaggerClient.buildRequest(options);
  // As `execute` does.
  if (Object.prototype.toString.call(request.body) === '[object Object]' || Array.isArray(request.body)) request.body = JSON.stringify(request.body);
  return request;
}

const decoded = (text) => { try { return decodeURIComponent(text.replaceAll('+', '%20')); } catch { return text; } };
const pairs = (text) => text.split('&').filter((pair) => pair !== '').map((pair) => {
  const at = pair.indexOf('=');
  return at < 0 ? [decoded(pair), ''] : [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))];
});

async function entries(form) {
  return Promise.all([...form.entries()].map(async ([name, value]) => [name, typeof value === 'string' ? value
    : `${value.name} ${value.type || 'application/octet-stream'} ${Buffer.from(await value.arrayBuffer()).toString('base64')}`]));
}

/// [{part, name, ours, theirs}], all texts; undefined: not there.
async function differences(ours, theirs) {
  const out = [];
  const compare = (part, name, a, b) => { if (a !== b) out.push({part, name, ours: a, theirs: b}); };
  compare('method', '', ours.method, theirs.method.toUpperCase());
  const [ourPath, ourQuery = ''] = ours.url.split('?');
  const [theirPath, theirQuery = ''] = theirs.url.split(/\?(.*)/s);
  let isIdentical = ourPath === theirPath && ourQuery === theirQuery;
  compare('path', '', decoded(ourPath), decoded(theirPath.split('#')[0]));
  compareAll('query', pairs(ourQuery), pairs(theirQuery), compare);

  const ourHeaders = Object.fromEntries(ours.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const theirHeaders = Object.fromEntries(Object.entries(theirs.headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  const accepted = (theirHeaders.accept ?? '').split(',').map((type) => type.trim()).filter((type) => type !== '');
  const ourAccepted = (ourHeaders.accept ?? '').split(',').map((type) => type.split(';q=')[0].trim());
  const isAccepted = (type) => ourAccepted.some((range) => range === '*/*' || range === type || range === type.split('/')[0] + '/*');
  compare('accept', '', accepted.every(isAccepted), true);
  delete ourHeaders.accept;
  delete theirHeaders.accept;
  if (theirHeaders.authorization?.startsWith('Basic ')) {
    theirHeaders.authorization = 'Basic ' + Buffer.from(theirHeaders.authorization.slice(6), 'base64').toString().replace(/:$/, '');
  }
  const isMultipart = (ourHeaders['content-type'] ?? '').startsWith('multipart/');
  const ourBody = 'body_base64' in ours ? Buffer.from(ours.body_base64, 'base64') : Buffer.from(ours.body ?? '');
  if (isMultipart && theirs.body instanceof FormData) {
    compareAll('part', await entries(await new Response(ourBody, {headers: {'content-type': ourHeaders['content-type']}}).formData()), await entries(theirs.body), compare);
    delete theirHeaders['content-type'];  // the real one has the boundary
    delete ourHeaders['content-type'];
  } else if ((ourHeaders['content-type'] ?? '').startsWith('application/x-www-form-urlencoded') && typeof theirs.body === 'string') {
    isIdentical &&= ourBody.toString() === theirs.body;
    compareAll('form', pairs(ourBody.toString()), pairs(theirs.body), compare);
  } else {
    const theirBody = theirs.body instanceof Blob ? await theirs.body.arrayBuffer() : String(theirs.body ?? '');
    compare('body', '', ourBody.toString('latin1'), Buffer.from(theirBody).toString('latin1'));
  }
  compareAll('cookie', cookiePairs(ourHeaders.cookie), cookiePairs(theirHeaders.cookie), compare);
  delete ourHeaders.cookie;
  delete theirHeaders.cookie;
  for (const name of new Set([...Object.keys(ourHeaders), ...Object.keys(theirHeaders)])) compare('header', name, ourHeaders[name], theirHeaders[name]);
  return {out, isIdentical};
}

const cookiePairs = (text) => (text ?? '').split('; ').filter((pair) => pair !== '').map((pair) => [pair.slice(0, pair.indexOf('=')), decoded(pair.slice(pair.indexOf('=') + 1))]);

/// By name: the values in their order.
function compareAll(part, ours, theirs, compare) {
  for (const name of new Set([...ours, ...theirs].map(([name]) => name))) {
    const of = (list) => { const own = list.filter(([key]) => key === name).map(([, value]) => value); return own.length === 0 ? undefined : JSON.stringify(own); };
    compare(part, name, of(ours), of(theirs));
  }
}

async function judge(documents, document, spec, tool, call, head) {
  counts.requests++;
  let theirs;
  let differ;
  const warn = console.warn;
  console.warn = () => {};
  try {
    theirs = theirRequest(documents, spec, tool, call, head);
    differ = await differences(call.request, theirs);
  } catch (error) {
    differ = {out: [{part: 'error', name: '', ours: undefined, theirs: String(error)}], isIdentical: false};
  } finally {
    console.warn = warn;
  }
  if (differ.out.length === 0) {
    counts[differ.isIdentical ? 'identical' : 'equal once decoded']++;
    return;
  }
  let known = 0;
  for (const difference of differ.out) {
    const name = explain({documents, document, spec, tool, call, difference});
    if (name) {
      known++;
      seen.set(name, (seen.get(name) ?? 0) + 1);
    } else {
      problems.push(`${document} ${tool.tool}: ${JSON.stringify(difference).slice(0, 400)} of ${JSON.stringify(call.arguments).slice(0, 300)}`);
    }
  }
  if (known === differ.out.length) counts['with listed differences']++;
}

for (const line of readFileSync(join(corpus, 'MANIFEST.tsv'), 'utf8').trim().split('\n').slice(1)) {
  const document = line.split('\t')[0];
  if (only.length > 0 && !only.includes(document)) continue;
  const root = join(corpus, document.includes('/') ? document.split('/')[0] : document);
  const lines = execFileSync(program, [corpus, document, '--reference-root', root], {maxBuffer: 1 << 30, encoding: 'utf8'}).split('\n').filter((text) => text !== '');
  if (lines.length === 0) continue;
  const documents = new Documents(join(corpus, document));
  const head = JSON.parse(lines[0]);
  for (const text of lines.slice(1)) {
    const tool = JSON.parse(text);
    counts.tools++;
    const tokens = tool.origin.pointer.split('/');
    const path = tokens[1] === 'paths' ? decodeURIComponent(tokens[2]).replaceAll('~1', '/').replaceAll('~0', '~') : tool.path;
    const spec = documents.operation(path, tool.method);
    for (const call of tool.calls) {
      if (!call.request) continue;
      if (!text.includes(JSON.stringify(call.arguments))) counts['with numbers that JavaScript writes otherwise']++;
      else await judge(documents, document, spec, tool, call, head);
    }
  }
}

const section = readFileSync(page, 'utf8').split('## Requests of swagger-client')[1]?.split('\n## ')[0] ?? '';
const listed = section.split('\n').filter((row) => row.startsWith('| ')).map((row) => row.split('|')[1].trim()).slice(2);
for (const [name, count] of Object.entries(counts)) console.log(`${count} ${name}`);
for (const [name, count] of [...seen].sort()) console.log(`${count} differences: ${name}`);
for (const name of seen.keys()) if (!listed.includes(name)) problems.push(`not listed: ${name}`);
if (only.length === 0) for (const name of listed) if (!seen.has(name)) problems.push(`listed, but not there: ${name}`);
for (const problem of problems.slice(0, Number(process.env.PROBLEMS ?? 60))) console.log(problem);
console.log(`${problems.length} problems`);
if (problems.length > 0 || counts.requests === 0) process.exitCode = 1;
