// Holds our schemas of documents to the originals: reads what structure.cpp prints, and has ajv judge each instance by our schema and by
// the original one. Prints every disagreement and ends with status 1 if there is one that docs/oracle.md does not list, or lists in vain.
//
//   oracle_structure ... | node structure.mjs SCHEMAS SERVER_SCHEMA ORACLE.md [--all]
//
// SCHEMAS: our folder; SERVER_SCHEMA: the original of server.json. Those of OpenAPI come with an npm package.
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';
import Ajv04 from 'ajv-draft-04';

const [schemas, serverSchema, page] = process.argv.slice(2);
const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const options = {strict: false, validateFormats: false, logger: false, allErrors: true, inlineRefs: false, verbose: true};

// The JSON Pointer of each schema in a schema, by identity.
function pointersOf(schema) {
  const pointers = new Map();
  const open = [[schema, '#']];
  while (open.length > 0) {
    const [value, pointer] = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    pointers.set(value, pointer);
    for (const [key, child] of Object.entries(value)) open.push([child, `${pointer}/${key}`]);
  }
  return pointers;
}

// A function that gives the keywords which refuse an instance: by their pointers.
function judge(ajv, schema) {
  const validate = ajv.compile(schema);
  const pointers = pointersOf(schema);
  // Those that put others together say nothing by themselves.
  const says = (error) => !['oneOf', 'anyOf', 'allOf', 'if', '$ref'].includes(error.keyword);
  const place = (error) => `${pointers.get(error.parentSchema) ?? ''}/${error.keyword}`;
  return (instance) => {
    if (validate(instance)) return [];
    const leaves = validate.errors.filter(says);
    return [...new Set((leaves.length > 0 ? leaves : validate.errors).map(place))];
  };
}

function original(name) {
  if (name === 'server') return judge(new Ajv(options), read(serverSchema));
  const version = name.slice('openapi-'.length);
  const url = import.meta.resolve('@seriousme/openapi-schema-validator');
  const schema = read(new URL(`schemas/v${version}/schema.json`, url));
  if (version < '3.1') return judge(new Ajv04(options), schema);
  // Without the schemas of Schema Objects, which are in the dialect that most documents have.
  schema.$defs.schema = {$ref: 'https://json-schema.org/draft/2020-12/schema'};
  return judge(new Ajv2020(options), schema);
}

const judges = new Map();
function judgesOf(name) {
  if (!judges.has(name)) {
    judges.set(name, {ours: judge(new Ajv2020(options), read(`${schemas}/${name}.schema.json`)), original: original(name)});
  }
  return judges.get(name);
}

const known = [];
for (const line of readFileSync(page, 'utf8').split('\n')) {
  const row = line.match(/^\| ((?:openapi|server)[^|]*) \| (ours|the original) \| `([^`]+)` \|/);
  if (row) known.push({schemas: row[1].split(', '), who: row[2], place: row[3], seen: 0});
}

const counts = {instances: 0, refused: 0, disagreements: 0};
const unknown = new Map();

// Whether the table has the keyword, or a schema that it stands in.
function isListed({schema, who, place}) {
  const row = known.find((row) => row.schemas.includes(schema) && row.who === who && `${place}/`.startsWith(`${row.place}/`));
  if (row) row.seen++;
  return row !== undefined;
}

for await (const line of createInterface({input: process.stdin})) {
  const row = JSON.parse(line);
  const judges = judgesOf(row.schema);
  const instance = JSON.parse(row.instance);
  const ours = judges.ours(instance), theirs = judges.original(instance);
  const accepted = ours.length === 0;
  counts.instances++;
  if (!accepted) counts.refused++;
  if (accepted !== row.accepted) {
    unknown.set(`${row.schema} ${row.place}`, `ajv and our validator disagree about our schema: ${ours.join(' ')}`);
  }
  if ((theirs.length === 0) === accepted) continue;
  counts.disagreements++;
  const refusals = (accepted ? theirs : ours).map((place) => ({schema: row.schema, who: accepted ? 'the original' : 'ours', place}));
  const others = refusals.filter((refusal) => !isListed(refusal));
  // The originals try alternatives, which gives errors that mean nothing.
  if (accepted && others.length < refusals.length) continue;
  for (const {schema, who, place} of others) unknown.set(`${schema} ${who} ${place}`, `${row.place}: ${row.instance.slice(0, 600)}`);
}

console.log(`${counts.instances} instances, ${counts.refused} of them refused, ${counts.disagreements} disagreements`);
for (const [key, text] of unknown) console.log(`not listed: ${key}: ${text}`);
const stale = process.argv.includes('--all') ? known.filter((row) => row.seen === 0) : [];
for (const row of stale) console.log(`listed, but not there: ${row.schemas} ${row.place}`);
if (unknown.size + stale.length > 0 || counts.refused === 0) process.exitCode = 1;
