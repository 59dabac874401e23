import { type JWTPayload, jwtVerify } from "jose";
import { tellPeople } from "../process/tell_people.ts";
import { bearerIn } from "./bearer.ts";
import { discover } from "./discovery.ts";
import { issuerKeys } from "./issuer_keys.ts";
import { refusalFor } from "./jwt_refusal.ts";
import { type CheckedOptions, checkedOptions, type OidcOptions } from "./oidc_options.ts";
import type { Authenticator, Verdict } from "./principal.ts";
import { resourceMetadata } from "./resource_metadata.ts";
import { digestOf } from "./token.ts";

/** Clocks of two machines may differ by this, in seconds. */
const TOLERANCE_S = 30;

/** Tokens for something else are no access tokens: those that log out, and messages between servers. */
const TYPES = /^(?:application\/)?(?:at\+)?jwt$/i;

/** As long as `sub` may be by OpenID Connect. */
const TENANT_CHARS = 255;
const CREDENTIAL_CHARS = 32;

/**
 * Lets in who sends a token (JWT) that an issuer has signed for this server. Keys come from the configured
 * issuer alone: nothing that a token says is ever fetched.
 */
export class OidcResource implements Authenticator {
  readonly resource: NonNullable<Authenticator["resource"]>;
  readonly #options: CheckedOptions;
  readonly #keys: ReturnType<typeof issuerKeys>;

  private constructor(options: CheckedOptions, keys: ReturnType<typeof issuerKeys>) {
    this.#options = options;
    this.#keys = keys;
    this.resource = resourceMetadata(options);
  }

  /**
   * Reads the metadata and the keys of the issuer.
   *
   * @param tell hears of what will not work, and of an issuer that cannot be reached later
   * @throws {Error} when an option cannot be used, or the issuer does not say what it must
   */
  static async open(
    given: OidcOptions,
    tell: (text: string) => void = tellPeople,
  ): Promise<OidcResource> {
    const options = checkedOptions(given);
    const { jwksUrl, takesNewClients } = await discover(options);
    let started = false;
    const keys = issuerKeys(jwksUrl, options.fetch, (text) => {
      if (started) tell(text); // before that it stops the start
    });
    await keys.reload();
    started = true;
    if (!takesNewClients) {
      tell(
        `The issuer "${options.issuer}" offers neither dynamic registration of clients nor client ` +
          "id metadata documents: claude.ai and others that it does not know cannot log in",
      );
    }
    return new OidcResource(options, keys);
  }

  async authenticate(authorization: string | null): Promise<Verdict> {
    const bearer = bearerIn(authorization);
    if ("type" in bearer) return bearer;
    const { issuer, audience, algorithms } = this.#options;
    try {
      const { payload, protectedHeader: { typ } } = await jwtVerify(bearer.token, this.#keys, {
        issuer,
        audience,
        algorithms,
        requiredClaims: ["exp", "sub"],
        clockTolerance: TOLERANCE_S,
      });
      return typ === undefined || TYPES.test(typ)
        ? await this.#judge(payload)
        : refused('The token\'s "typ" is not that of an access token');
    } catch (error) {
      return refusalFor(error);
    }
  }

  /** What `jose` leaves to its callers. */
  async #judge(claims: JWTPayload): Promise<Verdict> {
    const { issuer, scopes, tenantClaim } = this.#options;
    const { sub, iat = 0 } = claims;
    if (!isName(sub)) return refused('The token\'s "sub" is not what it must be here');
    if (iat > Date.now() / 1_000 + TOLERANCE_S) return refused("The token is not yet made");
    const name = Object.hasOwn(claims, tenantClaim) ? claims[tenantClaim] : undefined;
    if (!isName(name)) {
      return refused(`The token has no "${tenantClaim}" that could name a tenant`);
    }
    const has = scopesOf(claims);
    if (!scopes.every((one) => has.includes(one))) {
      return { type: "forbidden", why: "The token lacks a scope", scope: scopes.join(" ") };
    }
    // No issuer has a space in it: what two of them call by one name, are two tenants.
    const tenant = `${issuer} ${name}`;
    const credential = (await digestOf(tenant)).slice(0, CREDENTIAL_CHARS);
    return { type: "known", principal: { tenant, credential, policy: {} } };
  }
}

function refused(why: string): Verdict {
  return { type: "refused", why };
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "" && value.length <= TENANT_CHARS &&
    !/[\p{Cc}\p{Cs}]/u.test(value);
}

/** `scope` is a text by RFC 9068, a list with some; others name it `scp`. */
function scopesOf({ scope, scp }: JWTPayload): readonly unknown[] {
  return [scope, scp].flatMap((value) =>
    typeof value === "string" ? value.split(" ") : value ?? []
  );
}
