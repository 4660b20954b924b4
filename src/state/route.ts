/** Where the page stands. Each has its own address, so that deep links and Back work. */
export type Route =
  | { screen: "chat"; chatId: string | null }
  | { screen: "memory"; memoryId: string | null }
  | { screen: "library"; sourceId: string | null; passageId: string | null }
  | { screen: "reflection" }
  | { screen: "settings"; page?: "judge" };

export type Screen = Route["screen"];

/** Reads the part of the address after `#`, e.g. "/library/abc?passage=def". What it does not know opens a new chat. */
export function parseRoute(location: string): Route {
  const [path = "", query = ""] = location.split("?");
  const [screen, id] = path.split("/").filter(Boolean).map(decode);
  switch (screen) {
    case "memory":
      return { screen, memoryId: id ?? null };
    case "library":
      return { screen, sourceId: id ?? null, passageId: new URLSearchParams(query).get("passage") };
    case "reflection":
      return { screen };
    case "settings":
      return id === "judge" ? { screen, page: id } : { screen };
    default:
      return { screen: "chat", chatId: screen === "chat" ? (id ?? null) : null };
  }
}

/** The address of a route, with its `#`. */
export function hrefOf(route: Route): string {
  switch (route.screen) {
    case "chat":
      return route.chatId === null ? "#/" : `#/chat/${encodeURIComponent(route.chatId)}`;
    case "memory":
      return route.memoryId === null ? "#/memory" : `#/memory/${encodeURIComponent(route.memoryId)}`;
    case "library": {
      if (route.sourceId === null) return "#/library";
      const query = route.passageId === null ? "" : `?passage=${encodeURIComponent(route.passageId)}`;
      return `#/library/${encodeURIComponent(route.sourceId)}${query}`;
    }
    case "settings":
      return route.page === undefined ? "#/settings" : `#/settings/${route.page}`;
    default:
      return `#/${route.screen}`;
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}
