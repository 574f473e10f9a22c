// Runs the official conformance suite against a server that is up, and judges every check by itself: the suite's own
// exit status heeds scored scenarios only, and no warnings.
//
//   node run.mjs --url URL --revision REVISION --out FOLDER [SCENARIO...]
//
// Prints a line for each scenario and a summary; ends with status 1 when a check failed or warned.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { url: { type: 'string' }, revision: { type: 'string' }, out: { type: 'string' } },
  allowPositionals: true,
});
// Scenarios that a run has to have: scored, and not scored but run. Fewer would mean that some were left out.
const expected = { '2025-11-25': [30, 3], '2026-07-28': [37, 13] };
const suite = join(
  dirname(fileURLToPath(import.meta.url)),
  'node_modules/@modelcontextprotocol/conformance/dist/index.js',
);

function runSuite(selection) {
  // The suite checks names of hosts: only a URL with `localhost` will do.
  const url = values.url.replace('127.0.0.1', 'localhost');
  const run = spawnSync(process.execPath, [suite, 'server', '--url', url, ...selection, '-o', values.out], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.error) throw run.error;
  return run;
}

const runs =
  positionals.length === 0
    ? [runSuite(['--requirements', values.revision])]
    : positionals.map((name) => runSuite(['--scenario', name, '--spec-version', values.revision, '--force']));

let passed = 0;
let failed = 0;
let skipped = 0;
const folders = readdirSync(values.out).sort();
for (const folder of folders) {
  const checks = JSON.parse(readFileSync(join(values.out, folder, 'checks.json'), 'utf8'));
  const count = (status) => checks.filter((check) => check.status === status).length;
  const bad = checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING');
  passed += count('SUCCESS');
  failed += bad.length;
  skipped += count('SKIPPED');
  const scenario = folder.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT.*$/, '');
  console.log(`${bad.length === 0 ? 'ok    ' : 'FAILED'}  ${scenario}: ${count('SUCCESS')} passed, ${bad.length} failed`);
  for (const { id, status, errorMessage } of bad) console.log(`        ${status} ${id}: ${errorMessage}`);
}

const output = runs.map((run) => run.stdout + run.stderr).join('\n');
const unscored = Number(/Not scored for .*: (\d+) scenario/.exec(output)?.[1] ?? 0);
console.log(
  `${values.revision}: ${folders.length - unscored} scored scenarios, ${unscored} unscored; ` +
    `${passed} checks passed, ${failed} failed, ${skipped} skipped by the suite`,
);
let complete = true;
if (positionals.length === 0) {
  const [scored, others] = expected[values.revision];
  complete = folders.length - unscored === scored && unscored === others;
  if (!complete) console.log(`expected ${scored} scored and ${others} unscored scenarios`);
}
if (!complete || runs.some((run) => run.status !== 0)) console.log(output);
process.exitCode = complete && failed === 0 && passed > 0 && runs.every((run) => run.status === 0) ? 0 : 1;
