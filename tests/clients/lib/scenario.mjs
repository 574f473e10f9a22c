// What every client must see of the petstore sample, whatever the transport and the era.
import assert from 'node:assert/strict';

/** The names of its tools, sorted. */
export const tools = [
  'add_animal',
  'arrange_shelves',
  'count_animals',
  'get_animal',
  'get_order',
  'get_shelves',
  'list_animals',
  'opening_hours',
  'place_order',
  'remove_animal',
  'show_basket',
  'update_animal',
  'wait_for_delivery',
];

const shelves = {
  label: 'wall',
  articles: ['food'],
  below: [{ label: 'board', below: [{ label: 'floor', articles: ['straw', 'sand "fine"'] }] }],
};

/** The data of a successful call; checks that both forms of it agree. */
function dataOf(result) {
  assert.ok(!result.isError, `the call failed: ${JSON.stringify(result.content)}`);
  assert.equal(result.content.length, 1);
  assert.equal(result.content[0].type, 'text');
  assert.deepEqual(JSON.parse(result.content[0].text), result.structuredContent);
  return result.structuredContent;
}

function errorText(result) {
  assert.equal(result.isError, true, `the call should fail: ${JSON.stringify(result)}`);
  return result.content.map((block) => block.text ?? '').join('\n');
}

/** Checks in the order in which they run: [what is promised, how it is checked]. */
export const scenario = [
  [
    'lists every tool, with a title, all four hints and an object schema',
    async ({ client }) => {
      const listed = (await client.listTools()).tools;
      assert.deepEqual(listed.map((tool) => tool.name).sort(), tools);
      for (const tool of listed) {
        assert.equal(tool.inputSchema.type, 'object', tool.name);
        assert.ok(tool.title, `${tool.name} has no title`);
        for (const hint of ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint']) {
          assert.equal(typeof tool.annotations?.[hint], 'boolean', `${tool.name}.${hint}`);
        }
      }
      const byName = Object.fromEntries(listed.map((tool) => [tool.name, tool]));
      assert.equal(byName.list_animals.annotations.readOnlyHint, true);
      assert.equal(byName.remove_animal.annotations.destructiveHint, true);
      assert.deepEqual(Object.keys(byName.get_animal.inputSchema.properties).sort(), ['X-Units', 'animalId']);
      assert.deepEqual(byName.get_animal.inputSchema.required, ['animalId']);
      assert.ok(byName.add_animal.inputSchema.required.includes('body'));
    },
  ],
  [
    // From here on the clients throw where structured content does not fit.
    'tells what results are, where they are JSON',
    async ({ client }) => {
      const silent = (await client.listTools()).tools.filter((tool) => tool.outputSchema === undefined);
      assert.deepEqual(silent.map((tool) => tool.name).sort(), ['opening_hours', 'remove_animal']);
    },
  ],
  [
    'sends query parameters: a repeated one, a number and an enumerated one',
    async ({ call }) => {
      const found = dataOf(await call('list_animals', { species: ['cat', 'rabbit'], 'max-price': 90, sort: 'name' }));
      assert.deepEqual(found.animals.map((animal) => animal.name), ['Ms. O\'Hare', 'Pepper']);
      assert.equal(dataOf(await call('list_animals', { vaccinated: true })).total, 1);
    },
  ],
  [
    'leaves out optional arguments',
    async ({ call }) => assert.equal(dataOf(await call('list_animals', {})).total, 3),
  ],
  [
    'sends a path parameter and a header parameter',
    async ({ call }) => {
      assert.equal(dataOf(await call('get_animal', { animalId: 2 })).weight, 9.5);
      assert.equal(dataOf(await call('get_animal', { animalId: 2, 'X-Units': 'imperial' })).weight, 20.9);
    },
  ],
  [
    'sends a cookie parameter',
    async ({ call }) => {
      const basket = dataOf(await call('show_basket', { basket: 'blue basket' }));
      assert.deepEqual(basket, { basket: 'blue basket', items: [{ article: 'catnip mouse', pieces: 2 }] });
    },
  ],
  [
    'sends a nested body with an API key',
    async ({ call }) => {
      const body = {
        name: 'Żółw "Ⅳ" \\ 🐢',
        species: 'tortoise',
        price: { amount: 310.25 },
        vaccinations: [{ against: 'herpes', date: '2026-02-01' }],
        note: null,
      };
      const added = dataOf(await call('add_animal', { body }));
      assert.equal(added.name, body.name);
      assert.deepEqual(added.price, { amount: 310.25, currency: 'EUR' });
      assert.deepEqual(dataOf(await call('get_animal', { animalId: added.id })), added);
    },
  ],
  [
    'sends a change with null in it',
    async ({ call }) => {
      const changed = dataOf(await call('update_animal', { animalId: 2, body: { note: null } }));
      assert.ok(!('note' in changed));
    },
  ],
  [
    'sends both forms of a oneOf body with a bearer token, and a path parameter with a pattern',
    async ({ call }) => {
      const collect = dataOf(await call('place_order', { body: { kind: 'collect', animalId: 1 } }));
      const address = { street: 'Mill Lane 3', city: 'Ghent' };
      const deliver = dataOf(await call('place_order', { body: { kind: 'deliver', animalId: 2, address } }));
      assert.equal(collect.code, 'PS-0001');
      assert.deepEqual(dataOf(await call('get_order', { orderCode: deliver.code })), deliver);
    },
  ],
  [
    'sends and receives a recursive body, with basic authentication',
    async ({ call }) => {
      assert.deepEqual(dataOf(await call('arrange_shelves', { body: shelves })), shelves);
      assert.deepEqual(dataOf(await call('get_shelves', {})), shelves);
    },
  ],
  [
    'treats 204 as success',
    async ({ call }) => {
      assert.ok(!(await call('remove_animal', { animalId: 3 })).isError);
      assert.match(errorText(await call('get_animal', { animalId: 3 })), /404/);
    },
  ],
  [
    'passes plain text on',
    async ({ call }) => {
      const result = await call('opening_hours', {});
      assert.match(result.content[0].text, /Monday to Saturday/);
      assert.ok(!result.isError);
    },
  ],
  ['serves a deprecated operation', async ({ call }) => assert.equal(dataOf(await call('count_animals', {})).cat, 1)],
  [
    'shows an error of the upstream as a failed call with status and body',
    async ({ call }) => {
      const text = errorText(await call('get_animal', { animalId: 4711 }));
      assert.match(text, /404/);
      assert.match(text, /there is no animal with the number 4711/);
    },
  ],
  [
    'refuses wrong arguments and says which',
    async ({ call }) => {
      assert.match(errorText(await call('get_animal', {})), /animalId/);
      assert.match(errorText(await call('get_animal', { animalId: 'two' })), /animalId/);
      assert.match(errorText(await call('show_basket', {})), /basket/);
    },
  ],
  [
    'answers an unknown tool with -32602',
    async ({ call }) => {
      await assert.rejects(call('no_such_tool', {}), (error) => error.code === -32602);
    },
  ],
  [
    'gives up a call that the client cancels, and goes on',
    async ({ call }) => {
      const stop = new AbortController();
      const waiting = call('wait_for_delivery', { seconds: 2 }, { signal: stop.signal });
      const other = await call('wait_for_delivery', { seconds: 0 });
      stop.abort('enough');
      await assert.rejects(waiting);
      assert.deepEqual(dataOf(other), { arrived: false });
      assert.ok(dataOf(await call('list_animals', { limit: 1 })).total > 0);
    },
  ],
  [
    'serves calls at the same time',
    async ({ call }) => {
      const slow = call('wait_for_delivery', { seconds: 1 });
      const quick = await Promise.all([1, 2, 1, 2, 1].map((animalId) => call('get_animal', { animalId })));
      assert.deepEqual(quick.map((result) => dataOf(result).id), [1, 2, 1, 2, 1]);
      assert.deepEqual(dataOf(await slow), { arrived: false });
    },
  ],
];

/** What a server must do that has no credentials, and one whose upstream is not there. */
export const withoutCredentials = [
  'says that credentials are missing',
  async ({ call }) => {
    errorText(await call('remove_animal', { animalId: 1 }));
    assert.equal(dataOf(await call('get_animal', { animalId: 1 })).name, 'Pepper');
  },
];
export const withoutUpstream = [
  'shows an upstream that is not there as a failed call, and goes on',
  async ({ client, call }) => {
    assert.ok(errorText(await call('get_shelves', {})).length > 10);
    assert.equal((await client.listTools()).tools.length, tools.length);
  },
];
