// A small authorization server: metadata (RFC 8414), keys, and the client credentials grant with a `resource` (RFC 8707).
import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

export const client = { clientId: 'robot', clientSecret: 'robot-secret' };

/** Starts one; `requests` are the paths it was asked for, `tokens` those that it issued. */
export async function startAuthorizationServer() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const requests = [];
  const tokens = [];

  function issue(form) {
    const claims = {
      iss: issuer,
      aud: form.get('resource'),
      sub: client.clientId,
      scope: form.get('scope') ?? '',
      exp: Math.floor(Date.now() / 1000) + 300,
    };
    const text = `${base64url({ alg: 'ES256', typ: 'at+jwt', kid: 'k' })}.${base64url(claims)}`;
    const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    tokens.push(`${text}.${signature.toString('base64url')}`);
    return { access_token: tokens.at(-1), token_type: 'Bearer', expires_in: 300, scope: claims.scope };
  }

  const server = http.createServer(async (request, response) => {
    requests.push(request.url);
    let body = '';
    for await (const chunk of request) body += chunk;
    const answer = (status, value) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    const expected = `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}`;
    if (request.url === '/.well-known/oauth-authorization-server') {
      answer(200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        grant_types_supported: ['client_credentials'],
        token_endpoint_auth_methods_supported: ['client_secret_basic'],
        code_challenge_methods_supported: ['S256'],
      });
    } else if (request.url === '/keys') {
      answer(200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'ES256' }] });
    } else if (request.url === '/token' && request.headers.authorization === expected) {
      answer(200, issue(new URLSearchParams(body)));
    } else {
      answer(404, {});
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${server.address().port}`;
  return { issuer, requests, tokens, end: () => server.close() };
}
