import { TRUST_TIERS, type Trust } from "../model";

/** The lowest of these tiers; "user", the highest, for none. */
export function leastTrust(tiers: readonly Trust[]): Trust {
  return TRUST_TIERS[Math.max(0, ...tiers.map((tier) => TRUST_TIERS.indexOf(tier)))] ?? "web";
}

/** Whether `trust` is above what `limit` allows. */
export function isAbove(trust: Trust, limit: Trust): boolean {
  return TRUST_TIERS.indexOf(trust) < TRUST_TIERS.indexOf(limit);
}
