// A certified OpenID provider on a loopback port, whose keys rotate and whose key endpoint fails on command.
// Prints its address, and ends with its standard input.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const AUDIENCE = 'https://api.example.com';
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];

let generation = 0;
let keys = [];
let trouble = null;

function newKeys() {
  generation += 1;
  const made = {
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    PS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    EdDSA: generateKeyPairSync('ed25519'),
  };
  return ALGORITHMS.map((alg) => ({
    ...made[alg].privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: `${alg}-${generation}`,
  }));
}

// https://es256.example.com is a resource whose tokens are JWTs signed with ES256; those of https://opaque.example.com are opaque.
function resource(indicator) {
  const name = new URL(indicator).hostname.split('.')[0];
  const alg = ALGORITHMS.find((known) => known.toLowerCase() === name);
  return {
    scope: 'items:read items:write',
    audience: AUDIENCE,
    accessTokenTTL: 30 * 24 * 3600,
    ...(alg ? { accessTokenFormat: 'jwt', jwt: { sign: { alg } } } : { accessTokenFormat: 'opaque' }),
  };
}

function provider(issuer) {
  return new Provider(issuer, {
    clients: [{
      client_id: 'machine', client_secret: 'machine-secret', grant_types: ['client_credentials'], redirect_uris: [], response_types: [],
    }],
    jwks: { keys },
    scopes: ['items:read', 'items:write'],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true },
      resourceIndicators: { enabled: true, getResourceServerInfo: (_, indicator) => resource(indicator) },
    },
  });
}

keys = newKeys();
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  let callback = provider(issuer).callback();
  const commands = {
    '/control/rotate': () => { keys = [...newKeys(), ...keys]; },
    '/control/withdraw': () => { keys = keys.slice(0, ALGORITHMS.length); },
    '/control/fail': () => { trouble = (_, response) => { response.statusCode = 500; response.end(); }; },
    '/control/garbage': () => { trouble = (_, response) => response.end('<html>'); },
    '/control/stall': () => { trouble = () => {}; },
    '/control/heal': () => { trouble = null; },
  };
  server.on('request', (request, response) => {
    const command = commands[request.url];
    if (command) {
      command();
      callback = provider(issuer).callback();
      response.end();
    } else if (trouble && request.url === '/jwks') {
      trouble(request, response);
    } else {
      callback(request, response);
    }
  });
  console.log(issuer);
});
process.stdin.on('end', () => process.exit()).resume();
