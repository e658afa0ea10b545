"""An authorization server of Authlib on a loopback port, and resource servers in Python that judge the same tokens as ours.

Prints its address, and ends with its standard input. Tokens are issued by Authlib at `/token` (RFC 9068) and described at `/introspect`
(RFC 7662). `/tokens` returns a set of good and manipulated tokens, a line of JSON for each: its name, the token, and which resource servers accept it.
"""

import json
import os
import sys
import threading

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, TokenMixin, grants
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator
from flask import Flask, Response, jsonify, request
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey
from werkzeug.serving import make_server

import servers
import tokens

AUDIENCE = "https://api.example.com"
LIFETIME = 3600
KINDS = [(RSAKey, 2048, "RS256"), (RSAKey, 2048, "PS256"), (ECKey, "P-256", "ES256"), (OKPKey, "Ed25519", "EdDSA")]


class Keys:
    """The keys of the issuer, newest last: of each algorithm one for each generation."""

    def __init__(self):
        self.all, self.generation = [], 0
        self.rotate()

    def rotate(self):
        self.generation += 1
        for kind, size, algorithm in KINDS:
            self.all.append(kind.generate_key(size, {"alg": algorithm, "use": "sig", "kid": f"{algorithm}-{self.generation}"}))

    def withdraw(self):
        self.all = self.all[-len(KINDS) :]

    def of(self, algorithm):
        return [key for key in self.all if key.as_dict()["alg"] == algorithm][-1]

    def public(self):
        return KeySet(self.all).as_dict(private=False)


class Client(ClientMixin):
    def get_client_id(self):
        return "machine"

    def get_allowed_scope(self, scope):
        return scope

    def check_client_secret(self, client_secret):
        return client_secret == "machine-secret"

    def check_endpoint_auth_method(self, method, endpoint):
        return method in ("client_secret_basic", "client_secret_post")

    def check_grant_type(self, grant_type):
        return grant_type == "client_credentials"


class Issued(TokenMixin):
    """A token that was issued."""

    def __init__(self, scope, is_revoked=False):
        self.scope, self.is_over = scope, is_revoked

    def is_expired(self):
        return False

    def is_revoked(self):
        return self.is_over


class Grant(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]


def application(issuer, keys):
    app, issued = Flask(__name__), {}

    class Generator(JWTBearerTokenGenerator):
        def get_jwks(self):
            # A set, so that the header has the name of the key.
            return KeySet([keys.of(request.form.get("alg", "RS256"))])

        def get_audiences(self, client, user, scope):
            return [AUDIENCE]

        def access_token_generator(self, client, grant_type, user, scope):
            # One generator for each algorithm would be as many servers.
            self.alg = request.form.get("alg", "RS256")
            return super().access_token_generator(client, grant_type, user, scope)

    class Introspection(IntrospectionEndpoint):
        CLIENT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

        def query_token(self, token_string, token_type_hint):
            return issued.get(token_string)

        def check_permission(self, token, client, request):
            return True

        def introspect_token(self, token):
            return {"active": True, "client_id": "machine", "sub": "machine", "scope": token.scope, "aud": AUDIENCE, "iss": issuer}

    def save(token, asked):
        issued[token["access_token"]] = Issued(token["scope"])

    server = AuthorizationServer(app, query_client=lambda name: Client() if name == "machine" else None, save_token=save)
    server.register_token_generator("default", Generator(issuer, expires_generator=lambda client, grant: LIFETIME))
    server.register_grant(Grant)
    server.register_endpoint(Introspection)

    @app.get("/.well-known/openid-configuration")
    def discovery():
        return jsonify(issuer=issuer, jwks_uri=f"{issuer}/jwks", token_endpoint=f"{issuer}/token")

    @app.get("/jwks")
    def jwks():
        return jsonify(keys.public())

    @app.post("/token")
    def token():
        return server.create_token_response()

    @app.post("/introspect")
    def introspect():
        return server.create_endpoint_response("introspection")

    @app.post("/control/<command>")
    def control(command):
        commands = {
            "rotate": keys.rotate,
            "withdraw": keys.withdraw,
            "revoke": lambda: setattr(issued[request.form["token"]], "is_over", True),
        }
        commands[command]()
        return ""

    @app.get("/tokens")
    def judged():
        judges = servers.all_of(issuer, AUDIENCE, keys.public())

        def lines():
            for name, token in tokens.all_of(issuer, AUDIENCE, keys):
                yield json.dumps([name, token, [judge for judge, accepts in judges if accepts(token)]]) + "\n"

        # Each as soon as it is judged: on a busy machine all of them take longer than a client waits.
        return Response(lines())

    return app


def main():
    keys = Keys()
    server = make_server("127.0.0.1", 0, lambda *call: app(*call), threaded=True)
    issuer = f"http://127.0.0.1:{server.server_port}"
    app = application(issuer, keys)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(issuer, flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    # Authlib demands TLS otherwise, also on a loopback port.
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    main()
