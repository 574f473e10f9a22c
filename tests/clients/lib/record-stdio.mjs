// Runs a stdio server and writes every line of both directions to a file, so that the official transports stay as they
// are:  node record-stdio.mjs LOG COMMAND [ARGUMENT...]
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import readline from 'node:readline';

const [log, command, ...rest] = process.argv.slice(2);
const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });

function relay(from, input, output) {
  readline.createInterface({ input, crlfDelay: Infinity }).on('line', (line) => {
    appendFileSync(log, `${JSON.stringify({ from, line })}\n`);
    output.write(`${line}\n`);
  }).on('close', () => output.end());
}

relay('client', process.stdin, child.stdin);
relay('server', child.stdout, process.stdout);
for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => child.kill(name));
child.stdin.on('error', () => {});
child.on('exit', (code) => process.exit(code ?? 1));
