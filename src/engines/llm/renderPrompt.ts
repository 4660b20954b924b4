import type { ChatMessage } from "../../memory/ports";
import { splitTemplateWords } from "./templateWords";

/** The conversation template in an MLC model's mlc-chat-config.json: how its turns are written down. */
export interface ConversationTemplate {
  /** With the placeholder {system_message}. */
  system_template: string;
  /** Where a chat has no system text. */
  system_message: string;
  /** false: an empty system text is not written at all. */
  render_empty_system_message?: boolean;
  system_prefix_token_ids?: readonly number[] | null;
  /** false: the first turn has no role before it. */
  add_role_after_system_message?: boolean;
  roles: Readonly<Record<"user" | "assistant", string>>;
  /** With the placeholders {user_message} and {assistant_message}. */
  role_templates?: Readonly<Partial<Record<"user" | "assistant", string>>>;
  seps: readonly string[];
  role_content_sep?: string | null;
  role_empty_sep?: string | null;
}

export interface RenderedPrompt {
  /** Tokens before all text. */
  prefix: readonly number[];
  /** Strings to be tokenised one by one: in the same pieces as web-llm does it, and messages cut in their template words. */
  parts: readonly string[];
}

/** How a model that thinks aloud is told that it has thought: the answer follows (Qwen 3, and what is distilled from R1). */
const THOUGHT = "<think>\n\n</think>\n\n";

/**
 * Messages as `template` writes them down, up to where the answer begins: what Conversation.getPromptArray of web-llm gives,
 * but with messages as data. There, String.replace reads "$&" in them, and their template words open turns.
 */
export function renderPrompt(
  template: ConversationTemplate,
  messages: readonly ChatMessage[],
  { withoutThinking = false } = {},
): RenderedPrompt {
  const parts: string[] = [];
  const [first] = messages;
  const system = first?.role === "system" ? first.content : template.system_message;
  const hasSystem = system !== "" || template.render_empty_system_message !== false;
  if (hasSystem) parts.push(...fill(template.system_template, "{system_message}", system, "", ""));
  const turns = first?.role === "system" ? messages.slice(1) : messages;
  turns.forEach(({ role, content }, i) => {
    // A system text in the middle is not among what templates can write.
    const speaker = role === "assistant" ? "assistant" : "user";
    const silent = template.add_role_after_system_message === false && hasSystem && i === 0;
    const before = silent ? "" : template.roles[speaker] + (template.role_content_sep ?? ": ");
    const after = template.seps[i % template.seps.length] ?? "";
    const placeholder = `{${speaker}_message}`;
    parts.push(...fill(template.role_templates?.[speaker] ?? placeholder, placeholder, content, before, after));
  });
  parts.push(
    withoutThinking
      ? template.roles.assistant + (template.role_content_sep ?? ": ") + THOUGHT
      : template.roles.assistant + (template.role_empty_sep ?? ": "),
  );
  return { prefix: template.system_prefix_token_ids ?? [], parts };
}

/** `template` with `content` in the place of `placeholder`, between `before` and `after`, cut in content's template words. */
function fill(template: string, placeholder: string, content: string, before: string, after: string): string[] {
  const [head = "", ...rest] = template.replaceAll("{function_string}", "").split(placeholder);
  // Without a placeholder the message is not written: as web-llm has it.
  const pieces = rest.length > 0 ? splitTemplateWords(content) : [""];
  pieces[0] = before + head + pieces[0];
  pieces[pieces.length - 1] += rest.join(placeholder) + after;
  return pieces;
}
