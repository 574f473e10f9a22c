// The official MCP clients read a result that is too large for one message, and hear of the progress of a stream.
//
//   node media.mjs --server BINARY [--schemas FOLDER] [--only TEXT]
//
// BINARY is the server of media.yaml. Prints a line for each check and ends with status 1 if one failed.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Checks } from './lib/checks.mjs';
import { describe, open, sessions } from './lib/sessions.mjs';

const { values: options } = parseArgs({
  options: { server: { type: 'string' }, schemas: { type: 'string' }, only: { type: 'string', default: '' } },
});
if (!options.server) {
  console.error('usage: node media.mjs --server BINARY [--schemas FOLDER] [--only TEXT]');
  process.exit(2);
}

const photo = Buffer.alloc(2_500_000, Uint8Array.from({ length: 251 }, (_, i) => i));
photo.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]); // begins as what it is called

/** The API; it serves parts of `ranges`, and `whole` only as it is. */
async function startApi() {
  const sent = [];
  const server = http.createServer(async (request, response) => {
    if (request.url === '/watch') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let i = 1; i <= 3; ++i) {
        response.write(`event: step\ndata: {"step":${i}}\n\n`);
        await sleep(300);
      }
      return response.end();
    }
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    if (!range || request.url !== '/photos/ranges') {
      sent.push(photo.length);
      return response.writeHead(200, { 'content-type': 'image/png', 'content-length': photo.length }).end(photo);
    }
    const part = photo.subarray(Number(range[1]), Number(range[2]) + 1);
    sent.push(part.length);
    response.writeHead(206, {
      'content-type': 'image/png',
      'content-range': `bytes ${range[1]}-${range[2]}/${photo.length}`,
      'content-length': part.length,
    });
    return response.end(part);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    sent,
    end: () => server.close(),
  };
}

/** Reads all of `uri`, part by part. */
async function readAll(client, uri) {
  const parts = [];
  for (let next = uri; next; ) {
    const result = await client.readResource({ uri: next });
    assert.equal(result.contents.length, 1);
    assert.equal(result.contents[0].uri, next);
    assert.equal(result.contents[0].mimeType, 'image/png');
    parts.push(Buffer.from(result.contents[0].blob, 'base64'));
    assert.ok(parts.length < 10);
    next = result._meta['mcpcc/range'].next;
  }
  return Buffer.concat(parts);
}

const scenario = [
  [
    'declares resources, with a template of its own and none that are listed',
    async ({ client }) => {
      assert.deepEqual(client.getServerCapabilities().resources, {});
      assert.deepEqual((await client.listResources()).resources, []);
      const [template] = (await client.listResourceTemplates()).resourceTemplates;
      assert.equal(template.uriTemplate, 'upstream://{tool}/result/{key}{?offset,length}');
    },
  ],
  // Not the last one: a stream that the client leaves at its end would be cut off for the recorder.
  [
    'hears of progress while a stream comes',
    async ({ call }) => {
      const told = [];
      const result = await call('watch', {}, { onprogress: (progress) => told.push(progress) });
      const steps = JSON.parse(result.content[0].text);
      assert.deepEqual(steps.map(({ data }) => data.step), [1, 2, 3]);
      assert.ok(told.length >= 2, `told ${told.length} times`);
      assert.deepEqual(told.map(({ progress }) => progress), told.map((_, i) => told[0].progress + i));
      assert.match(told[0].message, /^\d items?$/);
    },
  ],
  ...['ranges', 'whole'].map((id) => [
    `gives a link to a large result and reads it in parts (${id})`,
    async ({ client, call, api }) => {
      const result = await call('get_photo', { photo: id });
      const link = result.content.find(({ type }) => type === 'resource_link');
      assert.equal(link.mimeType, 'image/png');
      assert.equal(link.size, photo.length);
      api.sent.length = 0;
      assert.ok((await readAll(client, link.uri)).equals(photo));
      if (id === 'ranges') assert.ok(Math.max(...api.sent) < 1_100_000, `it sent ${api.sent}`);
    },
  ]),
];

const checks = new Checks();
for (const session of sessions) {
  const where = describe(session);
  if (!where.includes(options.only)) continue;
  const api = await startApi();
  let opened;
  const isOpen = await checks.run(where, 'connects', async () => {
    opened = await open(session, options.server, { PATH: process.env.PATH, MEDIA_BASE_URL: api.url });
  });
  if (isOpen) {
    for (const [what, run] of scenario) await checks.run(where, what, () => run({ ...opened, api }));
    await checks.run(where, 'ends in order', () => opened.close());
    if (options.schemas) {
      await checks.run(where, `every message is one of revision ${session.revision}`, () =>
        assert.deepEqual(opened.wire.violations(options.schemas, session.revision), []));
    }
  }
  api.end();
}
process.exitCode = checks.finish();
