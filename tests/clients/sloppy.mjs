// The official MCP clients check every structured content against the output schema of its tool, and throw where it does not fit. Here the
// API behind the server sends what its document allows, and a lot that it does not: no call may fail.
//
//   node sloppy.mjs --server BINARY [--schemas FOLDER]
import assert from 'node:assert/strict';
import http from 'node:http';
import { parseArgs } from 'node:util';
import { Checks } from './lib/checks.mjs';
import { describe, open, sessions } from './lib/sessions.mjs';

const { values: options } = parseArgs({ options: { server: { type: 'string' }, schemas: { type: 'string' } } });
if (!options.server) {
  console.error('usage: node sloppy.mjs --server BINARY [--schemas FOLDER]');
  process.exit(2);
}

const car = { id: 1, constructor: 'Volvo', colour: 'red', built: '2026-01-31', doors: [{ locked: true }], owner: null };
const json = (value) => ['application/json', typeof value === 'string' ? value : JSON.stringify(value)];
const answers = {
  right: { object: json(car), array: json([car]), number: json(7), map: json({ red: 2 }), either: json([car]) },
  wide: Object.fromEntries(['object', 'array', 'number', 'map', 'either'].map((tool) => [tool, json({ ...car, id: '1', built: null, doors: [], more: [1] })])),
  empty_object: json({}),
  empty_array: json([]),
  null: json(null),
  nulls: json([null, { id: null, doors: null, owner: null }]),
  string: json('"text"'),
  boolean: json(false),
  zero: json(0),
  wrong: json({ id: { a: 1 }, colour: [1], doors: 'none', owner: 7, red: {} }),
  wrong_items: json([7, [], { id: [] }]),
  inherited: json('{"id":1,"toString":"x","__proto__":{"id":2},"hasOwnProperty":1}'),
  infinite: json('{"id":1e999,"red":1e999}'),
  infinite_items: json('[1e999]'),
  large_number: json('123456789012345678901234567890'),
  twice: json('{"id":1,"id":{}}'),
  deep: json('['.repeat(200) + ']'.repeat(200)),
  large: json([...Array(20000).keys()].map((id) => ({ ...car, id, doors: [{ locked: 'yes' }] }))),
  text: ['text/plain', 'a "text"'],
  html: ['text/html', '<p>not found</p>'],
  events: ['text/event-stream', 'data: {"id":1}\n\ndata: [DONE]\n\n'],
  lines: ['application/x-ndjson', '{"id":1}\n{"id":2}\n'],
  image: ['image/png', Buffer.from('89504e470d0a1a0a', 'hex')],
  bytes: ['application/octet-stream', Buffer.from([0, 1, 2, 255])],
  nothing: ['application/json', ''],
};

const upstream = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const answer = answers[url.searchParams.get('sends')];
  const [type, body] = Array.isArray(answer) ? answer : answer[url.pathname.slice(1)];
  response.writeHead(200, { 'content-type': type }).end(body);
});
await new Promise((resolve) => upstream.listen(0, '127.0.0.1', resolve));
const environment = { PATH: process.env.PATH, SLOPPY_BASE_URL: `http://127.0.0.1:${upstream.address().port}` };

const checks = new Checks();
const tools = ['array', 'either', 'map', 'number', 'object'];

async function runSession(session) {
  const where = describe(session);
  const modern = session.revision === '2026-07-28';
  const check = checks.run.bind(checks, where);
  let opened;
  const isOpen = await check('connects', async () => {
    opened = await open(session, options.server, environment);
  });
  if (!isOpen) return;
  const { client, call, wire } = opened;
  await check('lists what results are', async () => {
    const listed = (await client.listTools()).tools;
    assert.deepEqual(listed.map((tool) => tool.name).sort(), tools);
    for (const tool of listed) {
      const type = tool.outputSchema?.type;
      if (modern && tool.name === 'array') assert.deepEqual(type, ['array', 'object']);
      else if (!modern || ['object', 'map'].includes(tool.name)) assert.equal(type, 'object', tool.name);
    }
  });
  for (const sends of Object.keys(answers)) {
    await check(`takes any result: ${sends}`, async () => {
      for (const tool of tools) {
        const result = await call(tool, { sends }).catch((error) => {
          throw new Error(`${tool}: ${error.message}`);
        });
        assert.ok(!result.isError, `${tool}: ${JSON.stringify(result.content)}`);
        assert.notEqual(result.structuredContent, undefined, tool);
      }
    });
  }
  await check('sends what fits as it is', async () => {
    assert.deepEqual((await call('object', { sends: 'right' })).structuredContent, car);
    assert.deepEqual((await call('map', { sends: 'right' })).structuredContent, { red: 2 });
    const wrapped = (value) => (modern ? value : { result: value });
    assert.deepEqual((await call('array', { sends: 'right' })).structuredContent, wrapped([car]));
    assert.deepEqual((await call('number', { sends: 'right' })).structuredContent, wrapped(7));
    assert.deepEqual((await call('object', { sends: 'wide' })).structuredContent.id, '1');
    assert.deepEqual((await call('object', { sends: 'text' })).structuredContent, { result: 'a "text"' });
  });
  await check('takes parts of results', async () => {
    const part = await call('array', { sends: 'right', _result: { pointer: '/0/doors' } });
    const whole = [{ doors: [{ locked: true }] }];
    assert.deepEqual(part.structuredContent, modern ? whole : { result: whole });
    assert.deepEqual(JSON.parse(part.content[0].text), [{ locked: true }]);
    for (const _result of [{ pointer: '/0/id' }, { pointer: '/0', select: ['/id', '/owner'] }, { offset: 1 }, { select: ['/*/doors/*/locked'] }]) {
      assert.ok(!(await call('array', { sends: 'right', _result })).isError);
    }
    assert.ok(!(await call('object', { sends: 'right', _result: { pointer: '/colour', offset: 1 } })).isError);
  });
  await check('ends in order', () => opened.close());
  if (options.schemas) {
    await check(`every message is one of revision ${session.revision}`, () => {
      assert.deepEqual(wire.violations(options.schemas, session.revision), []);
    });
  }
}

for (const session of sessions.filter(({ transport }) => transport === 'http')) await runSession(session);
upstream.close();
upstream.closeAllConnections();
process.exitCode = checks.finish();
