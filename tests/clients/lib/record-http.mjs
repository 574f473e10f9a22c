// Stands between an HTTP client that is a process of its own and a server, and records what passes.
import { once } from 'node:events';
import http from 'node:http';
import { pipeline } from 'node:stream/promises';

// What belongs to one connection, or to the encoding that `fetch` undoes.
const ofTheConnection = ['connection', 'content-encoding', 'content-length', 'host', 'keep-alive', 'transfer-encoding'];
const passedOn = (headers) => Object.entries(headers).filter(([name]) => !ofTheConnection.includes(name));

/** Listens on loopback and passes every request on to `server` (a URL) through `wire`. */
export async function startRecorder(server, wire) {
  const relay = http.createServer(async (request, response) => {
    const stop = new AbortController();
    response.on('close', () => stop.abort());
    try {
      const chunks = await request.toArray();
      const answer = await wire.fetch(new URL(request.url, server), {
        method: request.method,
        headers: passedOn(request.headers),
        body: chunks.length > 0 ? Buffer.concat(chunks).toString() : undefined,
        signal: stop.signal,
      });
      response.writeHead(answer.status, Object.fromEntries(passedOn(Object.fromEntries(answer.headers))));
      response.flushHeaders();
      if (answer.body) await pipeline(answer.body, response);
      else response.end();
    } catch {
      // The client gave up, or the server did: either way the connection is what tells the other.
      response.destroy();
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const url = new URL(server.pathname, `http://127.0.0.1:${relay.address().port}`);
  const end = async () => {
    relay.close();
    relay.closeAllConnections();
    await once(relay, 'close');
  };
  return { url, end };
}
