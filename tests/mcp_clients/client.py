"""Connects to the MCP server at URL with the unmodified Python SDK: `python client.py URL`. Prints what it saw, as JSON."""

import asyncio
import json
import sys
import urllib.parse

import httpx2
from mcp import ClientSession
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientMetadata

REDIRECT = "http://127.0.0.1:9/callback"


class Storage:
    tokens = client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


class Person:
    """What the person with a browser would do: follow the redirect, and bring the code back."""

    def __init__(self):
        self.asked = []
        self.callback = {}

    async def open(self, url):
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        self.asked.append(query.get("scope"))
        async with httpx2.AsyncClient(follow_redirects=False) as browser:
            location = (await browser.get(url)).headers["location"]
        self.callback = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))

    async def bring(self):
        return AuthorizationCodeResult(**self.callback)


async def main(url):
    person = Person()
    metadata = OAuthClientMetadata(client_name="test", redirect_uris=[REDIRECT], token_endpoint_auth_method="none")
    auth = OAuthClientProvider(url, metadata, Storage(), person.open, person.bring)
    async with (
        httpx2.AsyncClient(auth=auth) as http,
        streamable_http_client(url, http_client=http) as streams,
        ClientSession(streams[0], streams[1]) as session,
    ):
        await session.initialize()

        async def names():
            return sorted(tool.name for tool in (await session.list_tools()).tools)

        async def call(name, arguments):
            return (await session.call_tool(name, arguments)).content[0].text

        before = await names()
        first = len(person.asked)
        read = await call("list_items", {})
        removed = await call("delete_item", {"name": "lamp"})
        seen = {
            "asked": person.asked,
            "steps": [first, len(person.asked) - first],
            "before": before,
            "read": read,
            "removed": removed,
            "after": await names(),
        }
    print(json.dumps(seen))


asyncio.run(main(sys.argv[1]))
