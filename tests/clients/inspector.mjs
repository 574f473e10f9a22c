// The command line of the MCP Inspector against the petstore sample and against a server written in code.
//
//   node inspector.mjs --petstore BINARY --upstream UPSTREAM.PY --everything BINARY [--schemas FOLDER] [--only TEXT]
//
// Prints a line for each check and ends with status 1 if one failed. With --schemas every message of the servers is
// checked against FOLDER/schema-<revision>.json. --only runs the sessions whose description contains TEXT.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { Checks } from './lib/checks.mjs';
import { startHttpServer, startUpstream } from './lib/processes.mjs';
import { startRecorder } from './lib/record-http.mjs';
import { tools } from './lib/scenario.mjs';
import { Wire } from './lib/wire.mjs';

const { values: options } = parseArgs({
  options: {
    petstore: { type: 'string' },
    upstream: { type: 'string' },
    everything: { type: 'string' },
    schemas: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
if (!options.petstore || !options.upstream || !options.everything) {
  console.error(
    'usage: node inspector.mjs --petstore BINARY --upstream UPSTREAM.PY --everything BINARY [--schemas FOLDER] [--only TEXT]',
  );
  process.exit(2);
}

const here = path.dirname(fileURLToPath(import.meta.url));
const inspector = path.join(here, 'node_modules/@modelcontextprotocol/inspector/clients/cli/build/index.js');
const recorder = path.join(here, 'lib/record-stdio.mjs');
const revisionOf = { legacy: '2025-11-25', auto: '2026-07-28', modern: '2026-07-28' };
const names = (list) => list.map(({ name }) => name).sort();

/** What each server is asked: [the Inspector's options, the check of the result that it prints]. */
const petstore = [
  [['--method', 'tools/list'], (result) => assert.deepEqual(names(result.tools), tools)],
  [
    ['--method', 'tools/call', '--tool-name', 'get_animal', '--tool-args-json', '{"animalId":2,"X-Units":"imperial"}'],
    (result) => {
      assert.ok(!result.isError, JSON.stringify(result));
      assert.equal(result.structuredContent.weight, 20.9);
    },
  ],
];
const everything = [
  [
    ['--method', 'tools/call', '--tool-name', 'test_tool_with_progress'],
    (result) => assert.deepEqual(result.content, [{ type: 'text', text: 'Done.' }]),
  ],
  [
    ['--method', 'resources/list'],
    (result) =>
      assert.deepEqual(
        result.resources.map(({ uri }) => uri).sort(),
        ['test://static-binary', 'test://static-text', 'test://watched-resource'],
      ),
  ],
  [
    ['--method', 'resources/templates/list'],
    (result) => assert.deepEqual(result.resourceTemplates.map((t) => t.uriTemplate), ['test://template/{id}/data']),
  ],
  [
    ['--method', 'resources/read', '--uri', 'test://template/7/data'],
    (result) => {
      assert.equal(result.contents[0].uri, 'test://template/7/data');
      assert.deepEqual(JSON.parse(result.contents[0].text), { id: '7', templateTest: true });
    },
  ],
  [
    ['--method', 'prompts/list'],
    (result) => assert.ok(names(result.prompts).includes('test_prompt_with_arguments'), JSON.stringify(result)),
  ],
  [
    ['--method', 'prompts/get', '--prompt-name', 'test_prompt_with_arguments', '--prompt-args', 'arg1=one', 'arg2=two'],
    (result) =>
      assert.deepEqual(result.messages, [
        { role: 'user', content: { type: 'text', text: "Prompt with arguments: arg1='one', arg2='two'" } },
      ]),
  ],
];

const allChecks = new Checks();
const check = allChecks.run.bind(allChecks);

/** Runs the Inspector in a home of its own, `folder`; the result that it prints. */
async function inspect(era, request, target, folder) {
  const args = [inspector, '--format', 'json', '--protocol-era', era, ...request, ...target];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { PATH: process.env.PATH, HOME: folder },
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout).result;
}

/** How the Inspector reaches a server over each transport: {target, end}. What crosses goes to `wire`. */
const reach = {
  stdio: async (binary, environment, wire, folder) => {
    const log = path.join(folder, 'wire');
    const variables = Object.entries(environment).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const end = () => wire.readLog(log);
    return { target: [...variables, '--', process.execPath, recorder, log, binary], end };
  },
  http: async (binary, environment, wire) => {
    const server = await startHttpServer(binary, { PATH: process.env.PATH, ...environment });
    const relay = await startRecorder(server.url, wire);
    const end = async () => {
      await relay.end();
      await wire.settle();
      assert.equal(await server.end(), 0, 'the status after SIGTERM');
    };
    return { target: ['--transport', 'http', '--server-url', relay.url.href], end };
  },
};

async function runRequest(transport, era, binary, environment, request, verify) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mcpcc-inspector-'));
  const wire = new Wire();
  const session = await reach[transport](binary, environment, wire, folder);
  try {
    verify(await inspect(era, request, session.target, folder));
  } finally {
    await session.end();
    rmSync(folder, { recursive: true });
  }
  const revision = revisionOf[era];
  assert.equal(wire.resultsOf('initialize').length, era === 'legacy' ? 1 : 0, 'the number of handshakes');
  // Over HTTP a modern client lists the tools once more, to know which arguments it must mirror in headers.
  assert.ok(wire.resultsOf(request[1]).length > 0, 'no result was recorded');
  if (options.schemas) assert.deepEqual(wire.violations(options.schemas, revision), []);
}

for (const transport of ['stdio', 'http']) {
  for (const era of Object.keys(revisionOf)) {
    const where = `inspector, ${transport}, ${era}`;
    if (!where.includes(options.only)) continue;
    const upstream = await startUpstream(options.upstream);
    const servers = [
      [options.petstore, { PETSTORE_BASE_URL: upstream.url }, petstore],
      [options.everything, {}, everything],
    ];
    for (const [binary, environment, requests] of servers) {
      for (const [request, verify] of requests) {
        const what = `${path.basename(binary)} ${request.slice(1).join(' ')}`;
        await check(where, what, () => runRequest(transport, era, binary, environment, request, verify));
      }
    }
    await upstream.end();
  }
}

process.exitCode = allChecks.finish();
