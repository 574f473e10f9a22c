// The HTML reference in a real browser: search, light and dark, phones, no scripts, hostile texts.
//
//   node browser.mjs --mcpcc BINARY --document SPEC --server BINARY --chromium BINARY [--large SPEC] [--screenshots FOLDER]
//
// Prints a line for each check and ends with status 1 if one failed. With --large it says how long a large page takes.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { Checks } from '../clients/lib/checks.mjs';
import { startBrowser } from './lib/browser.mjs';

const { values: options } = parseArgs({
  options: {
    mcpcc: { type: 'string' },
    document: { type: 'string' },
    server: { type: 'string' },
    large: { type: 'string' },
    chromium: { type: 'string' },
    screenshots: { type: 'string' },
  },
});
if (!options.mcpcc || !options.document || !options.server || !options.chromium) {
  console.error('usage: node browser.mjs --mcpcc BINARY --document SPEC --server BINARY --chromium BINARY [--large SPEC] [--screenshots FOLDER]');
  process.exit(2);
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'mcpcc-docs-'));
const run = promisify(execFile);
const checks = new Checks();
const check = (what, body) => checks.run('docs', what, body);

async function makePage(document, name) {
  const project = path.join(folder, name);
  await run(options.mcpcc, ['generate', document, '-o', project, '--name', name, '--quiet'], { maxBuffer: 1 << 28 });
  const start = performance.now();
  await run(options.mcpcc, ['docs', project, '--format', 'html', '--spec', document, '--quiet'], { maxBuffer: 1 << 28 });
  const seconds = (performance.now() - start) / 1000;
  const file = path.join(project, 'docs/tools.html');
  return { url: pathToFileURL(file).href, bytes: statSync(file).size, seconds };
}

const shot = async (page, name) => {
  if (!options.screenshots) return;
  mkdirSync(options.screenshots, { recursive: true });
  writeFileSync(path.join(options.screenshots, `${name}.png`), await page.screenshot());
};

const visibleTools = `[...document.querySelectorAll('.tool')].filter((tool) => !tool.closest('[hidden]')).map((tool) => tool.id.slice(5))`;
const type = (text) => `(async () => {
  const query = document.getElementById('query');
  query.value = ${JSON.stringify(text)};
  query.dispatchEvent(new Event('input'));
  await new Promise((resolve) => setTimeout(resolve, 250));
  return ${visibleTools};
})()`;
const background = `getComputedStyle(document.body).backgroundColor`;

// WCAG 2.2, success criterion 1.4.3: the contrast of every text with what is behind it.
const poorContrast = `(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const poor = new Set();
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!hasText || element.closest('[hidden], script, style')) continue;
    const [one, two] = [parse(getComputedStyle(element).color).slice(0, 3), behind(element)].map(luminance);
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    if (ratio < 4.5) poor.add(element.tagName + '.' + element.className + ' ' + ratio.toFixed(2));
  }
  return [...poor];
})()`;

const structure = `(() => {
  const problems = [];
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) problems.push('id twice: ' + id);
  for (const link of document.querySelectorAll('a[href^="#"]'))
    if (!document.getElementById(link.getAttribute('href').slice(1))) problems.push('link to nothing: ' + link.outerHTML);
  for (const landmark of ['header', 'nav', 'main', 'footer'])
    if (document.querySelectorAll(landmark).length !== 1) problems.push('not one ' + landmark);
  for (const element of document.querySelectorAll('[aria-labelledby]'))
    if (!document.getElementById(element.getAttribute('aria-labelledby'))) problems.push('label of nothing');
  for (const input of document.querySelectorAll('input')) if (!input.labels.length) problems.push('no label');
  for (const button of document.querySelectorAll('button')) if (!button.textContent.trim()) problems.push('no name');
  let level = 0;
  for (const heading of document.querySelectorAll('h1,h2,h3,h4,h5,h6')) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) problems.push('heading skips a level: ' + heading.textContent);
    level = next;
  }
  if (document.documentElement.lang !== 'en') problems.push('no language');
  return problems;
})()`;

const browser = await startBrowser(options.chromium);
const small = await makePage(options.document, 'petstore');

await check('the page needs nothing else and complains of nothing', async () => {
  const page = await browser.open(small.url);
  assert.deepEqual(page.complaints, []);
  assert.deepEqual(page.requests, [small.url]);
  assert.equal((await page.value(visibleTools)).length, 13);
  assert.deepEqual(await page.value(structure), []);
  await shot(page, 'petstore-light');
  await page.value(`document.getElementById('tool-add_animal').scrollIntoView()`);
  await page.value(`document.querySelectorAll('#tool-add_animal details').forEach((part) => { part.open = true; })`);
  await shot(page, 'petstore-tool');
  await page.value(`document.getElementById('ledger').scrollIntoView()`);
  await shot(page, 'petstore-ledger');
  await page.close();
});

await check('every example is a call that the server makes', async () => {
  const page = await browser.open(small.url);
  const calls = await page.value(`[...document.querySelectorAll('pre.call')].map((call) => call.textContent)`);
  assert.equal(calls.length, 13);
  for (const call of calls) {
    assert.ok(call.startsWith('petstore-mcp call '), call);
    const command = call.replace('petstore-mcp', options.server) + ' --dry-run';
    const { stdout } = await run('bash', ['-c', command], { env: { PATH: process.env.PATH } });
    assert.ok(JSON.parse(stdout).url, call);
  }
  await page.close();
});

await check('search', async () => {
  const page = await browser.open(small.url);
  assert.deepEqual(await page.value(type('shopping BASKET')), ['show_basket']);
  assert.equal(await page.value(`document.getElementById('found').textContent`), '1 of 13 tools');
  await shot(page, 'petstore-search');
  assert.deepEqual(await page.value(type('xyzzy')), []);
  assert.equal(await page.value(`document.getElementById('nothing').hidden`), false);
  // A link shows what it leads to, whatever was searched for.
  await page.value(`location.hash = '#tool-get_order'; new Promise((resolve) => setTimeout(resolve, 100))`);
  assert.equal((await page.value(visibleTools)).length, 13);
  assert.equal(await page.value(`document.getElementById('nothing').hidden`), true);
  assert.deepEqual(page.complaints, []);
  await page.close();
});

await check('light and dark, and the contrast of both', async () => {
  const page = await browser.open(small.url, { scheme: 'dark' });
  await page.value(`document.querySelectorAll('details').forEach((part) => { part.open = true; })`);
  const dark = await page.value(background);
  await shot(page, 'petstore-dark');
  assert.deepEqual(await page.value(poorContrast), []);
  await page.value(`document.getElementById('scheme').click()`);
  const light = await page.value(background);
  assert.notEqual(light, dark);
  assert.deepEqual(await page.value(poorContrast), []);
  await page.value(`document.getElementById('scheme').click()`);
  assert.equal(await page.value(background), dark);
  await page.close();
  const other = await browser.open(small.url, { scheme: 'light' });
  await other.value(`localStorage.clear(); delete document.documentElement.dataset.scheme`);
  assert.equal(await other.value(background), light);
  await other.close();
});

await check('without scripts', async () => {
  const page = await browser.open(small.url, { scripts: false, scheme: 'dark' });
  assert.equal((await page.value(visibleTools)).length, 13);
  assert.equal(await page.value(`getComputedStyle(document.querySelector('.search')).display`), 'none');
  assert.equal(await page.value(`getComputedStyle(document.getElementById('scheme')).display`), 'none');
  assert.notEqual(await page.value(background), 'rgb(255, 255, 255)');
  await shot(page, 'petstore-no-scripts');
  await page.close();
});

await check('on a phone nothing is wider than the screen', async () => {
  const page = await browser.open(small.url, { width: 390, height: 844, scale: 2 });
  await shot(page, 'petstore-phone');
  await page.value(`document.querySelectorAll('main details').forEach((part) => { part.open = true; })`);
  assert.equal(await page.value(`document.documentElement.scrollWidth`), 390);
  await page.value(`document.getElementById('tool-place_order').scrollIntoView()`);
  await shot(page, 'petstore-phone-tool');
  await page.close();
});

await check('hostile texts stay texts', async () => {
  const evil = `</script><script>window.hacked = 1</script><img src=x onerror="window.hacked = 1"><a href="javascript:window.hacked=1">"'\u202e`;
  const document = path.join(folder, 'evil.json');
  const named = (text) => ({
    openapi: '3.1.0',
    info: { title: text, version: text, description: text },
    servers: [{ url: 'https://api.example/' }],
    tags: [{ name: text, description: text }],
    security: [{ [text]: [] }],
    components: { securitySchemes: { [text]: { type: 'apiKey', in: 'header', name: 'K', description: text } } },
    paths: {
      '/a/{x}': {
        post: {
          operationId: 'a',
          summary: text,
          description: text,
          tags: [text],
          parameters: [{ name: 'x', in: 'path', required: true, description: text, schema: { type: 'string', enum: [text], default: text } }],
          requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { [text]: { description: text, examples: [text] } } } } } },
          responses: { 404: { description: text } },
        },
      },
    },
  });
  const counts = [];
  for (const text of ['text', evil]) {
    writeFileSync(document, JSON.stringify(named(text)));
    const { url } = await makePage(document, text === evil ? 'evil' : 'good');
    const page = await browser.open(url);
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(page.requests, [url]);
    assert.equal(await page.value('window.hacked'), undefined);
    if (text === evil) assert.ok((await page.value(`document.body.textContent`)).includes('<img src=x onerror='));
    counts.push(await page.value(`['script', 'img', 'a', 'article', 'input', 'style'].map((name) => document.getElementsByTagName(name).length)`));
    await page.close();
  }
  assert.deepEqual(counts[0], counts[1]);
});

if (options.large) {
  await check('a large page', async () => {
    const large = await makePage(options.large, 'large');
    const start = performance.now();
    const page = await browser.open(large.url);
    const loaded = performance.now() - start;
    assert.deepEqual(page.complaints, []);
    const total = (await page.value(visibleTools)).length;
    const timed = (text) => `(async () => { const start = performance.now(); const tools = await ${type(text)}; document.body.offsetHeight; return [tools.length, performance.now() - start - 250]; })()`;
    const [found, first] = await page.value(timed('pull request review'));
    assert.ok(found > 0 && found < total);
    const [again, second] = await page.value(timed('gist'));
    assert.ok(again > 0 && again < total);
    await shot(page, 'large-search');
    await page.value(type(''));
    await page.value('window.scrollTo(0, 0)');
    await shot(page, 'large');
    assert.deepEqual(await page.value(structure), []);
    console.log(
      `        ${total} tools, ${(large.bytes / 1e6).toFixed(1)} MB, written in ${large.seconds.toFixed(2)} s, ` +
        `loaded in ${(loaded / 1000).toFixed(2)} s, searched in ${first.toFixed(0)} ms and ${second.toFixed(0)} ms`,
    );
    await page.close();
  });
}

await browser.end();
rmSync(folder, { recursive: true });
process.exitCode = checks.finish();
