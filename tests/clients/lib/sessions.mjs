// The two official clients, brought to one shape: open a session, list, call, cancel, close.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client as Client2, StreamableHTTPClientTransport as Http2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as Stdio2 } from '@modelcontextprotocol/client/stdio';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as Stdio1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as Http1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { startHttpServer } from './processes.mjs';
import { Wire } from './wire.mjs';

const recorder = fileURLToPath(new URL('record-stdio.mjs', import.meta.url));
const timeout = 10_000;
const us = { name: 'mcpcc-client-tests', version: '1.0.0' };

const makeClient = {
  'sdk 1': () => new Client1(us),
  'client 2': (mode) => new Client2(us, { versionNegotiation: { mode } }),
};
const transports = {
  'sdk 1': { stdio: Stdio1, http: Http1 },
  'client 2': { stdio: Stdio2, http: Http2 },
};
const callTool = {
  'sdk 1': (client, request, options) => client.callTool(request, undefined, options),
  'client 2': (client, request, options) => client.callTool(request, options),
};

/**
 * What is run: each client over each transport in each way it can negotiate. `revision` is what must come of it.
 */
export const sessions = ['stdio', 'http'].flatMap((transport) => [
  { client: 'sdk 1', transport, mode: 'legacy', revision: '2025-11-25' },
  { client: 'client 2', transport, mode: 'legacy', revision: '2025-11-25' },
  { client: 'client 2', transport, mode: 'auto', revision: '2026-07-28' },
  { client: 'client 2', transport, mode: { pin: '2026-07-28' }, revision: '2026-07-28' },
]);

export function describe({ client, transport, mode }) {
  return `${client}, ${transport}, ${mode.pin ? `pinned to ${mode.pin}` : mode}`;
}

/** Connects `session`'s client to `binary`. */
export async function open(session, binary, environment) {
  const wire = new Wire();
  const client = makeClient[session.client](session.mode);
  const Transport = transports[session.client][session.transport];
  const call = (name, args, options) => callTool[session.client](client, { name, arguments: args }, options);

  if (session.transport === 'http') {
    const server = await startHttpServer(binary, environment);
    await client.connect(new Transport(server.url, { fetch: wire.fetch }), { timeout }).catch(async (error) => {
      await server.end();
      throw error;
    });
    const close = async () => {
      await client.close();
      await wire.settle();
      const status = await server.end();
      if (status !== 0) throw new Error(`after SIGTERM the server ended with ${status}`);
    };
    return { client, call, wire, close };
  }

  const folder = mkdtempSync(path.join(os.tmpdir(), 'mcpcc-clients-'));
  const log = path.join(folder, 'wire');
  const command = { command: process.execPath, args: [recorder, log, binary], env: environment, stderr: 'inherit' };
  await client.connect(new Transport(command), { timeout });
  const close = async () => {
    await client.close();
    wire.readLog(log);
    rmSync(folder, { recursive: true });
  };
  return { client, call, wire, close };
}
