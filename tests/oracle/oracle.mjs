// Asks ajv about the instances on standard input (see instances.cpp). Prints every disagreement and ends with status 1 if there is one
// that docs/oracle.md does not list, or lists in vain.
//
//   oracle_instances ... | node oracle.mjs ORACLE.md [--all]
//
// --all: every schema of the test data is there, so what is listed must appear.
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import Ajv2020 from 'ajv/dist/2020.js';

// A place that ends with `*` stands for all that begin so.
const known = [];
for (const line of readFileSync(process.argv[2], 'utf8').split('\n')) {
  const row = line.match(/^\| `([^`]+)` \| `([^`]+)` \| (ajv|ours) \|/);
  if (row) known.push({document: row[1], place: row[2], seen: 0});
}
const covers = (row, place) => (row.place.endsWith('*') ? place.startsWith(row.place.slice(0, -1)) : place === row.place);

// The shared definitions are a schema of their own, which ajv compiles once.
const own = (text) => JSON.parse(text.replaceAll('"$ref":"#/$defs/', '"$ref":"definitions.json#/$defs/'));

// Whether JavaScript tells every integer from its neighbours, which doubles do below 2^53.
function isReadable(text) {
  const numbers = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').match(/-?\d{16,}(?![\d.eE])/g) ?? [];
  return numbers.every((number) => Number.isSafeInteger(Number(number)));
}

let ajv, document, definitions;
const counts = {schemas: 0, instances: 0, unreadable: 0, doubtful: 0, disagreements: 0, least: Infinity, accepting: 0, refusing: 0};
const unknown = [];

function disagreement(place, what) {
  counts.disagreements++;
  const row = known.find((row) => row.document === document && covers(row, place));
  if (row) row.seen++;
  else unknown.push(`${document} ${place}: ${what}`);
}

// Whether a schema has a `format` anywhere, references followed.
function hasFormat(schema) {
  const open = [schema], seen = new Set();
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (typeof value.format === 'string') return true;
    const [, name] = String(value.$ref ?? '').match(/#\/\$defs\/([^/]+)$/) ?? [];
    if (name !== undefined && !seen.has(name)) {
      seen.add(name);
      open.push(definitions[name.replaceAll('~1', '/').replaceAll('~0', '~')]);
    }
    open.push(...Object.values(value));
  }
  return false;
}

// Alternatives of a `oneOf` hold as long as formats assert nothing, so nobody knows that more than one does.
const isDoubtful = (errors) => errors.some((error) => error.keyword === 'oneOf' && error.params.passingSchemas &&
  error.params.passingSchemas.filter((index) => !hasFormat(error.schema[index])).length <= 1);

for await (const line of createInterface({input: process.stdin})) {
  const row = JSON.parse(line);
  if (row.document) {
    document = row.document;
    for (const problem of row.problems) disagreement('problem', problem);
    ajv = new Ajv2020({strict: false, validateFormats: false, validateSchema: false, logger: false, inlineRefs: false, verbose: true});
    definitions = row.definitions;
    ajv.addSchema({$id: 'definitions.json', $defs: row.definitions});
    continue;
  }
  counts.schemas++;
  counts.least = Math.min(counts.least, row.accepted.length + row.refused.length);
  if (row.accepted.length > 0) counts.accepting++;
  if (row.refused.length > 0) counts.refusing++;
  let validate;
  try {
    validate = ajv.compile(own(JSON.stringify(row.schema)));
  } catch (error) {
    disagreement(row.place, `ajv does not compile the schema: ${error.message}`);
    continue;
  }
  const judge = (text, wanted, keyword) => {
    counts.instances++;
    if (!isReadable(text)) {
      counts.unreadable++;
      return;
    }
    if (validate(JSON.parse(text)) !== wanted) {
      if (wanted && isDoubtful(validate.errors)) {
        counts.doubtful++;
        return;
      }
      const why = wanted ? JSON.stringify(validate.errors.map(({instancePath, schemaPath, params}) => ({instancePath, schemaPath, params}))) : `we refuse it by ${keyword}`;
      disagreement(row.place, `${text.slice(0, 300)} (${why})`);
    }
  };
  for (const text of row.accepted) judge(text, true);
  for (const [text, keyword] of row.refused) judge(text, false, keyword);
}

console.log(`${counts.schemas} schemas, ${counts.instances} instances, at least ${counts.least} of each, ${counts.disagreements} disagreements, ${counts.doubtful} doubtful; ` +
  `${counts.accepting} schemas accepted some, ${counts.refusing} refused some; ${counts.unreadable} instances hold an integer beyond 2^53`);
for (const line of unknown) console.log(`not listed: ${line}`);
const stale = process.argv.includes('--all') ? known.filter((row) => row.seen === 0) : [];
for (const row of stale) console.log(`listed, but not there: ${row.document} ${row.place}`);
if (unknown.length + stale.length > 0 || counts.instances === 0) process.exitCode = 1;
