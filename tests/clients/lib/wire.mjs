// Every message of a session as it crossed the wire, and its check against the schema of the protocol revision.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** The definition in the protocol's schema that the result of each request has to meet. */
const resultOf = {
  initialize: 'InitializeResult',
  ping: 'EmptyResult',
  'server/discover': 'DiscoverResult',
  'tools/list': 'ListToolsResult',
  'tools/call': 'CallToolResult',
  'resources/list': 'ListResourcesResult',
  'resources/templates/list': 'ListResourceTemplatesResult',
  'resources/read': 'ReadResourceResult',
  'prompts/list': 'ListPromptsResult',
  'prompts/get': 'GetPromptResult',
  'logging/setLevel': 'EmptyResult',
};

/** Reads the events of a `text/event-stream` body that carry messages. */
function eventData(body) {
  return body
    .split(/\r?\n\r?\n/)
    .map((event) =>
      event
        .split(/\r?\n/)
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).trim())
        .join('\n'),
    )
    .filter((data) => data !== '');
}

export class Wire {
  /** Messages in the order in which they were seen: {from: 'client'|'server', text}. */
  entries = [];
  #pending = [];

  record(from, text) {
    if (text !== '') this.entries.push({ from, text });
  }

  /** `fetch` that records what it sends and what it receives. */
  fetch = async (url, options) => {
    if (typeof options?.body === 'string') this.record('client', options.body);
    const response = await fetch(url, options);
    if (response.body && !(options?.method === 'GET')) {
      // An aborted response is one the client gave up; what arrived of it is no whole message.
      const reading = response.clone().text().then(
        (body) => {
          const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
          for (const text of isStream ? eventData(body) : [body]) this.record('server', text);
        },
        () => {},
      );
      this.#pending.push(reading);
    }
    return response;
  };

  /** Adds what record-stdio.mjs wrote. */
  readLog(file) {
    for (const entry of readFileSync(file, 'utf8').split('\n')) {
      if (entry === '') continue;
      const { from, line } = JSON.parse(entry);
      this.record(from, line);
    }
  }

  async settle() {
    await Promise.all(this.#pending);
  }

  /** The results of all requests of this method. */
  resultsOf(method) {
    const ids = this.#requests(method);
    return this.#parsed('server').filter((m) => m.result !== undefined && ids.has(m.id)).map((m) => m.result);
  }

  /** The cancelled requests, and those of them that were answered after all. */
  cancelled() {
    const cancelled = this.#parsed('client')
      .filter((message) => message.method === 'notifications/cancelled')
      .map((message) => message.params.requestId);
    const answered = new Set(this.#parsed('server').map((message) => message.id));
    return { cancelled, answered: cancelled.filter((id) => answered.has(id)) };
  }

  /** What is wrong with the server's messages by the schema of `revision`; an empty list when all are right. */
  violations(schemaFolder, revision) {
    const validate = validatorOf(schemaFolder, revision);
    const methods = this.#requests();
    const found = [];
    for (const { from, text } of this.entries) {
      if (from !== 'server') continue;
      if (/[\r\n]/.test(text)) found.push(`a message has a line break: ${text.slice(0, 200)}`);
      const message = JSON.parse(text);
      const method = methods.get(message.id);
      const checks = [['JSONRPCMessage', message]];
      if (message.result !== undefined && resultOf[method]) checks.push([resultOf[method], message.result]);
      if (message.method !== undefined) checks.push(['ServerNotification', message]);
      for (const [definition, value] of checks) {
        const errors = validate(definition, value);
        if (errors) found.push(`${definition} (${method ?? message.method}): ${errors}`);
      }
    }
    return found;
  }

  #parsed(from) {
    return this.entries.filter((entry) => entry.from === from).map((entry) => JSON.parse(entry.text));
  }

  /** Request ids to methods; with `method`, only those of that method. */
  #requests(method) {
    const requests = this.#parsed('client').filter((m) => m.id !== undefined && m.method !== undefined);
    return new Map(requests.filter((m) => method === undefined || m.method === method).map((m) => [m.id, m.method]));
  }
}

const validators = new Map();

function validatorOf(schemaFolder, revision) {
  if (!validators.has(revision)) {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats(ajv);
    ajv.addSchema(JSON.parse(readFileSync(path.join(schemaFolder, `schema-${revision}.json`), 'utf8')), 'mcp');
    validators.set(revision, (definition, value) => {
      const check = ajv.getSchema(`mcp#/$defs/${definition}`);
      return check(value) ? undefined : ajv.errorsText(check.errors, { dataVar: '' });
    });
  }
  return validators.get(revision);
}
