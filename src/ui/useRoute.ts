import { useMemo } from "react";
import { useHashLocation } from "wouter/use-hash-location";
import { hrefOf, parseRoute, type Route } from "../state/route";

/** Where the page stands. */
export function useRoute(): Route {
  const [location] = useHashLocation();
  return useMemo(() => parseRoute(location), [location]);
}

/** Goes to a route. The browser tells of it by `hashchange`, as it does for a link. */
export function goTo(route: Route, how: "push" | "replace" = "push"): void {
  if (how === "push") location.hash = hrefOf(route);
  else location.replace(hrefOf(route));
}
