import { z } from "zod";
import type { ChatMessage, CompletionRequest, LanguageModel } from "../../memory/ports";
import { grammarSchema } from "./grammarSchema";

/** What became of a structured call. */
export type Structured<T> =
  /** `repaired`: the first answer was not right, the second was. */
  | { ok: true; value: T; repaired: boolean }
  /** What was wrong with the last answer, which is `text`. */
  | { ok: false; reason: "no-json" | "wrong-shape" | "cut-off" | "stopped"; text: string };

type Judged<T> = { ok: true; value: T } | { ok: false; reason: "no-json" | "wrong-shape" | "cut-off"; why: string };

/**
 * Asks `model` for a value of `schema`. The engine's grammar holds what it can of its shape, zod the rest; an answer that is
 * not right is shown to the model once, with what is wrong. Rejects as `model.complete` does. In the background unless
 * `request.priority` says otherwise. For workers: zod is too large for the first load of the page.
 */
export async function completeStructured<T>(
  model: LanguageModel,
  schema: z.ZodType<T>,
  request: Omit<CompletionRequest, "schema">,
): Promise<Structured<T>> {
  const { $schema: _version, ...whole } = z.toJSONSchema(schema, { io: "input" });
  const shape = grammarSchema(whole);
  const ask = (messages: readonly ChatMessage[]) =>
    model.complete({ priority: "later", ...request, messages, schema: shape });

  const first = await ask(request.messages);
  if (first.ended === "stopped") return { ok: false, reason: "stopped", text: first.text };
  const judged = judge(schema, first.text, first.ended === "length");
  if (judged.ok) return { ...judged, repaired: false };

  const failed = (text: string, { reason }: Judged<T> & { ok: false }) => ({ ok: false, reason, text }) as const;
  let second: Awaited<ReturnType<typeof ask>>;
  try {
    const repair = `${judged.why} Write the JSON again, and nothing else.`;
    second = await ask([
      ...request.messages,
      { role: "assistant", content: first.text },
      { role: "user", content: repair },
    ]);
  } catch (error) {
    // There is no room to show it what it wrote.
    if (error instanceof Error && error.name === "PromptTooLong") return failed(first.text, judged);
    throw error;
  }
  if (second.ended === "stopped") return { ok: false, reason: "stopped", text: second.text };
  const again = judge(schema, second.text, second.ended === "length");
  return again.ok ? { ...again, repaired: true } : failed(second.text, again);
}

function judge<T>(schema: z.ZodType<T>, text: string, isCut: boolean): Judged<T> {
  const parsed = parseJson(text);
  if (!parsed) {
    return isCut
      ? { ok: false, reason: "cut-off", why: "That was too long and was cut off before its end: say it shorter." }
      : { ok: false, reason: "no-json", why: "That was not JSON." };
  }
  const checked = schema.safeParse(parsed.value);
  if (checked.success) return { ok: true, value: checked.data };
  const issue = checked.error.issues[0];
  const where = issue && issue.path.length > 0 ? `at ${issue.path.join(".")}` : "as a whole";
  return {
    ok: false,
    reason: "wrong-shape",
    why: `That JSON is not right ${where} (${issue?.message ?? "wrong shape"}).`,
  };
}

/** The JSON in an answer; engines without a grammar like to wrap it in words. Null where there is none. */
function parseJson(text: string): { value: unknown } | null {
  const start = text.search(/[[{]/);
  const end = Math.max(text.lastIndexOf("}"), text.lastIndexOf("]"));
  for (const candidate of [text, text.slice(start, end + 1)]) {
    try {
      return { value: JSON.parse(candidate) };
    } catch {
      // The next candidate, or none.
    }
  }
  return null;
}
