// Asks ajv about the instances on standard input (see instances.cpp). Prints every disagreement and ends with status 1 if there is one
// that docs/oracle.md does not list, or lists in vain.
//
//   oracle_instances ... | node oracle.mjs ORACLE.md [--all]
//
// --all: every schema of the test data is there, so what is listed must appear.
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import Ajv2020 from 'ajv/dist/2020.js';

const known = new Map();
for (const line of readFileSync(process.argv[2], 'utf8').split('\n')) {
  const row = line.match(/^\| `([^`]+)` \| `([^`]+)` \| (ajv|ours) \|/);
  if (row) known.set(`${row[1]} ${row[2]}`, 0);
}

// The shared definitions are a schema of their own, which ajv compiles once.
const own = (text) => JSON.parse(text.replaceAll('"$ref":"#/$defs/', '"$ref":"definitions.json#/$defs/'));

let ajv, document;
const counts = {schemas: 0, instances: 0, disagreements: 0};
const unknown = [];

function disagreement(tool, what) {
  counts.disagreements++;
  const place = `${document} ${tool}`;
  if (known.has(place)) known.set(place, known.get(place) + 1);
  else unknown.push(`${place}: ${what}`);
}

for await (const line of createInterface({input: process.stdin})) {
  const row = JSON.parse(line);
  if (row.document) {
    document = row.document;
    ajv = new Ajv2020({strict: false, validateFormats: false, validateSchema: false, logger: false, inlineRefs: false});
    ajv.addSchema({$id: 'definitions.json', $defs: row.definitions});
    continue;
  }
  counts.schemas++;
  if (row.accepted.length === 0 || row.refused.length === 0) unknown.push(`${document} ${row.tool}: no instances`);
  let validate;
  try {
    validate = ajv.compile(own(JSON.stringify(row.schema)));
  } catch (error) {
    disagreement(row.tool, `ajv does not compile the schema: ${error.message}`);
    continue;
  }
  const judge = (text, wanted, keyword) => {
    counts.instances++;
    if (validate(JSON.parse(text)) !== wanted) {
      const why = wanted ? JSON.stringify(validate.errors) : `we refuse it by ${keyword}`;
      disagreement(row.tool, `${text.slice(0, 300)} (${why})`);
    }
  };
  for (const text of row.accepted) judge(text, true);
  for (const [text, keyword] of row.refused) judge(text, false, keyword);
}

console.log(`${counts.schemas} schemas, ${counts.instances} instances, ${counts.disagreements} disagreements`);
for (const line of unknown) console.log(`not listed: ${line}`);
const stale = process.argv.includes('--all') ? [...known].filter(([, seen]) => seen === 0).map(([place]) => place) : [];
for (const place of stale) console.log(`listed, but not there: ${place}`);
if (unknown.length + stale.length > 0 || counts.instances === 0) process.exitCode = 1;
