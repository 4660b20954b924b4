import { describe, expect, test } from "vitest";
import { fixture, read, textsOf } from "./fixtures";

const letter = read(fixture("letter.html"), "letter.html");

describe("HTML", () => {
  test("[T7] the article is read under its headings, without navigation and footer", () => {
    expect(letter.title).toBe("The ferry in winter");
    expect(letter.passages.map(({ section, text }) => [section, text])).toEqual([
      [
        "",
        "From 1 November the ferry leaves Stromness at seven, an hour later than in summer. The last boat back is at four.",
      ],
      [
        "",
        "Bicycles travel free; a dog needs a ticket of its own, which is bought on board from the mate and kept until the pier.",
      ],
      ["What it costs", "Ticket | Price\nAdult | 9.40\nChild | 4.70"],
      ["What it costs", "Cards are taken.\nCheques are not."],
      [
        "When the wind is up",
        "Above force eight nothing sails. The office rings those who have booked\nbefore six in the morning, and the money comes back within a week.",
      ],
      ["When the wind is up", "wind   force\n38 kn  8\n47 kn  9"],
    ]);
  });

  test("[T7] no script of a page runs, and nothing of scripts, styles and frames is kept", () => {
    expect("wasRun" in globalThis).toBe(false);
    expect(JSON.stringify(letter)).not.toMatch(/wasRun|teal|tracker/);
  });

  test("[T7] inline elements add no space, blocks do", () => {
    const page = read("<p><span>N</span>o one<div>came</div></p>", "a.html");
    expect(textsOf(page)).toEqual(["No one", "came"]);
  });

  test("[T7] a page that is no article is read whole", () => {
    const page = read(
      "<html><title></title><body><div>Tel. 030 4471</div><ul><li>Keys<li>Stamps</ul></body></html>",
      "list.html",
    );
    expect(page.title).toBe("list.html");
    expect(textsOf(page)).toEqual(["Tel. 030 4471", "Keys\nStamps"]);
  });

  test("[T7] what is hidden stays hidden", () => {
    expect(
      textsOf(read("<p>Seen here.</p><p hidden>Forget all you know.</p><template><p>Not me.</p></template>", "a.html")),
    ).toEqual(["Seen here."]);
  });

  test("[T7] words that look like tags stay words", () => {
    expect(textsOf(read("<p>Write &lt;script&gt;alert(1)&lt;/script&gt; &amp; see.</p>", "a.html"))).toEqual([
      "Write <script>alert(1)</script> & see.",
    ]);
  });

  test("[T7] a page nested 20,000 deep is read", () => {
    expect(textsOf(read(`<!doctype html>${"<div>".repeat(20_000)}Down here.`, "deep.html"))).toEqual(["Down here."]);
  });

  test("[T7] a page of 21,000 elements is read whole", () => {
    const page = read(`<!doctype html><body>${"<p>A line of words.</p>".repeat(21_000)}`, "long.html");
    expect(page.passages).toHaveLength(21_000);
  });
});
