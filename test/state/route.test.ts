import fc from "fast-check";
import { expect, it } from "vitest";
import { hrefOf, parseRoute, type Route } from "../../src/state/route";

const id = fc.string({ minLength: 1 }).filter((text) => text.trim() !== "" && text.isWellFormed());
const maybeId = fc.option(id, { nil: null });
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.record({ screen: fc.constant("chat" as const), chatId: maybeId }),
  fc.record({ screen: fc.constant("memory" as const), memoryId: maybeId }),
  fc
    .record({ screen: fc.constant("library" as const), sourceId: maybeId, passageId: maybeId })
    .map((each) => (each.sourceId === null ? { ...each, passageId: null } : each)),
  fc.record({ screen: fc.constantFrom("reflection" as const, "settings" as const) }),
  fc.constant({ screen: "settings" as const, page: "judge" as const }),
);

it("every route has an address that leads back to it", () => {
  fc.assert(
    fc.property(route, (each) => {
      expect(parseRoute(hrefOf(each).slice(1))).toEqual(each);
    }),
  );
});

it("an address that means nothing opens a new chat", () => {
  for (const address of ["", "/", "/nowhere", "/chat", "/%", "//", "/chat/"])
    expect(parseRoute(address)).toEqual({ screen: "chat", chatId: null });
});

it("an id that is no valid escape is taken as it is", () => {
  expect(parseRoute("/memory/%E0%A4%A")).toEqual({ screen: "memory", memoryId: "%E0%A4%A" });
});
