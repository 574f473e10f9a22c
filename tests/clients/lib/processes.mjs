// Starts and ends the processes of a session: the sample's upstream API and the server under test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';

const patience = 10_000;

/** Waits for the first line of `stream` that `pattern` matches; rejects when the process ends or says nothing in time. */
function lineOf(child, stream, pattern, what) {
  return new Promise((resolve, reject) => {
    const lines = readline.createInterface({ input: stream });
    const timer = setTimeout(() => reject(new Error(`${what} did not say where it listens`)), patience);
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`${what} ended early: ${signal ?? `status ${code}`}`)));
    lines.on('line', (line) => {
      const found = pattern.exec(line);
      if (found) {
        clearTimeout(timer);
        resolve(found);
      }
    });
  });
}

/** Ends `child` by SIGTERM and returns its exit status, or the name of the signal that ended it. */
export async function end(child) {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), patience);
    await once(child, 'exit');
    clearTimeout(timer);
  }
  return child.signalCode ?? child.exitCode;
}

export async function startUpstream(script) {
  const child = spawn('python3', [script, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [, url] = await lineOf(child, child.stdout, /listening on (\S+)/, 'the upstream');
  return { url, end: () => end(child) };
}

/** Starts `binary` as an HTTP server, on a free loopback port unless `args` say otherwise. */
export async function startHttpServer(binary, environment, args = ['--http', '127.0.0.1:0']) {
  const child = spawn(binary, args, { stdio: ['ignore', 'inherit', 'pipe'], env: environment });
  const [, origin] = await lineOf(child, child.stderr, /(http:\/\/127\.0\.0\.1:\d+)/, 'the server');
  return { url: new URL('/mcp', origin), end: () => end(child) };
}
