// Calls a running example `reference` with oauth4webapi and openid-client. Standard input is its address and tokens, and the requests
// with their answers, as JSON.

import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { url, tokens, cases } = JSON.parse(Buffer.concat(chunks));
// The server is on this machine.
const insecure = { [oauth.allowInsecureRequests]: true };

const headers = (body) => new Headers(body ? { "content-type": "application/json" } : {});

// The challenges of an answer that is not a success, or undefined.
async function challenges(name, call) {
  try {
    const response = await call();
    await response.arrayBuffer();
    return [response.status];
  } catch (error) {
    const { code, cause, status } = error;
    const expected = name === "oauth4webapi" ? oauth.WWW_AUTHENTICATE_CHALLENGE : "OAUTH_WWW_AUTHENTICATE_CHALLENGE";
    assert.equal(code, expected, `${name}: ${error.stack}`);
    return [status, cause];
  }
}

async function check(name, request) {
  for (const [method, path, whose, status, params] of cases) {
    const what = `${name}: ${method} ${path} by ${whose}`;
    const body = method === "POST" ? '{"name": "lamp"}' : undefined;
    const [found, read] = await challenges(name, () => request(tokens[whose], method, new URL(path, url), headers(body), body));
    assert.equal(found, status, what);
    if (params === null) {
      assert.equal(read, undefined, what);
    } else {
      assert.deepEqual(read.map(({ scheme, parameters }) => [scheme, { ...parameters }]), [["bearer", params]], what);
    }
  }
}

// From a challenge to the issuer of the tokens: RFC 9728 5, then RFC 8414 or OpenID Connect Discovery.
async function discover() {
  const [status, [{ parameters }]] = await challenges("oauth4webapi", () =>
    oauth.protectedResourceRequest("wrong", "GET", new URL("/items", url), undefined, undefined, insecure),
  );
  assert.equal(status, 401);
  const response = await fetch(parameters.resource_metadata);
  const resource = await oauth.processResourceDiscoveryResponse(new URL(url), response);
  assert.deepEqual(resource.scopes_supported, ["items:read", "items:write"]);
  // And without the challenge, at the well-known path.
  const found = await oauth.resourceDiscoveryRequest(new URL(url), insecure);
  assert.deepEqual(await oauth.processResourceDiscoveryResponse(new URL(url), found), resource);
  const [issuer] = resource.authorization_servers;
  return openid.discovery(new URL(issuer), "client", undefined, undefined, { execute: [openid.allowInsecureRequests] });
}

// What a client does with the challenge of step-up (RFC 9470 4): its parameters go to the authorization endpoint as they are.
async function stepUp(config) {
  const [status, [{ parameters }]] = await challenges("openid-client", () =>
    openid.fetchProtectedResource(config, tokens.reader, new URL("/stepup", url), "GET"),
  );
  assert.deepEqual([status, parameters.error, parameters.acr_values], [401, "insufficient_user_authentication", "gold"]);
  const token = tokens[parameters.acr_values.split(" ")[0]];
  const response = await openid.fetchProtectedResource(config, token, new URL("/stepup", url), "GET");
  assert.deepEqual([response.status, await response.text()], [200, "hello, reader, by gold\n"]);
}

await check("oauth4webapi", (token, method, target, fields, body) =>
  oauth.protectedResourceRequest(token, method, target, fields, body, insecure),
);
const config = await discover();
await check("openid-client", (token, method, target, fields, body) =>
  openid.fetchProtectedResource(config, token, target, method, body, fields),
);
await stepUp(config);
console.log(`oauth4webapi, openid-client: ${cases.length} requests each, discovery, step-up`);
