// A real OpenID provider (the package oidc-provider, certified by the OpenID Foundation) with made-up people, for tests.
//
// Reads its settings as JSON from the environment variable PROVIDER: client_id, client_secret, redirect_uri, people by
// login, each with the claims that the provider says of them. Prints {"issuer": ...} when it listens. Its page asks who
// one is and by what one proves it: `amr` and `acr` of the token are what was proven there, as with a directory of a force.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const settings = JSON.parse(process.env.PROVIDER);
const server = createServer();
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;
const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: settings.client_id,
      client_secret: settings.client_secret,
      redirect_uris: [settings.redirect_uri],
      response_types: ["code"],
      grant_types: ["authorization_code"],
    },
  ],
  jwks: { keys: [{ ...key, use: "sig", alg: "RS256", kid: "tests" }] },
  cookies: { keys: [randomBytes(32).toString("hex")] },
  claims: { openid: ["sub", "acr", "amr", "force", "collar_number", "groups"] },
  // The ID token says what a code flow may be told: nothing has to be asked for afterwards.
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, login) =>
    settings.people[login] && { accountId: login, claims: () => ({ sub: login, ...settings.people[login] }) },
  async loadExistingGrant(ctx) {
    // Nobody is asked for consent: the force has given it for its staff.
    const { accountId } = ctx.oidc.session;
    if (!accountId) return undefined;
    const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId });
    grant.addOIDCScope("openid");
    await grant.save();
    return grant;
  },
});

provider.on("server_error", (_, error) => console.error(error));

async function typed(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return new URLSearchParams(Buffer.concat(parts).toString());
}

const answer = provider.callback();
server.on("request", async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return answer(request, response);
  try {
    if (request.method === "GET") {
      const { prompt } = await provider.interactionDetails(request, response);
      return response.end(`asked for: ${prompt.name}`);
    }
    const form = await typed(request);
    const login = { accountId: form.get("accountId"), amr: form.getAll("amr"), acr: form.get("acr") ?? undefined };
    await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
  } catch (error) {
    response.statusCode = 400;
    response.end(String(error));
  }
});
console.log(JSON.stringify({ issuer }));
