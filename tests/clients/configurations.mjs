// What `mcpcc clients` writes, read by others: the parsers of the clients, and the MCP Inspector, which starts the
// server from it.
//
//   node configurations.mjs --mcpcc BINARY --document SPEC --server BINARY --upstream UPSTREAM.PY
//
// Prints a line for each check and ends with status 1 if one failed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { blockSchema } from '@continuedev/config-yaml';
import * as jsonc from 'jsonc-parser';
import * as toml from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { Checks } from './lib/checks.mjs';
import { startHttpServer, startUpstream } from './lib/processes.mjs';
import { tools } from './lib/scenario.mjs';

const { values: options } = parseArgs({
  options: {
    mcpcc: { type: 'string' },
    document: { type: 'string' },
    server: { type: 'string' },
    upstream: { type: 'string' },
  },
});
if (!options.mcpcc || !options.document || !options.server || !options.upstream) {
  console.error('usage: node configurations.mjs --mcpcc BINARY --document SPEC --server BINARY --upstream UPSTREAM.PY');
  process.exit(2);
}

const here = path.dirname(fileURLToPath(import.meta.url));
const inspector = path.join(here, 'node_modules/@modelcontextprotocol/inspector/clients/cli/build/index.js');
const folder = mkdtempSync(path.join(os.tmpdir(), 'mcpcc-clients-'));
const project = path.join(folder, 'petstore-mcp');
const run = promisify(execFile);
const environment = { PATH: process.env.PATH, HOME: folder };
const mcpcc = async (...args) => (await run(options.mcpcc, args, { env: environment })).stdout;
const clients = (id, ...args) => mcpcc('clients', project, '--for', id, ...args);

const allChecks = new Checks();
const check = (what, body) => allChecks.run('configurations', what, body);

const readers = {
  // As VS Code reads its settings.
  json: (text) => {
    const errors = [];
    const value = jsonc.parse(text, errors, { allowTrailingComma: true });
    assert.deepEqual(errors, []);
    return value;
  },
  toml: (text) => toml.parse(text),
  yaml: (text) => parseYaml(text),
};

/** Settings of others as people have them, and how each changes by hand-written rules. */
const settings = {
  json: [
    '',
    '{}',
    '{"mcpServers":{},"servers":{},"context_servers":{},"inputs":[]}',
    '// mine\n{\n\t"theme": "dark", // dark\n\t"mcpServers": {\n\t\t/* other */ "other": {"command": "x"},\n\t},\n\t"servers": {"other": {}}, "inputs": [\n\t\t{"id": "k"},\n\t],\n}\n',
    '\uFEFF{\r\n    "a": [1, 2.50, -0.0e1],\r\n    "context_servers": {\r\n        "other": {"url": "u"}\r\n    },\r\n    "s": "\\ud83d\\ude00 // no comment"\r\n}\r\n',
    `{"history":[${Array.from({ length: 5000 }, (_, i) => `{"n":${i}}`).join(',')}],"mcpServers":{"other":{}}}`,
  ],
  toml: [
    '',
    'model = "m"\n# mine\n[mcp_servers.other]\ncommand = "x"\nenv = { A = "b" }\n[[list]]\na = 1979-05-27T07:32:00Z\n',
    'text = """\n[mcp_servers.petstore]\n"""\r\n[profiles."a.b"]\r\nx = [\r\n  1, # one\r\n]\r\n',
  ],
};

const ids = ['claude-desktop', 'claude-code', 'vscode', 'cursor', 'cline', 'windsurf', 'zed', 'gemini-cli', 'codex', 'copilot-cli', 'inspector'];
const withoutServer = (value) => {
  const copy = structuredClone(value ?? {});
  for (const name of ['mcpServers', 'servers', 'context_servers', 'mcp_servers']) {
    delete copy[name]?.petstore;
    if (copy[name] && Object.keys(copy[name]).length === 0) delete copy[name];
  }
  if (copy.inputs) copy.inputs = copy.inputs.filter((input) => !String(input.id).startsWith('petstore-'));
  if (copy.inputs?.length === 0) delete copy.inputs;
  return copy;
};
const server = (value) =>
  [value.mcpServers, value.servers, value.context_servers, value.mcp_servers].find((servers) => servers?.petstore)?.petstore;

await mcpcc('generate', options.document, '-o', project, '--name', 'petstore');

for (const id of ids) {
  const format = id === 'codex' ? 'toml' : 'json';
  await check(`${id}: an entry among other settings`, async () => {
    const read = readers[format];
    const printed = read(await clients(id, '--print', '--command', options.server));
    assert.equal(server(printed).command, options.server);
    for (const [index, before] of settings[format].entries()) {
      const file = path.join(folder, `${id}-${index}.${format}`);
      if (before !== '') writeFileSync(file, before);
      await clients(id, '--install', '--command', options.server, '--file', file);
      const after = readFileSync(file, 'utf8');
      const value = read(after.replace(/^\uFEFF/, ''));
      assert.deepEqual(server(value), server(printed), after);
      assert.deepEqual(withoutServer(value), withoutServer(before === '' ? {} : read(before.replace(/^\uFEFF/, ''))));
      await clients(id, '--install', '--command', options.server, '--file', file);
      assert.equal(readFileSync(file, 'utf8'), after, 'the second time');
      await clients(id, '--uninstall', '--file', file);
      assert.equal(server(read(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))), undefined);
    }
  });
}

/** The comments of a file, in their order. */
const comments = (text) => text.match(/(\/\/|#) .*/g);
for (const id of [...ids, 'continue']) {
  const format = id === 'codex' ? 'toml' : id === 'continue' ? 'yaml' : 'json';
  await check(`${id}: an entry that its user commented`, async () => {
    const file = path.join(folder, `${id}-commented.${format}`);
    const image = (...args) => clients(id, '--install', '--file', file, '--image', ...args);
    await image('shop/pets:1', '--env', 'PETSTORE_STAFF_KEY');
    const sign = format === 'json' ? '//' : '#';
    // A comment at the end of each line; lists get a line an item.
    const commented = readFileSync(file, 'utf8')
      .replace(/(args"?(?::| =) )\[(.*)\]/, (_, key, items) => `${key}[\n${items.split(', ').join(',\n')}\n]`)
      .split('\n')
      .map((line, index) => (line === '' || format === 'yaml' && line.includes('args:') ? line : `${line} ${sign} ${index}`))
      .join('\n');
    writeFileSync(file, commented);
    const read = (text) => structuredClone(format === 'yaml' ? readers.yaml(text).mcpServers[0] : server(readers[format](text)));
    const before = read(commented);
    await image('shop/pets:2', '--env', 'PETSTORE_STAFF_KEY,PETSTORE_MANAGER_LOGIN');
    const after = readFileSync(file, 'utf8');
    const wanted = await clients(id, '--print', '--image', 'shop/pets:2', '--env', 'PETSTORE_STAFF_KEY,PETSTORE_MANAGER_LOGIN');
    assert.deepEqual(read(after), { ...before, ...read(wanted) }, after);
    // In YAML a list that changes is written anew.
    if (format !== 'yaml') assert.deepEqual(comments(after).filter((comment) => comments(commented).includes(comment)), comments(commented), after);
  });
}

await check('continue: a block that its own schema allows', async () => {
  for (const target of [['--command', options.server], ['--url', 'http://127.0.0.1:1/mcp', '--bearer', 'TOKEN'], ['--image', 'shop/pets:1']]) {
    const block = parseYaml(await clients('continue', '--print', ...target));
    const [parsed] = blockSchema.parse(block).mcpServers;
    const [written] = block.mcpServers;
    // What the schema does not know it would leave out.
    assert.deepEqual(parsed, written);
  }
});

/** Runs the Inspector on a configuration; the result that it prints. */
async function inspect(file, ...request) {
  const args = [inspector, '--format', 'json', '--config', file, '--server', 'petstore', ...request];
  const { stdout } = await run(process.execPath, args, { env: environment, maxBuffer: 1 << 26 });
  return JSON.parse(stdout).result;
}

async function usesTools(file) {
  const list = await inspect(file, '--method', 'tools/list');
  assert.deepEqual(list.tools.map(({ name }) => name).sort(), tools);
  const result = await inspect(file, '--method', 'tools/call', '--tool-name', 'get_animal', '--tool-args-json', '{"animalId":2}');
  assert.equal(result.structuredContent.name, 'Biscuit');
}

const upstream = await startUpstream(options.upstream);
await check('inspector: starts the server', async () => {
  const file = path.join(folder, 'stdio.json');
  await clients('inspector', '--install', '--command', options.server, '--set', `PETSTORE_BASE_URL=${upstream.url}`, '--file', file);
  await usesTools(file);
});
await check('inspector: starts the server from the entry of another client', async () => {
  const file = path.join(folder, 'claude-desktop.json');
  await clients('claude-desktop', '--install', '--command', options.server, '--set', `PETSTORE_BASE_URL=${upstream.url}`, '--file', file);
  await usesTools(file);
});
await check('inspector: reaches the server', async () => {
  const running = await startHttpServer(options.server, { PATH: process.env.PATH, PETSTORE_BASE_URL: upstream.url });
  try {
    const file = path.join(folder, 'http.json');
    await clients('inspector', '--install', '--url', running.url.href, '--file', file);
    await usesTools(file);
  } finally {
    await running.end();
  }
});
await check('a reference that a client did not resolve is no secret', async () => {
  const entry = server(readers.json(await clients('gemini-cli', '--print', '--command', options.server)));
  const call = run(entry.command, ['call', 'add_animal', '{"body":{"name":"Rex","species":"dog","price":{"amount":1,"currency":"EUR"}}}'], {
    env: { ...environment, ...entry.env, PETSTORE_BASE_URL: upstream.url },
  });
  await assert.rejects(call, (error) => /PETSTORE_STAFF_KEY/.test(error.stderr) && !/401/.test(error.stderr));
});
await upstream.end();
rmSync(folder, { recursive: true });
process.exitCode = allChecks.finish();
