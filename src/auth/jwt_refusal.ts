import { errors } from "jose";
import type { Verdict } from "./principal.ts";

/** By the codes of `jose`, whose own messages are not passed on: a later one may hold some of a token. */
const REASONS: Readonly<Record<string, string>> = {
  [errors.JWTExpired.code]: "The token has expired",
  [errors.JOSEAlgNotAllowed.code]: "The token is signed in a way that is not allowed",
  [errors.JWSSignatureVerificationFailed.code]: "The token's signature is wrong",
  [errors.JWKSNoMatchingKey.code]: "The token is signed by a key that the issuer does not name",
  [errors.JWKSMultipleMatchingKeys.code]: "The token does not say which key has signed it",
};

/** What stands in a token and is not as it must be. Only these come from our own options. */
const CLAIMS = ["iss", "aud", "exp", "nbf", "iat", "sub"];

/** What is wrong with the issuer's keys, or how they were read, says nothing of a token. */
const OF_THE_ISSUER: readonly string[] = [
  errors.JWKSInvalid.code,
  errors.JWKInvalid.code,
  errors.JWKSTimeout.code,
];

/** What an error of `jwtVerify` says of a token. */
export function refusalFor(error: unknown): Verdict {
  if (!(error instanceof errors.JOSEError) || OF_THE_ISSUER.includes(error.code)) {
    return { type: "unavailable", why: "The issuer's keys cannot be read or used now" };
  }
  if (error instanceof errors.JWTClaimValidationFailed) return claimRefusal(error);
  return { type: "refused", why: REASONS[error.code] ?? "It is no token of the issuer" };
}

function claimRefusal({ claim, reason }: errors.JWTClaimValidationFailed): Verdict {
  const name = CLAIMS.includes(claim) ? `"${claim}"` : "a claim";
  const why = reason === "missing"
    ? `The token has no ${name}, which it must have`
    : `The token's ${name} is not what it must be here`;
  return { type: "refused", why };
}
