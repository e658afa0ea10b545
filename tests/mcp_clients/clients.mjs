// Connects to the MCP server at URL with an unmodified SDK: `node clients.mjs sdk|client|client-2026 URL`. Prints what it saw, as JSON.

const [which, url] = process.argv.slice(2);

async function load() {
  if (which !== 'sdk') return import('@modelcontextprotocol/client');
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/sdk/client/streamableHttp.js');
  return { Client, StreamableHTTPClientTransport };
}

// What the person with a browser would do: follow the redirect, and bring the code back.
class Provider {
  redirectUrl = 'http://127.0.0.1:9/callback';
  asked = [];
  clientMetadata = {
    client_name: 'test',
    redirect_uris: [this.redirectUrl],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
  clientInformation() { return this.registered; }
  saveClientInformation(registered) { this.registered = registered; }
  tokens() { return this.granted; }
  saveTokens(granted) { this.granted = granted; }
  codeVerifier() { return this.verifier; }
  saveCodeVerifier(verifier) { this.verifier = verifier; }
  saveDiscoveryState(state) { this.discovered = state; }
  discoveryState() { return this.discovered; }
  async redirectToAuthorization(authorize) {
    this.asked.push(authorize.searchParams.get('scope'));
    const response = await fetch(authorize, { redirect: 'manual' });
    this.callback = new URL(response.headers.get('location')).searchParams;
  }
  takeCallback() {
    const callback = this.callback;
    this.callback = undefined;
    return callback;
  }
}

const sdk = await load();
const provider = new Provider();
const options = which === 'client-2026' ? { versionNegotiation: { mode: 'auto' } } : {};
const open = () => ({
  client: new sdk.Client({ name: 'test', version: '1' }, options),
  transport: new sdk.StreamableHTTPClientTransport(new URL(url), { authProvider: provider }),
});

// Does what needs more rights, which the SDK asks for, and again with them.
async function authorized(what, transport, again) {
  try {
    return { steps: 0, value: await what() };
  } catch (error) {
    const callback = provider.takeCallback();
    if (!callback) throw error;
    await transport.finishAuth(which === 'sdk' ? callback.get('code') : callback);
    return { steps: 1, value: await again() };
  }
}

let { client, transport } = open();
const connected = await authorized(
  () => client.connect(transport),
  transport,
  () => {
    ({ client, transport } = open());
    return client.connect(transport);
  },
);
const names = async () => (await client.listTools()).tools.map((tool) => tool.name).sort();
const text = (result) => result.content[0].text;
const before = await names();
const read = text(await client.callTool({ name: 'list_items', arguments: {} }));
const session = transport.sessionId;
const remove = () => client.callTool({ name: 'delete_item', arguments: { name: 'lamp' } });
const removed = await authorized(remove, transport, remove);
const after = await names();
console.log(JSON.stringify({
  asked: provider.asked,
  steps: [connected.steps, removed.steps],
  before,
  read,
  removed: text(removed.value),
  after,
  sameSession: session === transport.sessionId,
  hasSession: session !== undefined,
  version: client.getNegotiatedProtocolVersion?.() ?? transport.protocolVersion,
}));
await client.close();
process.exit(0);
