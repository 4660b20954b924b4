import { describe, expect, it } from "vitest";
import { acknowledge } from "../../src/answer/acknowledge";

describe("acknowledging what was told", () => {
  it.each([
    [{ kept: 1, reinforced: 0, support: 1 }, "Kept 1 memory."],
    [{ kept: 3, reinforced: 0, support: 1 }, "Kept 3 memories."],
    [{ kept: 0, reinforced: 1, support: 2 }, "You told me that before; it now rests on 2 passages."],
    [
      { kept: 0, reinforced: 2, support: 2 },
      "You told me all of that before; each memory now rests on one more passage.",
    ],
    [{ kept: 2, reinforced: 1, support: 2 }, "Kept 2 memories; 1 more you had told me before."],
    [{ kept: 0, reinforced: 0, support: 0 }, "Nothing to keep in that; your words stay in this chat."],
  ])("[A10] says in one line what was kept: %j", (learned, line) => {
    expect(acknowledge(learned)).toBe(line);
  });
});
