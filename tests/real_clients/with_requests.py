"""Calls a running example `reference` with `requests`. Standard input is its address and tokens, and the requests with their answers, as
JSON."""

import json
import sys

import requests
from requests.auth import AuthBase, HTTPBasicAuth
from requests.utils import parse_dict_header

GIVEN = json.load(sys.stdin)
URL, TOKENS = GIVEN["url"], GIVEN["tokens"]


def challenge(response):
    """The parameters of the one challenge, or `None`."""
    line = response.headers.get("www-authenticate")
    if line is None:
        return None
    scheme, params = line.split(" ", 1)
    return dict(parse_dict_header(params), scheme=scheme)


class Bearer(AuthBase):
    """Sends a token, and after the challenge of step-up another one, once: what a client does without a user."""

    def __init__(self, token, stronger=None):
        self.token, self.stronger = token, stronger or {}

    def __call__(self, request):
        request.headers["authorization"] = f"Bearer {self.token}"
        if self.stronger:
            request.register_hook("response", self.step_up)
        return request

    def step_up(self, response, **options):
        params = challenge(response) or {}
        if params.get("error") != "insufficient_user_authentication":
            return response
        token = next(self.stronger[acr] for acr in params["acr_values"].split() if acr in self.stronger)
        response.content
        again = response.request.copy()
        again.deregister_hook("response", self.step_up)
        again.headers["authorization"] = f"Bearer {token}"
        answer = response.connection.send(again, **options)
        answer.history.append(response)
        return answer


def main():
    session = requests.Session()
    # No proxy and no `.netrc` of the machine.
    session.trust_env = False
    for method, path, whose, status, params in GIVEN["cases"]:
        body = {"name": "lamp"} if method == "POST" else None
        response = session.request(method, URL + path, json=body, auth=Bearer(TOKENS[whose]))
        expected = params and dict(params, scheme="Bearer")
        assert (response.status_code, challenge(response)) == (status, expected), (method, path, whose, response.headers)

    response = session.get(f"{URL}/stepup", auth=Bearer(TOKENS["reader"], {"gold": TOKENS["gold"]}))
    assert (response.status_code, response.text) == (200, "hello, reader, by gold\n"), response.text
    assert [earlier.status_code for earlier in response.history] == [401]

    basic = session.get(f"{URL}/admin", auth=HTTPBasicAuth("admin", "correct horse"))
    assert (basic.status_code, basic.text) == (200, "admin is the administrator\n"), basic.text
    wrong = session.get(f"{URL}/admin", auth=HTTPBasicAuth("admin", "wrong"))
    assert (wrong.status_code, challenge(wrong)) == (401, {"realm": "api", "charset": "UTF-8", "scheme": "Basic"}), wrong.headers
    document = session.get(challenge(session.get(f"{URL}/items"))["resource_metadata"]).json()
    assert document["resource"] == URL, document
    print(f"requests {requests.__version__}: {len(GIVEN['cases'])} requests, step-up, Basic, metadata")


main()
