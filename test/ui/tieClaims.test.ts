import fc from "fast-check";
import { createElement as h } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import ReactMarkdown, { type Components, type Options } from "react-markdown";
import remarkGfm from "remark-gfm";
import { describe, expect, it } from "vitest";
import type { Claim } from "../../src/memory/model";
import { tieClaims } from "../../src/ui/chat/markdown/tieClaims";

/** The Markdown as HTML, a claim's sources as [1,2], those against it as [1|2], words without any as <u>, words against as <del>. */
function draw(text: string, claims: Claim[], marking = true): string {
  const components: Components = {
    span({ node, children }) {
      const claim = node?.properties.dataClaim;
      if (typeof claim === "string") {
        const { sources = [], against } = claims[Number(claim)] ?? {};
        return h("b", null, `[${sources.join()}${against ? `|${against.join()}` : ""}]`);
      }
      if (node?.properties.dataAgainst) return h("del", null, children);
      return h(node?.properties.dataUnsupported ? "u" : "i", null, children);
    },
  };
  const remarkPlugins: Options["remarkPlugins"] = [remarkGfm, [tieClaims, { claims, marking }]];
  return renderToStaticMarkup(h(ReactMarkdown, { remarkPlugins, components }, text)).replaceAll("\n", "");
}

/** A claim over the first place where these words stand in the text. */
const claim = (text: string, words: string, ...sources: number[]): Claim => {
  const start = text.indexOf(words);
  if (start < 0) throw new Error(`${words} is not in the text`);
  return { start, end: start + words.length, sources };
};

describe("sources stand right after the claim they support", () => {
  it("within a paragraph", () => {
    const text = "It ends in May. She signed it. Nobody else did.";
    const claims = [
      claim(text, "It ends in May.", 1, 2),
      claim(text, "She signed it.", 3),
      claim(text, "Nobody else did."),
    ];
    expect(draw(text, claims)).toBe(
      "<p>It ends in May.<b>[1,2]</b> She signed it.<b>[3]</b><u> Nobody else did.</u></p>".replace("<u> ", " <u>"),
    );
  });

  it("after closing marks, and not inside them", () => {
    const text = "It ends in **May.** Then *nothing.*";
    expect(draw(text, [claim(text, "It ends in **May.**", 1), claim(text, "Then *nothing.*", 2)])).toBe(
      "<p>It ends in <strong>May.</strong><b>[1]</b> Then <em>nothing.</em><b>[2]</b></p>",
    );
  });

  it("inside marks that go on", () => {
    const text = "**It ends in May. She signed it.**";
    expect(draw(text, [claim(text, "**It ends in May.", 1)])).toBe(
      "<p><strong>It ends in May.<b>[1]</b> She signed it.</strong></p>",
    );
  });

  it("never inside a link", () => {
    const text = "See [the letter.](https://example.org) More.";
    expect(draw(text, [claim(text, "See [the letter.", 1)])).toContain("</a><b>[1]</b> More.");
  });

  it("in lists, tables and quotes", () => {
    const text = "- It ends in May.\n- She signed.\n\n> O. with her pen.\n\n| a | b |\n| - | - |\n| one | two |";
    const drawn = draw(text, [
      claim(text, "It ends in May.", 1),
      claim(text, "O. with her pen.", 2),
      claim(text, "two", 3),
    ]);
    expect(drawn).toContain("<li>It ends in May.<b>[1]</b></li>");
    expect(drawn).toContain("<p>O. with her pen.<b>[2]</b></p>");
    expect(drawn).toContain("<td>two<b>[3]</b></td>");
  });

  it("after a block of code", () => {
    const text = "Run it:\n\n```\nmake lease\n```\n\nDone.";
    expect(draw(text, [claim(text, "Run it:\n\n```\nmake lease\n```", 1)])).toContain("</pre><p><b>[1]</b></p>");
  });

  it("at the right place where escapes and entities are longer in the source", () => {
    const text = "Salt \\& pepper &amp; oil. More.";
    expect(draw(text, [claim(text, "Salt \\& pepper &amp; oil.", 1)])).toBe(
      "<p>Salt &amp; pepper &amp; oil.<b>[1]</b> More.</p>",
    );
  });

  it("in text of any script", () => {
    const text = "租约九月到期。她签了字。🙂 עוד.";
    expect(draw(text, [claim(text, "租约九月到期。", 1), claim(text, "她签了字。", 2)])).toBe(
      "<p>租约九月到期。<b>[1]</b>她签了字。<b>[2]</b>🙂 עוד.</p>",
    );
  });

  it("at the last words where offsets lie past the end", () => {
    expect(draw("Short.", [{ start: 0, end: 99, sources: [1] }])).toBe("<p>Short.<b>[1]</b></p>");
  });
});

describe("words that nothing supports", () => {
  it("are underlined across marks", () => {
    const text = "The council **has to** agree. Yes.";
    expect(draw(text, [claim(text, "The council **has to** agree.")])).toBe(
      "<p><u>The council </u><strong><u>has to</u></strong><u> agree.</u> Yes.</p>",
    );
  });

  it("are left alone in quotes", () => {
    const text = "From memory:";
    expect(draw(text, [claim(text, "From memory:")], false)).toBe("<p>From memory:</p>");
  });
});

describe("words that evidence speaks against", () => {
  it("are marked across marks, and what speaks against them stands right after", () => {
    const text = "It ends in **June.** She signed it.";
    const against = { ...claim(text, "It ends in **June.**"), against: [2] };
    expect(draw(text, [against, claim(text, "She signed it.", 1)])).toBe(
      "<p><del>It ends in </del><strong><del>June.</del></strong><b>[|2]</b> She signed it.<b>[1]</b></p>",
    );
  });

  it("have the sources that support them too", () => {
    const text = "It ends in June.";
    expect(draw(text, [{ ...claim(text, text, 1), against: [2] }])).toBe(
      "<p><del>It ends in June.</del><b>[1|2]</b></p>",
    );
  });
});

it("no claim changes the words that are shown", () => {
  const piece = fc.constantFrom(
    "It ends. ",
    "**bold** ",
    "`code` ",
    "\n\n",
    "- item\n",
    "> quote\n",
    "a\\*b ",
    "&lt;b&gt; ",
    "[x](https://e.org) ",
    "| a |\n|-|\n| b |\n",
    "<b>raw</b> ",
    "🙂. ",
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }),
      fc.array(fc.tuple(fc.nat(120), fc.nat(40), fc.boolean(), fc.boolean())),
      (pieces, spans) => {
        const text = pieces.join("");
        const claims = spans.map(([start, length, supported, doubted]) => ({
          start: Math.min(start, text.length),
          end: Math.min(start + length, text.length),
          sources: supported ? [7] : [],
          ...(doubted && { against: [8] }),
        }));
        const words = (html: string) => html.replace(/<p><b>\[[78|]+\]<\/b><\/p>|<b>\[[78|]+\]<\/b>|<\/?(u|del)>/g, "");
        expect(words(draw(text, claims))).toBe(draw(text, []));
      },
    ),
    { numRuns: 100 },
  );
});
