import { CHROMIUM_ARGS, findChromium } from "../../scripts/chromium";

/** How Playwright starts Chromium with these flags beside the usual ones. */
export function browserWith(args: readonly string[]) {
  return { executablePath: findChromium() ?? undefined, args: [...CHROMIUM_ARGS, ...args] };
}
