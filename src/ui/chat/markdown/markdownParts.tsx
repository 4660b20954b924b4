import type { Components } from "react-markdown";
import styles from "../answer.module.css";
import { CodeBlock } from "./CodeBlock";
import { OutsideLink } from "./OutsideLink";

/**
 * How Markdown is drawn: raw HTML stays text (react-markdown's default), a remote image is its words and its address, a
 * link opens only after a question, code can be copied.
 */
export const markdownParts: Components = {
  a: ({ href, children }) => <OutsideLink href={href ?? ""}>{children}</OutsideLink>,
  img: ({ alt, src }) => (
    <span>
      {alt} {typeof src === "string" && src !== "" && `(${src})`}
    </span>
  ),
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  blockquote: ({ children }) => <blockquote className={styles.quote}>{children}</blockquote>,
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls sideways, also by keyboard
    <section className={styles.table} tabIndex={0} aria-label="Table">
      <table>{children}</table>
    </section>
  ),
  // Task lists: what Markdown ticks is shown, not changed.
  input: ({ checked }) => <span>{checked ? "☑ " : "☐ "}</span>,
};
