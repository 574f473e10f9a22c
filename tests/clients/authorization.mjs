// The official MCP clients against a server that wants authorization.
//
//   node authorization.mjs --server BINARY
//
// BINARY is the server of guarded.yaml. Prints a line for each check and ends with status 1 if one failed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  Client as Client2,
  ClientCredentialsProvider as Provider2,
  StreamableHTTPClientTransport as Http2,
} from '@modelcontextprotocol/client';
import { ClientCredentialsProvider as Provider1 } from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Http1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { client as registered, startAuthorizationServer } from './lib/authorization-server.mjs';
import { Checks } from './lib/checks.mjs';
import { startHttpServer } from './lib/processes.mjs';

const { values: options } = parseArgs({ options: { server: { type: 'string' } } });
if (!options.server) {
  console.error('usage: node authorization.mjs --server BINARY');
  process.exit(2);
}

const us = { name: 'mcpcc-client-tests', version: '1.0.0' };
/** With `scope` a client asks for that at once: sdk 1 does not pass on what a challenge asks for in this grant. */
const clients = {
  'sdk 1': { make: () => new Client1(us), Transport: Http1, Provider: Provider1, scope: 'notes:read notes:write' },
  'client 2, legacy': {
    make: () => new Client2(us, { versionNegotiation: { mode: 'legacy' } }),
    Transport: Http2,
    Provider: Provider2,
  },
  'client 2, auto': {
    make: () => new Client2(us, { versionNegotiation: { mode: 'auto' } }),
    Transport: Http2,
    Provider: Provider2,
  },
};
const operatorToken = 'token-of-the-operator';
const checks = new Checks();

/** A port that is free: the resource has to be named before the server listens. */
async function freePort() {
  const probe = http.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

/** The API behind the server; `seen` are the Authorization headers that came. */
async function startApi() {
  const seen = [];
  const server = http.createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ method: request.method }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}`, seen, end: () => server.close() };
}

for (const [name, { make, Transport, Provider, scope }] of Object.entries(clients)) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mcpcc-clients-'));
  const [authorizationServer, api, port] = await Promise.all([startAuthorizationServer(), startApi(), freePort()]);
  const key = path.join(folder, 'key');
  const line = execFileSync('sh', ['-c', `"$0" key new robot notes:read 2>"$1"`, options.server, key]);
  const apiKey = execFileSync('cat', [key], { encoding: 'utf8' }).trim();
  writeFileSync(path.join(folder, 'keys'), line);
  const config = path.join(folder, 'config.json');
  writeFileSync(
    config,
    JSON.stringify({
      base_url: api.url,
      authorization: {
        resource: `http://127.0.0.1:${port}/mcp`,
        issuers: [{ issuer: authorizationServer.issuer }],
        api_keys: 'keys',
        scopes: ['notes:read'],
      },
    }),
  );
  const server = await startHttpServer(
    options.server,
    { GUARDED_LOGIN: operatorToken },
    ['--http', `127.0.0.1:${port}`, '--config', config],
  );

  /** Runs `use` with a connected client. */
  async function connected(transportOptions, use) {
    const client = make();
    try {
      await client.connect(new Transport(server.url, transportOptions));
      await use(client);
    } finally {
      await client.close();
    }
  }
  const call = (client, tool) => client.callTool({ name: tool, arguments: {} });

  await checks.run(name, 'is refused without a token', () =>
    assert.rejects(connected({}, () => {}), /401|[Uu]nauthorized|bearer token/),
  );
  await checks.run(name, 'calls with an API key what the key has the scopes for', () =>
    connected({ requestInit: { headers: { Authorization: `Bearer ${apiKey}` } } }, async (client) => {
      assert.deepEqual((await client.listTools()).tools.map((tool) => tool.name), ['list_notes', 'clear_notes']);
      assert.deepEqual((await call(client, 'list_notes')).structuredContent, { method: 'GET' });
      await assert.rejects(call(client, 'clear_notes'));
    }),
  );
  const more = scope ? '' : ', and from the 403 to one with more scopes';
  await checks.run(name, `finds its way from the 401 to a token${more}`, async () => {
    const fetched = [];
    const authProvider = new Provider({ ...registered, scope, expectedIssuer: authorizationServer.issuer });
    const recording = (url, init) => {
      fetched.push(new URL(url).pathname);
      return fetch(url, init);
    };
    await connected({ authProvider, fetch: recording }, async (client) => {
      assert.deepEqual((await call(client, 'list_notes')).structuredContent, { method: 'GET' });
      assert.equal(authorizationServer.tokens.length, 1);
      assert.deepEqual((await call(client, 'clear_notes')).structuredContent, { method: 'DELETE' });
      assert.equal(authorizationServer.tokens.length, scope ? 1 : 2);
    });
    assert.ok(fetched.includes('/.well-known/oauth-protected-resource/mcp'), fetched.join(' '));
    assert.ok(authorizationServer.requests.includes('/token'));
  });
  await checks.run(name, 'sends its token no further than the server', () => {
    assert.ok(api.seen.length >= 3);
    assert.deepEqual([...new Set(api.seen)], [`Bearer ${operatorToken}`]);
  });

  await server.end();
  api.end();
  authorizationServer.end();
  rmSync(folder, { recursive: true });
}

process.exitCode = checks.finish();
