"""A set of tokens: good ones, and what an attacker or a careless issuer makes of them. The same set for each seed."""

import base64
import hmac
import json
import random
import time

from joserfc import jws
from joserfc.jwk import RSAKey

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
CHANGES = 200


def encoded(data):
    return base64.urlsafe_b64encode(data if isinstance(data, bytes) else data.encode()).rstrip(b"=").decode()


def signed(key, algorithm, header, payload):
    """A token of these texts, whatever they are."""
    message = f"{encoded(header)}.{encoded(payload)}"
    signature = jws.JWSRegistry.algorithms[algorithm].sign(message.encode(), key)
    return f"{message}.{encoded(signature)}"


def by_secret(secret, header, payload):
    """HS256 by hand: the library knows that such a secret is none."""
    message = f"{encoded(header)}.{encoded(payload)}"
    return f"{message}.{encoded(hmac.digest(secret, message.encode(), 'sha256'))}"


def claims_of(issuer, audience):
    now = int(time.time())
    return {
        "iss": issuer, "aud": audience, "sub": "machine", "client_id": "machine",
        "iat": now, "exp": now + 3600, "jti": "1", "scope": "items:read",
    }  # fmt: skip


REMOVED = object()


def variants(good, changes, now=0):
    """Name and JSON of a document in which one member at a time has another value, or is removed."""
    for name, values in changes.items():
        for value in values:
            changed = {key: known for key, known in good.items() if key != name}
            if value is not REMOVED:
                changed[name] = value
            yield f"{name} {shown(value, now)}", json.dumps(changed)


def shown(value, now=0):
    """A text for the name of a token. Times are those from now on."""
    if value is REMOVED:
        return "removed"
    if isinstance(value, (int, float)) and now and abs(value - now) < 9999:
        return f"now{value - now:+}"
    return json.dumps(value)[:40]


def payloads(issuer, audience):
    """Name and JSON of claims, most of which are wrong."""
    good, now = claims_of(issuer, audience), int(time.time())
    yield "good", json.dumps(good)
    changes = {
        "iss": [REMOVED, None, "", issuer + "/", issuer.upper(), [issuer], "https://evil.example", 7],
        "aud": [
            REMOVED, None, "", [], [audience], ["other", audience], [audience, 7], [7, audience], "other", ["other"], audience + "/",
            audience.upper(), {audience: True}, 7, [[audience]],
        ],
        "sub": [REMOVED, None, "", 7, ["machine"], "m\u00e4chine", "a\u0000b"],
        "exp": [
            REMOVED, None, now - 3600, now - 61, now - 10, "4102444800", now + 3600.5, -1, 0, 1e300, True, [4102444800], "never",
            2**63, 2**64, 2**80,
        ],
        "nbf": [None, now, now + 30, now + 3600, "1700000000", now - 0.5, [1700000000], True, -1],
        "iat": [REMOVED, None, now + 30, now + 3600, "1700000000", 0, now - 0.5, True, -1],
        "jti": [REMOVED, None, "", 7, ["1"]],
        "client_id": [REMOVED, None, "", 7, "other"],
        "scope": [REMOVED, None, "", 7, ["items:read"], "items:read  other", "a\u00e4"],
        "auth_time": [now, "1700000000", None, now + 3600],
        "acr": ["gold", 7, None],
        "cnf": [{"jkt": "x"}, {}, None],
        "nonce": ["x"],
        "at_hash": ["x"],
        "token_use": ["access", "id"],
        "typ": ["Bearer", "ID", "Refresh"],
        "events": [{}],
        "extra": [{"a": [1, {"b": None}]}, "x" * 3000],
    }  # fmt: skip
    yield from variants(good, changes, now)
    text = json.dumps(good)
    yield "twice", text[:-1] + ', "sub": "admin"}'
    yield "twice, escaped", text[:-1] + ', "s\\u0075b": "admin"}'
    yield "twice inside", text[:-1] + ', "x": {"a": 1, "a": 2}}'
    yield "NaN", text[:-1] + ', "x": NaN}'
    yield "exp infinite", text.replace(f'"exp": {good["exp"]}', '"exp": 1e999')
    yield "exp with exponent", text.replace(f'"exp": {good["exp"]}', '"exp": 4.1e9')
    yield "trailing comma", text[:-1] + ",}"
    yield "trailing text", text + " {}"
    yield "white space", f" \n{text}\t"
    yield "byte order mark", "\ufeff" + text
    yield "a list", f"[{text}]"
    yield "a string", json.dumps(text)
    yield "empty", ""
    yield "deep", text[:-1] + ', "x": ' + "[" * 40 + "]" * 40 + "}"
    yield "half a pair", text[:-1] + ', "x": "\\ud800"}'


def headers(algorithm, kid):
    """Name and JSON of headers, most of which are wrong."""
    good = {"alg": algorithm, "kid": kid, "typ": "at+jwt"}
    yield "good", json.dumps(good)
    changes = {
        "alg": [REMOVED, None, "", "none", "None", algorithm.lower(), "HS256", "RS384", 7, [algorithm], "Ed25519", "ES512"],
        "kid": [REMOVED, None, "", "other", 7, [kid], kid + " ", "../../etc/passwd", "x" * 300],
        "typ": [REMOVED, None, "", "JWT", "AT+JWT", "application/at+jwt", "Application/AT+JWT", "dpop+jwt", "id+jwt", 7, "at+jwt; a=b"],
        "cty": ["JWT", "text/plain", 7],
        "crit": [[], ["exp"], ["b64"], "exp", None],
        "b64": [True, False],
        "zip": ["DEF"],
        "jku": ["https://evil.example/jwks"],
        "x5u": ["https://evil.example/x5u"],
        "x5c": [["MIIB"], "MIIB"],
        "jwk": [{"kty": "oct", "k": "AAAA"}],
        "extra": [1],
    }  # fmt: skip
    yield from variants(good, changes)
    text = json.dumps(good)
    yield "twice", text[:-1] + f', "alg": "{algorithm}"}}'
    yield "kid twice", text[:-1] + ', "kid": "other"}'
    yield "trailing text", text + " x"
    yield "a list", f"[{text}]"


def texts(token):
    """Name and token of what is changed without the key, where it is changed and how."""
    header, payload, signature = token.split(".")
    yield "no signature", f"{header}.{payload}."
    yield "two parts", f"{header}.{payload}"
    yield "four parts", token + "." + signature
    yield "five parts", f"{token}.{payload}.{signature}"
    yield "empty parts", ".."
    for name, part in (("header", 0), ("payload", 1), ("signature", 2)):
        parts = token.split(".")
        whole = parts[part]
        for what, changed in (
            ("padded", whole + "=" * (-len(whole) % 4 or 4)), ("doubled", whole * 2), ("cut", whole[:-1]), ("halved", whole[: len(whole) // 2]),
            ("longer", whole + "A"), ("standard alphabet", whole.replace("-", "+").replace("_", "/")), ("empty", ""),
        ):  # fmt: skip
            if changed != whole:
                parts[part] = changed
                yield f"{name} {what}", ".".join(parts)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    yield "signature with unused bits", token[:-1] + alphabet[alphabet.index(token[-1]) + 1]
    zero = encoded(bytes(len(base64.urlsafe_b64decode(signature + "=="))))
    yield "signature of zeros", f"{header}.{payload}.{zero}"


def mutations(token, chance):
    """Random changes of single characters."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=~+/"
    for number in range(CHANGES):
        place, sign = chance.randrange(len(token)), chance.choice(alphabet)
        kind = chance.choice(["replaced", "inserted", "deleted", "swapped"])
        rest = token[place + 1 :]
        changed = {
            "replaced": token[:place] + sign + rest,
            "inserted": token[:place] + sign + token[place:],
            "deleted": token[:place] + rest,
            "swapped": token[:place] + rest[:1] + token[place] + rest[1:],
        }[kind]
        if changed != token:
            yield f"{kind} {number}", changed


def all_of(issuer, audience, keys):
    """Name and token of all. The name begins with the algorithm."""
    chance = random.Random(7)
    for algorithm in ALGORITHMS:
        key = keys.of(algorithm)
        kid, header = key.kid, json.dumps({"alg": algorithm, "kid": key.kid, "typ": "at+jwt"})
        good = json.dumps(claims_of(issuer, audience))
        for name, text in payloads(issuer, audience):
            yield f"{algorithm} claims {name}", signed(key, algorithm, header, text)
        for name, text in headers(algorithm, kid):
            yield f"{algorithm} header {name}", signed(key, algorithm, text, good)
        token = signed(key, algorithm, header, good)
        for name, changed in texts(token):
            yield f"{algorithm} text {name}", changed
        for name, changed in mutations(token, chance):
            yield f"{algorithm} mutation {name}", changed
        yield from forged(algorithm, key, header, good)


def forged(algorithm, key, header, good):
    """Signed with what an attacker has: the public key as a shared secret, and keys of the attacker's own."""
    public = [key.as_pem(private=False), key.as_der(private=False), json.dumps(key.as_dict(private=False)).encode()]
    confused = json.dumps({"alg": "HS256", "kid": key.kid, "typ": "at+jwt"})
    for number, secret in enumerate(public):
        for name, text in (("", confused), (" as it is", header)):
            yield f"{algorithm} forged with the public key {number}{name}", by_secret(secret, text, good)
    other = type(key).generate_key(*({"RSA": [2048], "EC": ["P-256"], "OKP": ["Ed25519"]}[key.key_type]))
    yield f"{algorithm} forged with another key", signed(other, algorithm, header, good)
    embedded = json.dumps({**json.loads(header), "jwk": other.as_dict(private=False)})
    yield f"{algorithm} forged with an embedded key", signed(other, algorithm, embedded, good)
    if isinstance(key, RSAKey):
        for sibling in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"):
            named = json.dumps({**json.loads(header), "alg": sibling})
            yield f"{algorithm} signed as {sibling}", signed(key, sibling, named, good)
            if sibling != algorithm:
                yield f"{algorithm} signed as {sibling} in secret", signed(key, sibling, header, good)
