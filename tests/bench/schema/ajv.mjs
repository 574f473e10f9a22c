// Measures JSON.parse and ajv on what schema_bench prints, and prints a Markdown table of both.
//
//   schema_bench ... | node ajv.mjs MILLISECONDS
import {createInterface} from 'node:readline';
import {createRequire} from 'node:module';

const Ajv2020 = createRequire(new URL('../../oracle/', import.meta.url))('ajv/dist/2020.js').default;
const time = Number(process.argv[2]);
const options = {strict: false, validateFormats: false, validateSchema: false, logger: false, code: {optimize: true}};

// Nanoseconds for one call of `work`, the least of several rounds.
function nanoseconds(work) {
  let best = Infinity, repeat = 1;
  const end = performance.now() + 2 * time; // half of it goes to V8's optimiser
  do {
    const begin = performance.now();
    for (let i = 0; i < repeat; i++) work();
    const taken = performance.now() - begin;
    best = Math.min(best, taken / repeat);
    if (taken < 1) repeat *= 2;
  } while (performance.now() < end);
  return best * 1e6;
}

const times = (row) => row.ajv.from_bytes / row.ours.from_bytes;
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const rows = {called: [], large: []};
for await (const line of createInterface({input: process.stdin})) {
  const row = JSON.parse(line);
  const validate = new Ajv2020(options).compile(row.schema);
  const parsed = row.instances.map((text) => JSON.parse(text));
  let accepted = 0;
  const count = row.instances.length;
  row.ajv = {
    from_bytes: nanoseconds(() => { for (const text of row.instances) accepted += validate(JSON.parse(text)) ? 1 : 0; }) / count,
    from_values: nanoseconds(() => { for (const value of parsed) accepted += validate(value) ? 1 : 0; }) / count,
    compile: nanoseconds(() => new Ajv2020(options).compile(row.schema)),
  };
  rows[row.group].push(row);
}

const microseconds = (value) => (value / 1000).toFixed(value < 10_000 ? 2 : value < 100_000 ? 1 : 0);
console.log('| | schema, KB | instance, bytes | from bytes, µs | `JSON.parse` and ajv, µs | times as fast | the least | all together | parsed, µs | ajv, µs | compile, µs | ajv, µs | memory, KB |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
for (const [group, name] of [['called', '20 that are called most'], ['large', '20 largest']]) {
  const all = rows[group];
  const of = (figure) => median(all.map(figure));
  const sum = (figure) => all.reduce((total, r) => total + figure(r), 0);
  console.log(`| ${name} | ${(of((r) => JSON.stringify(r.schema).length) / 1000).toFixed(0)} | ${of((r) => r.bytes / r.instances.length).toFixed(0)} | `
    + `${microseconds(of((r) => r.ours.from_bytes))} | ${microseconds(of((r) => r.ajv.from_bytes))} | ${of(times).toFixed(1)} | `
    + `${Math.min(...all.map(times)).toFixed(1)} | ${(sum((r) => r.ajv.from_bytes) / sum((r) => r.ours.from_bytes)).toFixed(1)} | `
    + `${microseconds(of((r) => r.ours.from_values))} | ${microseconds(of((r) => r.ajv.from_values))} | ${microseconds(of((r) => r.ours.compile))} | `
    + `${microseconds(of((r) => r.ajv.compile))} | ${(of((r) => r.ours.memory) / 1000).toFixed(0)} |`);
}
if (process.argv.includes('--each')) {
  for (const r of [...rows.called, ...rows.large]) {
    console.log(`${r.group} ${r.document} ${r.tool}: ${r.bytes / r.instances.length} bytes, ${microseconds(r.ours.from_bytes)} ${microseconds(r.ajv.from_bytes)} ${times(r).toFixed(2)}; ${microseconds(r.ours.from_values)} ${microseconds(r.ajv.from_values)}`);
  }
}
