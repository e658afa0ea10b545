"""Resource servers of other makes: whether each accepts a token, with the settings that ours has."""

import warnings

import jwt as pyjwt
from authlib.oauth2.rfc9068 import JWTBearerTokenValidator
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import KeySet

# Of the name `EdDSA`, which tokens have.
warnings.simplefilter("ignore")

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
LEEWAY = 60
REQUIRED = ["iss", "aud", "sub", "exp", "client_id", "iat", "jti"]


def accepts(judge):
    """Whatever is raised, the token is rejected: the servers are not what is tested."""

    def judged(token):
        try:
            judge(token)
        except Exception:
            return False
        return True

    return judged


def all_of(issuer, audience, jwks):
    keys = KeySet.import_key_set(jwks)

    class Validator(JWTBearerTokenValidator):
        def get_jwks(self):
            return keys

    validator = Validator(issuer, audience)

    def authlib(token):
        # `validate_token` does the same without leeway.
        validator.authenticate_token(token).validate(leeway=LEEWAY)

    def joserfc(token):
        essential = {name: {"essential": True} for name in REQUIRED}
        registry = joserfc_jwt.JWTClaimsRegistry(
            leeway=LEEWAY, **essential | {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": audience}}
        )
        registry.validate(joserfc_jwt.decode(token, keys, algorithms=ALGORITHMS).claims)

    # As PyJWT's own client of a key set finds the key: by `kid`, of those for signatures.
    by_name = {key.key_id: key for key in pyjwt.PyJWKSet.from_dict(jwks).keys}

    def of_pyjwt(token):
        key = by_name[pyjwt.get_unverified_header(token)["kid"]]
        options = {"require": REQUIRED}
        pyjwt.decode(token, key, ALGORITHMS, audience=audience, issuer=issuer, leeway=LEEWAY, options=options)

    return [("authlib", accepts(authlib)), ("joserfc", accepts(joserfc)), ("pyjwt", accepts(of_pyjwt))]
