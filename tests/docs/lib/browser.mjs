// Debian's Chromium through its DevTools protocol: no more of it than the tests of pages need.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

const patience = 30_000;
const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--hide-scrollbars', '--remote-debugging-port=0', '--force-color-profile=srgb',
];

/** Starts `binary` in a profile of its own. */
export async function startBrowser(binary) {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'mcpcc-browser-'));
  const child = spawn(binary, [...flags, `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the browser did not say where it listens')), patience);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the browser ended early: status ${code}`)));
    readline.createInterface({ input: child.stderr }).on('line', (line) => {
      const found = /DevTools listening on (ws:\S+)/.exec(line);
      if (found) {
        clearTimeout(timer);
        resolve(found[1]);
      }
    });
  });
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error('no connection to the browser')), { once: true });
  });
  const waiting = new Map();
  const listeners = new Set();
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(data);
    if (message.id === undefined) {
      for (const listener of listeners) listener(message);
      return;
    }
    const { resolve, reject, method } = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) reject(new Error(`${method}: ${message.error.message}`));
    else resolve(message.result);
  });
  const send = (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject, method });
      socket.send(JSON.stringify({ id: last, method, params, sessionId }));
    });
  return {
    /** A new page; `scripts`: whether those of the page run. */
    async open(address, { scripts = true, width = 1280, height = 900, scheme = 'light', scale = 1 } = {}) {
      const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
      const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
      const page = { complaints: [], requests: [] };
      const listener = ({ method, params, sessionId: from }) => {
        if (from !== sessionId) return;
        if (method === 'Runtime.exceptionThrown') page.complaints.push(params.exceptionDetails.text);
        if (method === 'Log.entryAdded') page.complaints.push(params.entry.text);
        if (method === 'Network.requestWillBeSent') page.requests.push(params.request.url);
        if (method === 'Page.javascriptDialogOpening') page.complaints.push(`dialog: ${params.message}`);
      };
      listeners.add(listener);
      const call = (method, params) => send(method, params, sessionId);
      for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await call(`${domain}.enable`);
      await call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: width < 600 });
      page.prefer = (value) => call('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
      await page.prefer(scheme);
      await call('Emulation.setScriptExecutionDisabled', { value: !scripts });
      const loaded = new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('the page did not load')), patience);
        listeners.add(function done({ method, sessionId: from }) {
          if (from !== sessionId || method !== 'Page.loadEventFired') return;
          clearTimeout(timer);
          listeners.delete(done);
          resolve();
        });
      });
      await call('Page.navigate', { url: address });
      await loaded;
      /** The value of an expression in the page, also where the page's own scripts do not run. */
      page.value = async (expression) => {
        const { result, exceptionDetails } = await call('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        return result.value;
      };
      page.screenshot = async () => Buffer.from((await call('Page.captureScreenshot', { format: 'png' })).data, 'base64');
      page.close = async () => {
        listeners.delete(listener);
        await send('Target.closeTarget', { targetId });
      };
      return page;
    },
    async end() {
      socket.close();
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), patience);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      clearTimeout(timer);
      // Its own processes may end later, and write to the profile until then.
      for (let left = patience; ; left -= 100) {
        try {
          return rmSync(profile, { recursive: true, force: true });
        } catch (error) {
          if (left <= 0) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
}
