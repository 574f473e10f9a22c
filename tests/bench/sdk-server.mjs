// What the benchmark compares `tools/call` with: a server on the official TypeScript SDK that makes the same upstream call,
// written the way its documentation shows, with JSON answers.
//
//   node sdk-server.mjs stateless|session UPSTREAM_URL
//
// `stateless` makes a server for each request, `session` keeps one for all requests of a session. Prints
// `listening on http://127.0.0.1:PORT/mcp`.
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const [kind, upstream] = process.argv.slice(2);

const tool = {
  name: 'issues_get',
  description: 'Get an issue',
  inputSchema: {
    type: 'object',
    properties: { owner: { type: 'string' }, repo: { type: 'string' }, issue_number: { type: 'integer' } },
    required: ['owner', 'repo', 'issue_number'],
  },
};

function makeServer() {
  const server = new Server({ name: 'github', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [tool] }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const { owner, repo, issue_number } = params.arguments;
    const segments = [owner, repo, 'issues', issue_number].map(encodeURIComponent).join('/');
    const response = await fetch(`${upstream}/repos/${segments}`, { headers: { Accept: 'application/json' } });
    const text = await response.text();
    if (!response.ok) return { isError: true, content: [{ type: 'text', text: `HTTP ${response.status}: ${text}` }] };
    return { content: [{ type: 'text', text }], structuredContent: JSON.parse(text) };
  });
  return server;
}

async function connected(sessionIdGenerator, register = () => {}) {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator,
    enableJsonResponse: true,
    onsessioninitialized: (id) => register(id, transport),
  });
  await makeServer().connect(transport);
  return transport;
}

const sessions = new Map();

async function transportFor(request) {
  if (kind === 'stateless') return connected(undefined);
  return sessions.get(request.headers['mcp-session-id']) ?? connected(randomUUID, (id, transport) => sessions.set(id, transport));
}

const listener = http.createServer(async (request, response) => {
  const transport = await transportFor(request);
  if (kind === 'stateless') response.on('close', () => transport.close());
  await transport.handleRequest(request, response);
});
listener.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${listener.address().port}/mcp`));
process.on('SIGTERM', () => process.exit(0));
