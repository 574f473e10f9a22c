// The official MCP clients against a server that mcpcc made of samples/petstore.
//
//   node run.mjs --server BINARY --upstream UPSTREAM.PY [--schemas FOLDER] [--only TEXT]
//
// Prints a line for each check and ends with status 1 if one failed. With --schemas every message of the server is
// checked against FOLDER/schema-<revision>.json. --only runs the sessions whose description contains TEXT.
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { Checks } from './lib/checks.mjs';
import { startUpstream } from './lib/processes.mjs';
import { scenario, withoutCredentials, withoutUpstream } from './lib/scenario.mjs';
import { describe, open, sessions } from './lib/sessions.mjs';

const { values: options } = parseArgs({
  options: {
    server: { type: 'string' },
    upstream: { type: 'string' },
    schemas: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
if (!options.server || !options.upstream) {
  console.error('usage: node run.mjs --server BINARY --upstream UPSTREAM.PY [--schemas FOLDER] [--only TEXT]');
  process.exit(2);
}

const secrets = {
  PETSTORE_STAFF_KEY: 'counter-key',
  PETSTORE_CUSTOMER_TOKEN: 'customer-token',
  PETSTORE_MANAGER_LOGIN: 'manager:shelf-life',
};
const allChecks = new Checks();
const check = allChecks.run.bind(allChecks);

/** Runs `checks` in one session, then checks how it ended and what crossed the wire. */
async function runSession(session, checks, environment, where) {
  let opened;
  const isOpen = await check(where, 'connects', async () => {
    opened = await open(session, options.server, { PATH: process.env.PATH, ...environment });
    assert.equal(opened.client.getServerVersion().name, 'petstore');
  });
  if (!isOpen) {
    await opened?.close().catch(() => {});
    return;
  }
  for (const [what, run] of checks) await check(where, what, () => run(opened));
  await check(where, 'ends in order', () => opened.close());

  const { wire } = opened;
  await check(where, `speaks ${session.revision}`, () => {
    const versions = wire.resultsOf('initialize').map((result) => result.protocolVersion);
    const discovered = wire.resultsOf('server/discover').flatMap((result) => result.supportedVersions);
    if (session.revision === '2026-07-28') {
      assert.deepEqual(versions, []);
      // In `auto` over stdio the client asks a process of its own, before the recorded one.
      if (discovered.length > 0) assert.ok(discovered.includes(session.revision));
    } else {
      assert.deepEqual(versions, [session.revision]);
    }
  });
  // Over HTTP a legacy cancellation has no session to belong to, and a modern one is a closed connection.
  if (session.transport === 'stdio' && checks === scenario) {
    await check(where, 'does not answer a cancelled call', () => {
      const { cancelled, answered } = wire.cancelled();
      assert.equal(cancelled.length, 1);
      assert.deepEqual(answered, []);
    });
  }
  if (options.schemas) {
    await check(where, `every message is one of revision ${session.revision}`, () => {
      assert.ok(wire.entries.some(({ from }) => from === 'server'), 'nothing was recorded');
      assert.deepEqual(wire.violations(options.schemas, session.revision), []);
    });
  }
}

for (const session of sessions) {
  const where = describe(session);
  if (!where.includes(options.only)) continue;
  const upstream = await startUpstream(options.upstream);
  try {
    await runSession(session, scenario, { PETSTORE_BASE_URL: upstream.url, ...secrets }, where);
  } finally {
    await upstream.end();
  }
  await runSession(session, [withoutUpstream], { PETSTORE_BASE_URL: upstream.url, ...secrets }, `${where}, no upstream`);
}

for (const session of sessions.filter(({ client }) => client === 'sdk 1')) {
  const where = `${describe(session)}, no credentials`;
  if (!where.includes(options.only)) continue;
  const upstream = await startUpstream(options.upstream);
  try {
    await runSession(session, [withoutCredentials], { PETSTORE_BASE_URL: upstream.url }, where);
  } finally {
    await upstream.end();
  }
}

process.exitCode = allChecks.finish();
