"""A small authorization server for the clients: discovery, dynamic registration, authorization code with PKCE, introspection.

It belongs to a test: it asks nobody, and everybody is `ada`.
"""

import base64
import hashlib
import http.server
import json
import secrets
import threading
import time
import urllib.parse

CLIENT = ("shop", "secret-of-the-shop")


class AuthorizationServer:
    def __init__(self):
        self.clients, self.codes, self.tokens = {}, {}, {}
        # What the clients did, in order.
        self.log = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                server.answer(self, b"")

            def do_POST(self):
                server.answer(self, self.rfile.read(int(self.headers.get("content-length", 0))))

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def answer(self, request, body):
        split = urllib.parse.urlsplit(request.path)
        routes = {
            ("GET", "/.well-known/oauth-authorization-server"): self.metadata,
            ("POST", "/register"): self.register,
            ("GET", "/authorize"): self.authorize,
            ("POST", "/token"): self.token,
            ("POST", "/introspect"): self.introspect,
        }
        route = routes.get((request.command, split.path))
        form = split.query if request.command == "GET" else body.decode()
        status, document, location = route(request, form) if route else (404, {}, None)
        if route:
            self.log.append(route.__name__)
        content = json.dumps(document).encode()
        request.send_response(status)
        if location:
            request.send_header("location", location)
        request.send_header("content-type", "application/json")
        request.send_header("content-length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)

    def metadata(self, *_):
        return 200, {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "registration_endpoint": f"{self.issuer}/register",
            "introspection_endpoint": f"{self.issuer}/introspect",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "authorization_response_iss_parameter_supported": True,
        }, None

    def register(self, _, body):
        client = dict(json.loads(body), client_id=secrets.token_hex(8), client_id_issued_at=int(time.time()))
        self.clients[client["client_id"]] = client
        return 201, client, None

    def authorize(self, _, query):
        asked = dict(urllib.parse.parse_qsl(query))
        client = self.clients.get(asked.get("client_id"), {})
        is_right = (
            asked.get("redirect_uri") in client.get("redirect_uris", [])
            and asked.get("response_type") == "code"
            and asked.get("code_challenge_method") == "S256"
            and asked.get("code_challenge")
            and asked.get("resource")
        )
        if not is_right:
            return 400, {"error": "invalid_request"}, None
        code = secrets.token_hex(8)
        self.codes[code] = asked
        back = {"code": code, "iss": self.issuer} | ({"state": asked["state"]} if "state" in asked else {})
        return 302, {}, f"{asked['redirect_uri']}?{urllib.parse.urlencode(back)}"

    def token(self, _, body):
        form = dict(urllib.parse.parse_qsl(body))
        asked = self.codes.pop(form.get("code"), None)
        if not asked:
            return 400, {"error": "invalid_grant"}, None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        same = all(form.get(name) == asked[name] for name in ("client_id", "redirect_uri", "resource"))
        if challenge != asked["code_challenge"] or not same:
            return 400, {"error": "invalid_grant"}, None
        token = secrets.token_hex(16)
        self.tokens[token] = asked
        granted = {"access_token": token, "token_type": "Bearer", "expires_in": 600, "scope": asked.get("scope", "")}
        return 200, granted, None

    def introspect(self, request, body):
        expected = base64.b64encode(":".join(CLIENT).encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return 401, {}, None
        asked = self.tokens.get(dict(urllib.parse.parse_qsl(body)).get("token"))
        if not asked:
            return 200, {"active": False}, None
        return 200, {
            "active": True,
            "iss": self.issuer,
            "sub": "ada",
            "aud": asked["resource"],
            "scope": asked.get("scope", ""),
            "client_id": asked["client_id"],
            "exp": int(time.time()) + 600,
        }, None
